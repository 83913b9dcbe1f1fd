"""config/README.md from the schemas, so that the manual cannot be out of date."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from bioripple.experiment.config_schema import leaves, load_schema
from bioripple.runtime.markdown import table_lines

HEAD = """\
# Configuration

<!-- Written by `make docs` from src/bioripple/experiment/schemas; change it there. -->

`config.yaml` is the default experiment and runs as it is. To change something, leave it
alone and write only the keys that differ into a file of your own:

```yaml
# my.yaml
gcn:
  epochs: 100
  seeds: [0, 1, 2, 3, 4]
```

```bash
make run RUN=mine CONFIG=my.yaml      # results in runs/mine/results
```

Without `RUN` the results go to `results/`. Only the steps that depend on what was
changed run again. A key that does not exist or is given twice, a value out of its
range, or a folder that is not there stops the run before any job and is named. Numbers
in scientific notation need a point: `1.0e-8`.

Cores, memory and cluster options are no part of the experiment: they belong to
`profiles/`, or after `make run` as `CORES=4` and `ARGS="--resources gpu=1"`.
"""
SHEET = """
## The model sheet

A tab-separated table, `models.tsv` by default, with one row for each model.
`.venv/bin/bioripple make-sheet FOLDER SHEET` writes it for a folder of SBML files.
"""


def render(config_schema: Mapping[str, Any], sheet_schema: Mapping[str, Any]) -> str:
    """Return the manual as Markdown.

    Parameters
    ----------
    config_schema
        Schema of the configuration: sections that hold leaves or one more level. A leaf
        may be a mapping from free names to objects.
    sheet_schema
        Schema of a row of the model sheet.
    """
    parts = [HEAD]
    for section, schema in config_schema["properties"].items():
        parts.append(f"\n## `{section}`\n\n{schema['description']}.\n\n")
        table = table_lines(["key", "default", "meaning", "allowed"], _rows(schema))
        parts += [f"{line}\n" for line in table]
    columns = (
        [f"`{name}`", leaf["description"], _allowed(leaf)]
        for name, leaf in sheet_schema["properties"].items()
    )
    table = table_lines(["column", "meaning", "allowed"], columns)
    return "".join([*parts, SHEET, "\n", *(f"{line}\n" for line in table)])


def _rows(section: Mapping[str, Any]) -> Iterator[list[str]]:
    for path, leaf in leaves(section):
        dump = yaml.safe_dump(leaf["default"], default_flow_style=True)
        default = dump.splitlines()[0]
        if len(default) > 40:
            default = f"{default[:12]}…"
        yield [f"`{path}`", f"`{default}`", leaf["description"], _allowed(leaf)]
        if "propertyNames" in leaf:
            yield from _entry_rows(path, leaf["additionalProperties"])


def _entry_rows(path: str, entry: Mapping[str, Any]) -> Iterator[list[str]]:
    """Yield the rows of what each entry of a mapping from free names may hold."""
    for name, leaf in leaves(entry):
        default = f"`{json.dumps(leaf['default'])}`" if "default" in leaf else "–"
        inner = f"`{path}/…/{name}`"
        yield [inner, default, leaf["description"], _allowed(leaf)]


def _allowed(leaf: Mapping[str, Any]) -> str:
    if leaf.get("type") == "array":
        return f"list of: {_allowed(leaf['items'])}"
    if "propertyNames" in leaf:
        return f"names: {_allowed(leaf['propertyNames'])}"
    if "enum" in leaf:
        return ", ".join(f"`{value}`" for value in leaf["enum"])
    if "pattern" in leaf:
        return f"`{leaf['pattern']}`"
    bounds = [
        f"{symbol} {leaf[key]}"
        for key, symbol in (
            ("minimum", "≥"),
            ("exclusiveMinimum", ">"),
            ("maximum", "≤"),
            ("exclusiveMaximum", "<"),
        )
        if key in leaf
    ]
    return " ".join([leaf["type"], ", ".join(bounds)]).strip()


def manual(root: Path) -> str:
    """Return the manual of the shipped schemas; nothing of `root` is read."""
    return render(load_schema("config"), load_schema("models"))
