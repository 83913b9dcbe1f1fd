"""Checking a configuration."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bioripple.datasets.download import Patience
from bioripple.datasets.sheet import SheetRow
from bioripple.experiment.config_check import (
    check_config,
    check_models,
)
from bioripple.experiment.config_files import (
    ConfigError,
)
from bioripple.experiment.config_schema import load_schema
from bioripple.runtime.guard import Limits, run_guarded

ROOT = Path(__file__).parents[3]
SCHEMA = load_schema("config")


@pytest.fixture
def config() -> dict[str, Any]:
    text = (ROOT / "config/config.yaml").read_text(encoding="utf-8")
    return copy.deepcopy(yaml.safe_load(text))


def problems(config: dict[str, Any]) -> str:
    with pytest.raises(ConfigError) as caught:
        check_config(config, SCHEMA)
    return str(caught.value)


def test_the_shipped_configuration_is_right(config: dict[str, Any]) -> None:
    check_config(config, SCHEMA)


def test_a_typo_is_named_with_its_place_and_the_likely_key(
    config: dict[str, Any],
) -> None:
    config["gcn"]["learning_rte"] = config["gcn"].pop("learning_rate")
    message = problems(config)
    assert "gcn/learning_rte: there is no such key" in message
    assert "did you mean 'learning_rate'?" in message
    assert "gcn/learning_rate: is missing" in message


def test_a_section_by_its_old_name_is_answered_with_the_new_one(
    config: dict[str, Any],
) -> None:
    config["benchmark"] = config.pop("comparison")
    assert "benchmark: is called 'comparison' now" in problems(config)


def test_an_unknown_section_is_named(config: dict[str, Any]) -> None:
    config["qqq"] = {}
    message = problems(config)
    assert "configuration: qqq: there is no such key; known are ['models'" in message


def test_every_problem_is_told_at_once(config: dict[str, Any]) -> None:
    config["gcn"]["dropout"] = 1
    config["gcn"]["seeds"] = [0, "one"]
    config["impact"]["source"] = "guess"
    del config["mapping"]["atol"]
    message = problems(config)
    for place in ("gcn/dropout", "gcn/seeds/1", "impact/source", "mapping/atol"):
        assert f"configuration: {place}: " in message


def test_a_number_that_yaml_takes_for_text_is_explained(
    config: dict[str, Any],
) -> None:
    config["mapping"] |= yaml.safe_load("rtol: 1e-8")
    assert "mapping/rtol: '1e-8' is not of type 'number'; write 1.0e-08" in problems(
        config
    )
    config["mapping"]["rtol"] = "fast"
    assert "'fast' is not of type 'number'\n" in problems(config)


def numbers(schema: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the paths of all numbers of a schema, list items by their list."""
    for name, part in schema.get("properties", {}).items():
        yield from numbers(part, (*path, name))
    if schema.get("type") in ("integer", "number"):
        yield path
    if schema.get("type") == "array":
        yield from numbers(schema["items"], path)


NUMBERS = sorted(set(numbers(SCHEMA)))


@pytest.mark.parametrize("path", NUMBERS, ids="/".join)
@pytest.mark.parametrize("value", [10**18, 1e300])
def test_no_number_is_without_bounds(
    config: dict[str, Any], path: tuple[str, ...], value: float
) -> None:
    section = config
    for name in path[:-1]:
        section = section[name]
    is_list = isinstance(section[path[-1]], list)
    section[path[-1]] = [value] if is_list else value
    assert "/".join(path) in problems(config)


def test_the_numbers_are_those_that_there_are() -> None:
    assert len(NUMBERS) > 40
    assert ("mapping", "max_memory_mb") in NUMBERS
    assert ("gcn", "seeds") in NUMBERS


def test_the_largest_limits_can_be_set(config: dict[str, Any]) -> None:
    """What passes the schema is no number too large for the system's calls."""
    mapping = SCHEMA["properties"]["mapping"]["properties"]
    most = Limits(
        seconds=mapping["max_seconds"]["maximum"],
        memory_mb=mapping["max_memory_mb"]["maximum"],
    )
    assert run_guarded(lambda: 1, limits=most).value == 1
    service = SCHEMA["properties"]["models"]["properties"]["biomodels"]["properties"]
    patience = Patience(*(service[k]["maximum"] for k in ("timeout_s", "retries")))
    longest = Limits(seconds=3 * patience.longest_s, memory_mb=1000)
    assert run_guarded(lambda: 1, limits=longest).value == 1


@pytest.mark.parametrize("text", ["00001", "1e5", "1.0", "true", "NaN"])
def test_an_id_that_yaml_takes_for_a_number_is_explained(
    config: dict[str, Any], text: str
) -> None:
    config["figures"] = yaml.safe_load(f"heatmap_model: {text}")
    if config["figures"]["heatmap_model"] == text:  # this YAML knows it is a text
        check_config(config, SCHEMA)
        return
    assert "put it in quotes" in problems(config)
    config["figures"] = yaml.safe_load(f'heatmap_model: "{text}"')
    check_config(config, SCHEMA)


