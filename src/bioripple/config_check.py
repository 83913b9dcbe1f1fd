"""Check a configuration against its schema and name every key that is wrong.

`python -m bioripple.config_check FILE` looks through a file from someone else before
Snakemake reads it: Snakemake runs Python code in a configuration that asks for it.
"""

import argparse
import difflib
import math
import sys
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from bioripple.config_files import ConfigError as ConfigError
from bioripple.config_files import read_config as read_config
from bioripple.sheet import SheetError, SheetRow, read_sheet

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "workflow/schemas/config.schema.yaml"
SHIPPED = Path("config/config.yaml")
MOST_VALUES = 10_000
MOST_CHARACTERS = 500  # of a message, which may quote what was found


def load_schema(path: Path) -> dict[str, Any]:
    """Read a JSON Schema that is written as YAML."""
    schema: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return schema


def check_config(config: Mapping[str, Any], schema: Mapping[str, Any]) -> None:
    """Refuse a configuration that the schema does not allow.

    Parameters
    ----------
    config
        The configuration as Snakemake merged it.
    schema
        A JSON Schema (draft 2020-12).

    Raises
    ------
    ConfigError
        If anything is wrong. Every wrong key has a line: where it is, what was found
        and what was expected.
    """
    _check_values(config)
    errors = Draft202012Validator(schema).iter_errors(config)
    problems = [problem for error in errors for problem in _explain(error)]
    if problems:
        lines = "".join(f"configuration: {problem}\n" for problem in sorted(problems))
        raise ConfigError(f"{lines}config/README.md describes every key")


def sort_keys(config: MutableMapping[str, Any]) -> None:
    """Put the keys of a configuration in order, whichever file gave them first.

    To Snakemake a parameter that is a mapping has changed if its keys change places.
    """
    ordered = sorted(config.items())
    config.clear()
    for key, value in ordered:
        if isinstance(value, MutableMapping):
            sort_keys(value)
        config[key] = value


def check_models(
    config: Mapping[str, Any], rows: Sequence[SheetRow], root: Path
) -> None:
    """Refuse a configuration that does not fit its model sheet or the disk.

    Parameters
    ----------
    config
        A configuration that its schema allows.
    rows
        The model sheet.
    root
        The folder of the Snakefile, which paths are relative to.

    Raises
    ------
    ConfigError
        If rows come from a folder that is not there or not named, or if the model of
        Figure 5 is in no row.
    """
    models, wanted = config["models"], config["figures"]["heatmap_model"]
    ids = [row.id for row in rows]
    if wanted and wanted not in ids:
        close = difflib.get_close_matches(wanted, ids, n=1)
        hint = f"did you mean {close[0]!r}?" if close else "name one of its models"
        raise ConfigError(
            f"configuration: figures/heatmap_model: {wanted!r} is not in "
            f"{models['sheet']}; {hint}"
        )
    if all((row.source or models["source"]) != "directory" for row in rows):
        return
    if not models["directory"]:
        raise ConfigError(
            f"configuration: models/directory: is empty, but rows of {models['sheet']} "
            "come from a folder"
        )
    folder = root / models["directory"]
    if not folder.is_dir():
        raise ConfigError(
            f"configuration: models/directory: {models['directory']!r} is no folder; "
            f"looked for {folder.resolve()}"
        )


def _check_values(config: Mapping[str, Any]) -> None:
    """Count values as a tree: aliases make a small file a large configuration.

    A schema has no words for infinity and NaN, which satisfy most bounds.
    """
    waiting: list[tuple[str, Any]] = [("", config)]
    count = 0
    while waiting:
        place, item = waiting.pop()
        count += 1
        if count > MOST_VALUES:
            raise ConfigError(f"configuration: has more than {MOST_VALUES} values")
        if isinstance(item, float) and not math.isfinite(item):
            raise ConfigError(
                f"configuration: {place}: {item} is no number to work with"
            )
        if isinstance(item, Mapping):
            waiting += [(_join(place, str(key)), item[key]) for key in item]
        elif isinstance(item, list | tuple):
            waiting += [(f"{place}/{k}", value) for k, value in enumerate(item)]


def _explain(error: ValidationError) -> Iterator[str]:
    place = "/".join(str(part) for part in error.absolute_path)
    match error.validator:
        case "additionalProperties":
            known = list(error.schema["properties"])
            for key in sorted(map(str, set(error.instance) - set(known))):
                close = difflib.get_close_matches(key, known, n=1)
                hint = f"did you mean {close[0]!r}?" if close else f"known are {known}"
                yield f"{_join(place, key)}: there is no such key; {hint}"
        case "required":
            for key in error.validator_value:
                if key not in error.instance:
                    yield f"{_join(place, key)}: is missing"
        case "minLength":
            yield f"{place}: is empty, but a value is needed here"
        case "type" if error.instance is None:
            yield f"{place}: is empty; write its keys, or leave it out"
        case _:
            message = error.message
            if len(message) > MOST_CHARACTERS:
                message = f"{message[:MOST_CHARACTERS]}…"
            yield f"{place or 'top level'}: {message}{_yaml_hint(error)}"


def _join(place: str, key: str) -> str:
    return f"{place}/{key}" if place else key


def _yaml_hint(error: ValidationError) -> str:
    """Explain that YAML takes 1e-8, without a point, for text, and ids for numbers."""
    value = error.instance
    if error.validator_value == "string" and isinstance(value, bool | int | float):
        return "; put it in quotes if that is what it is called"
    if error.validator == "type" and isinstance(value, str):
        try:
            return f"; write {float(value):#.1e}" if "e" in value.lower() else ""
        except ValueError:
            pass
    return ""


def main(arguments: Sequence[str] | None = None) -> None:
    """Look through a configuration file that may be hostile; print what is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m bioripple.config_check", description=main.__doc__
    )
    parser.add_argument("file", type=Path, help="configuration, or a part of one")
    path = parser.parse_args(arguments).file
    try:
        read_run_config([path])
    except (ConfigError, SheetError) as error:
        sys.exit(str(error))


def read_run_config(files: Iterable[Path], *, root: Path = ROOT) -> dict[str, Any]:
    """Read and check the configuration of a run, without running anything.

    Parameters
    ----------
    files
        What differs from the shipped configuration; later files win.
    root
        The folder of the Snakefile, which paths in the configuration are relative to.

    Returns
    -------
    dict
        The whole configuration.

    Raises
    ------
    ConfigError, SheetError
        If a file, a key, a value, the model sheet or the folder of models is wrong.
    """
    config = load_config(files, root=root)
    check_models(config, read_sheet(root / config["models"]["sheet"]), root)
    return config


def load_config(
    files: Iterable[Path] = (), *, root: Path = ROOT, **sections: Any
) -> dict[str, Any]:
    """Return the shipped configuration with what differs, checked by its schema alone.

    Parameters
    ----------
    files, root
        As for `read_run_config`.
    **sections
        What differs besides, above the files.

    Raises
    ------
    ConfigError
        If a file cannot be read or a key or value is wrong.
    """
    config = read_config(root / SHIPPED)
    for above in (*map(read_config, files), sections):
        config = _merge(config, above)
    check_config(config, load_schema(SCHEMA))
    return config


def _merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Return what Snakemake makes of the shipped configuration and another."""
    merged = dict(below)
    for key, value in above.items():
        if isinstance(value, dict) and isinstance(below.get(key), dict):
            value = _merge(below[key], value)
        merged[key] = value
    return merged


if __name__ == "__main__":
    main()
