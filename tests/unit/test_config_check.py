"""Checking a configuration."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bioripple.config_check import ConfigError, check_config, load_schema
from bioripple.download import Patience
from bioripple.guard import Limits, run_guarded

ROOT = Path(__file__).parents[2]
SCHEMA = load_schema(ROOT / "workflow/schemas/config.schema.yaml")


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


def test_an_unknown_section_is_named(config: dict[str, Any]) -> None:
    config["qqq"] = {}
    assert "  qqq: there is no such key; known are ['models'" in problems(config)


def test_every_problem_is_told_at_once(config: dict[str, Any]) -> None:
    config["gcn"]["dropout"] = 1
    config["gcn"]["seeds"] = [0, "one"]
    config["impact"]["source"] = "guess"
    del config["mapping"]["atol"]
    message = problems(config)
    for place in ("gcn/dropout", "gcn/seeds/1", "impact/source", "mapping/atol"):
        assert f"  {place}: " in message


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
