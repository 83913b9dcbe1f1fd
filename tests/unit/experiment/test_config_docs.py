"""The schemas as the manual of the configuration."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from jsonschema import Draft202012Validator

from bioripple.datasets.sheet import COLUMNS, read_sheet
from bioripple.experiment import config_docs
from bioripple.experiment.config_schema import SCHEMAS as FOLDER
from bioripple.experiment.config_schema import Schema, defaults, leaves, load_schema

ROOT = Path(__file__).parents[3]
SCHEMAS = {name: load_schema(name) for name in get_args(Schema)}
LEAVES = dict(leaves(SCHEMAS["config"]))


def test_every_schema_has_a_name() -> None:
    found = {path.name.split(".")[0] for path in FOLDER.iterdir()}
    assert found == SCHEMAS.keys()


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_schemas_are_schemas(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("path", sorted(LEAVES))
def test_every_key_says_what_it_means_and_its_unit(path: str) -> None:
    leaf = LEAVES[path]
    assert re.search(r"\S \[[^\[\]]+\]$", leaf["description"])
    assert "type" in leaf or "enum" in leaf
    assert not list(Draft202012Validator(leaf).iter_errors(leaf["default"]))


def objects(schema: dict[str, Any]) -> list[dict[str, Any]]:
    inner = [part for part in schema["properties"].values() if "properties" in part]
    return [schema, *(found for part in inner for found in objects(part))]


def test_every_object_is_closed_and_complete() -> None:
    for part in objects(SCHEMAS["config"]):
        assert part["additionalProperties"] is False
        assert part["required"] == list(part["properties"])


@pytest.mark.parametrize("section", ["ablations", "readings"])
def test_what_entries_of_free_names_hold_is_told_and_closed(section: str) -> None:
    mapping = LEAVES[f"{section}/variants"]
    entry = mapping["additionalProperties"]
    assert entry["additionalProperties"] is False
    manual = config_docs.render(SCHEMAS["config"], SCHEMAS["models"])
    for name, leaf in entry["properties"].items():
        assert re.search(r"\S \[[^\[\]]+\]$", leaf["description"])
        assert f"| `variants/…/{name}` |" in manual


def test_the_shipped_configuration_holds_the_defaults() -> None:
    config = yaml.safe_load((ROOT / "config/config.yaml").read_text(encoding="utf-8"))
    assert config == defaults(SCHEMAS["config"])


@pytest.mark.parametrize("sheet", ["models.tsv", "demo.tsv"])
def test_the_shipped_sheets_follow_their_schema(sheet: str) -> None:
    validator = Draft202012Validator(SCHEMAS["models"])
    assert tuple(SCHEMAS["models"]["properties"]) == COLUMNS
    for row in read_sheet(ROOT / "config" / sheet):
        assert not list(validator.iter_errors(vars(row)))
        assert row.sha256
