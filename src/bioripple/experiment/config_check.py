"""Check a configuration against its schema and name every key that is wrong.

A file from someone else is looked through before Snakemake reads it: Snakemake runs
Python code in a configuration that asks for it.
"""

import difflib
import os
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any

from bioripple.datasets.sheet import SheetError, SheetRow, few, read_sheet
from bioripple.experiment.config_files import ConfigError, read_config
from bioripple.experiment.config_problems import Place, find_problems
from bioripple.experiment.config_schema import defaults, load_schema

ROOT = Path(__file__).parents[3]
SHIPPED = Path("config/config.yaml")


def check_config(
    config: Mapping[str, Any],
    schema: Mapping[str, Any],
    files: Sequence[tuple[Path, Mapping[str, Any]]] = (),
) -> None:
    """Refuse a configuration that the schema does not allow.

    Parameters
    ----------
    config
        The configuration as Snakemake merged it.
    schema
        A JSON Schema (draft 2020-12). A whole number has no point: 4000.0 is none.
    files
        What it was merged from, the last of which won, as far as that is known.

    Raises
    ------
    ConfigError
        If anything is wrong. Every wrong key has a line: in which file, where it is,
        what was found and what was expected.
    """
    problems = find_problems(config, schema)
    if problems:
        lines = sorted(
            f"{_origin(place, files)}: {_shown(place)}: {what}"
            for place, what in problems
        )
        raise ConfigError(*lines, "config/README.md describes every key")


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
    SheetError
        If there is a folder in the place of a model's file.
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
    own = [row for row in rows if (row.source or models["source"]) == "directory"]
    if not own:
        return
    if not models["directory"]:
        raise ConfigError(
            f"configuration: models/directory: is empty, but rows of {models['sheet']} "
            "come from a folder"
        )
    folder = root / models["directory"]
    if not os.path.isdir(folder):  # unlike Path.is_dir, whatever it is called
        raise ConfigError(
            f"configuration: models/directory: {models['directory']!r} is no folder; "
            f"looked for {os.path.abspath(folder)}"
        )
    # Snakemake would not see it if a file in there is changed.
    folders = [row for row in own if os.path.isdir(folder / row.path)]
    if folders:
        raise SheetError(
            f"{models['sheet']}:",
            *few([f"{row.path!r} of {row.id!r} is a folder" for row in folders]),
            f"Each row of a model in {models['directory']} names a file there",
        )


def _origin(place: Place, files: Sequence[tuple[Path, Mapping[str, Any]]]) -> str:
    """Return the last file that says something there."""
    for path, content in reversed(files):
        found: Any = content
        for key in place:
            if not isinstance(found, Mapping | list) or not _has(found, key):
                break
            found = found[key]
        else:
            return str(path)
    return "configuration"


def _has(container: Any, key: Any) -> bool:
    if isinstance(container, list):
        return isinstance(key, int) and key < len(container)
    return key in container


def _shown(place: Place) -> str:
    return "/".join(map(str, place)) or "top level"


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
    schema = load_schema("config")
    shipped = root / SHIPPED
    # there is none where the package alone is installed
    config = read_config(shipped) if shipped.exists() else defaults(schema)
    given = [(path, read_config(path)) for path in files]
    for above in (*(content for _, content in given), sections):
        config = _merge(config, above)
    check_config(config, schema, given)
    return config


def _merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Return what Snakemake makes of the shipped configuration and another."""
    merged = dict(below)
    for key, value in above.items():
        if isinstance(value, dict) and isinstance(below.get(key), dict):
            value = _merge(below[key], value)
        merged[key] = value
    return merged
