"""Check a configuration against its schema and name every key that is wrong.

`python -m bioripple.config_check FILE` looks through a file from someone else before
Snakemake reads it: Snakemake runs Python code in a configuration that asks for it.
"""

import argparse
import difflib
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

SCHEMA = Path(__file__).parents[2] / "workflow/schemas/config.schema.yaml"
MOST_VALUES = 10_000
MOST_BYTES = 100_000
MOST_CHARACTERS = 500  # of a message, which may quote what was found
TEMPLATE = "__use_yte__"


class ConfigError(ValueError):
    """The configuration cannot be used; the message names the keys."""


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
        lines = "\n  ".join(sorted(problems))
        raise ConfigError(
            f"the configuration is not usable:\n  {lines}\n"
            "config/README.md describes every key"
        )


def read_config(path: Path) -> dict[str, Any]:
    """Read a configuration file of which nothing is known, without running anything.

    Parameters
    ----------
    path
        A YAML file; it may hold some of the keys only.

    Returns
    -------
    dict
        The configuration, not yet checked against a schema.

    Raises
    ------
    ConfigError
        If the file cannot be read, is too large, is no plain YAML, has aliases, or asks
        Snakemake to run its contents as a template.
    """
    if not path.is_file():
        raise ConfigError(f"{path}: expected a file")
    with path.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ConfigError(f"{path}: has more than {MOST_BYTES} bytes")
    try:
        config = yaml.load(content, Loader=_PlainLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: no plain YAML: {str(error)[:300]}") from None
    if not isinstance(config, dict):
        raise ConfigError(f"{path}: expected keys and values")
    if TEMPLATE in config:
        raise ConfigError(f"{path}: {TEMPLATE} makes Snakemake run code in this file")
    return config


def load_config(path: Path | None = None, **sections: Any) -> dict[str, Any]:
    """Return the shipped configuration with what differs, checked.

    Parameters
    ----------
    path
        A file of which nothing is known; it may hold some of the keys only.
    **sections
        What differs besides, above the file.

    Raises
    ------
    ConfigError
        If the file cannot be read or anything in it is wrong.
    """
    config = read_config(SCHEMA.parents[2] / "config/config.yaml")
    for above in ({} if path is None else read_config(path), sections):
        config = _merge(config, above)
    check_config(config, load_schema(SCHEMA))
    return config


class _PlainLoader(yaml.SafeLoader):
    """Builds no objects, and takes no aliases: ten of them can stand for 10^10."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases (*name) are not taken")
        return super().compose_node(parent, index)


def _check_values(config: Mapping[str, Any]) -> None:
    """Count values as a tree: aliases make a small file a large configuration.

    A schema has no words for infinity and NaN, which satisfy most bounds.
    """
    waiting: list[Any] = [config]
    count = 0
    while waiting:
        item = waiting.pop()
        count += 1
        if count > MOST_VALUES:
            raise ConfigError(f"the configuration has more than {MOST_VALUES} values")
        if isinstance(item, float) and not math.isfinite(item):
            raise ConfigError(f"the configuration holds {item}; expected a number")
        if isinstance(item, Mapping):
            waiting.extend(item.values())
        elif isinstance(item, list | tuple):
            waiting.extend(item)


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
        load_config(path)
    except ConfigError as error:
        sys.exit(str(error))


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