def test_a_folder_of_models_has_to_be_named(config: dict[str, Any]) -> None:
    config["models"]["source"] = "directory"
    assert "models/directory: is empty" in problems(config)
    config["models"]["directory"] = "my_models"
    check_config(config, SCHEMA)


@pytest.mark.parametrize("section", sorted(SCHEMA["properties"]))
def test_no_section_takes_unknown_keys(config: dict[str, Any], section: str) -> None:
    config[section]["unheard_of"] = 1
    assert f"{section}/unheard_of" in problems(config)


@pytest.mark.parametrize(
    ("name", "variant", "problem"),
    [
        ("fewer", {"tiers": ["topology"], "share": 0}, "variants/fewer/share: 0 is"),
        ("odd", {"tiers": ["topology"], "shre": 0.5}, "odd/shre: there is no such key"),
        ("odd", {"epochs": 0}, "variants/odd/tiers: is missing"),
        ("odd", {"tiers": ["topology"], "without": ["stat"]}, "without/0: 'stat' is"),
        ("Odd name", {"tiers": ["topology"]}, "'Odd name' does not match"),
        ("learned_kinetics", {"tiers": ["topology"]}, "does not match"),
    ],
)
def test_variants_are_named_freely_and_hold_known_keys(
    config: dict[str, Any], name: str, variant: dict[str, Any], problem: str
) -> None:
    config["ablations"]["variants"]["one_more_1"] = {"tiers": ["structure"]}
    check_config(config, SCHEMA)
    config["ablations"]["variants"][name] = variant
    assert problem in problems(config)


def test_a_convolution_that_gives_classes_is_not_the_only_one(
    config: dict[str, Any],
) -> None:
    config["gcn"] |= {"head": "convolution", "layers": 2}
    check_config(config, SCHEMA)
    config["gcn"]["layers"] = 1
    assert "gcn/layers: 1 is less than the minimum of 2" in problems(config)


@pytest.mark.parametrize("features", [["identity"], ["topology", "labels"]])
def test_a_reading_that_needs_known_nodes_holds_no_whole_models_out(
    config: dict[str, Any], features: list[str]
) -> None:
    variants = config["readings"]["variants"]
    variants["odd"] = {"split": "transductive", "features": features}
    check_config(config, SCHEMA)
    variants["odd"] = {"split": "models", "features": features}
    assert "readings/variants/odd/split: 'models' is not one of" in problems(config)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("t_end", -5),
        ("t_end", 0),
        ("t_end", float("nan")),
        ("t_end", float("inf")),
        ("t_end", "10"),
        ("rtol", -1),
        ("rtol", 0),
        ("atol", float("-inf")),
        ("loosen", 1),
        ("max_seconds", float("nan")),
    ],
)
def test_numbers_that_no_integration_can_use_are_told_in_two_lines(
    config: dict[str, Any], key: str, value: object
) -> None:
    config["mapping"][key] = value
    message = problems(config)
    assert f"configuration: mapping/{key}: " in message
    assert len(message.splitlines()) <= 2


def test_a_section_without_keys_is_told(config: dict[str, Any]) -> None:
    config["gcn"] = None
    assert "configuration: gcn: is empty; write its keys" in problems(config)


ROWS = [SheetRow("BIOMD0000000005"), SheetRow("own_model")]


@pytest.mark.parametrize("folder", ["no_such_folder", "config/config.yaml", "/nowhere"])
def test_a_folder_of_models_has_to_be_there(
    config: dict[str, Any], folder: str
) -> None:
    config["models"] |= {"source": "directory", "directory": folder}
    with pytest.raises(ConfigError, match=r"models/directory: .* is no folder; looked"):
        check_models(config, ROWS, ROOT)
    config["models"]["source"] = "archive"  # nobody looks into it
    check_models(config, ROWS, ROOT)


def test_the_folder_of_single_rows_has_to_be_there_too(
    config: dict[str, Any], tmp_path: Path
) -> None:
    mixed = [ROWS[0], SheetRow("own_model", source="directory")]
    with pytest.raises(ConfigError, match="models/directory: is empty, but rows of"):
        check_models(config, mixed, ROOT)
    config["models"]["directory"] = str(tmp_path / "models")
    with pytest.raises(ConfigError, match="is no folder"):
        check_models(config, mixed, ROOT)
    (tmp_path / "models").mkdir()
    check_models(config, mixed, ROOT)


def test_the_model_of_figure_5_has_to_be_in_the_sheet(config: dict[str, Any]) -> None:
    config["figures"]["heatmap_model"] = "BIOMD0000000006"
    with pytest.raises(ConfigError) as caught:
        check_models(config, ROWS, ROOT)
    message = str(caught.value)
    assert "figures/heatmap_model: 'BIOMD0000000006' is not in" in message
    assert "did you mean 'BIOMD0000000005'?" in message
    config["figures"]["heatmap_model"] = "own_model"
    check_models(config, ROWS, ROOT)
