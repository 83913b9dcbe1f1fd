"""The schemas: what may stand in a configuration, a model sheet and an outcome.

They lie in the package, so that it knows its own defaults wherever it is installed.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, Literal

import yaml

Schema = Literal["config", "models", "outcome"]
SCHEMAS = Path(__file__).with_name("schemas")


def load_schema(name: Schema) -> dict[str, Any]:
    """Read a JSON Schema (draft 2020-12) that is written as YAML."""
    text = (SCHEMAS / f"{name}.schema.yaml").read_text(encoding="utf-8")
    schema: dict[str, Any] = yaml.safe_load(text)
    return schema


def leaves(schema: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the path, such as `models/archive/sha256`, and the schema of every leaf."""
    for name, part in schema["properties"].items():
        path = f"{prefix}{name}"
        if "properties" in part:
            yield from leaves(part, f"{path}/")
        else:
            yield path, part


def defaults(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the configuration that holds the default of every leaf."""
    return {
        name: defaults(part) if "properties" in part else deepcopy(part["default"])
        for name, part in schema["properties"].items()
    }
