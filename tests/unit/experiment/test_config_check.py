"""Checking a configuration."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bioripple.datasets.download import Patience
from bioripple.datasets.sheet import SheetError, SheetRow
from bioripple.experiment.config_check import (
    check_config,
    check_models,
    read_run_config,
    sort_keys,
)
from bioripple.experiment.config_files import (
    ConfigError,
    check_files,
    read_config,
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


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("gcn: {epochs: 3}\n# more\ngcn: {seeds: [0]}\n", "line 3: .*'gcn'.* twice"),
        ("gcn:\n  epochs: 3\n  hidden: 4\n  epochs: 5\n", "line 4: .*'epochs'.* twi"),
        ("gcn: {epochs: 3, epochs: 4}\n", "line 1: .*'epochs'.* given twice"),
        ("gcn:\n  epochs: 3\n epochs: 4\n", "line 3: .*indented unlike the lines"),
        ("gcn:\n\tepochs: 3\n", "line 2: "),
        ("gcn: {epochs: 3\nmapping: [", "line 2: "),
        ("gcn: epochs: 3\n", "line 1: mapping values|line 1: no plain"),
        ("", "holds no keys"),
        ("# nothing but a comment\n", "holds no keys"),
        ("---\n", "holds no keys"),
        ("- a\n- b\n", "expected keys and values"),
        ("just text", "expected keys and values"),
    ],
)
def test_a_file_that_is_no_configuration_is_told_with_its_line(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "my.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=rf"my\.yaml.*{message}") as caught:
        read_config(path)
    assert len(str(caught.value).splitlines()) == 1
    with pytest.raises((ConfigError, SheetError), match=r"my\.yaml"):
        read_run_config([path])


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"my\.yaml: there is no such file"):
        read_config(tmp_path / "my.yaml")
    with pytest.raises(ConfigError, match="expected a file, found a folder"):
        read_config(tmp_path)


def test_keys_given_twice_are_found_in_what_snakemake_has_read(tmp_path: Path) -> None:
    path = tmp_path / "my.yaml"
    path.write_text("gcn: &shared {epochs: 3}\nkinetics: *shared\n")
    check_files([path])  # other tricks of YAML are Snakemake's business
    path.write_text("gcn: {epochs: 3}\ngcn: {epochs: 4}\n")
    with pytest.raises(ConfigError, match=r"my\.yaml, line 2: .*'gcn' is given twice"):
        check_files([path])


def test_later_files_win_key_by_key(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("gcn: {epochs: 3, hidden: 4}\n")
    (tmp_path / "two.yaml").write_text("gcn: {epochs: 5}\n")
    found = read_run_config([tmp_path / "one.yaml", tmp_path / "two.yaml"])
    assert (found["gcn"]["epochs"], found["gcn"]["hidden"]) == (5, 4)
    assert found["gcn"]["layers"] == 3


def test_a_configuration_is_checked_with_its_sheet(tmp_path: Path) -> None:
    path = tmp_path / "my.yaml"
    path.write_text("models: {sheet: config/no_such.tsv}\n")
    with pytest.raises(
        (ConfigError, SheetError), match=r"no_such\.tsv: there is no such"
    ):
        read_run_config([path])


def test_the_order_of_keys_is_none_of_the_user(config: dict[str, Any]) -> None:
    turned = {key: config[key] for key in reversed(config)}
    turned["gcn"] = {key: config["gcn"][key] for key in reversed(config["gcn"])}
    assert repr(turned) != repr(config)
    for each in (turned, config):
        sort_keys(each)
    assert repr(turned) == repr(config)


@pytest.mark.parametrize(
    ("section", "key", "value", "place"),
    [
        ("mapping", "max_memory_mb", 4000.0, "mapping/max_memory_mb: 4000.0"),
        ("mapping", "max_file_mb", 50.0, "mapping/max_file_mb: 50.0"),
        ("gcn", "seeds", [1.0], "gcn/seeds/0: 1.0"),
        ("gcn", "folds", 2.0, "gcn/folds: 2.0"),
        ("kinetics", "batch", 8.0, "kinetics/batch: 8.0"),
        ("evaluation", "bootstrap_draws", 100.0, "evaluation/bootstrap_draws: 100.0"),
    ],
)
def test_what_is_counted_has_no_point(
    config: dict[str, Any], section: str, key: str, value: Any, place: str
) -> None:
    config[section][key] = value
    whole = f"{value[0] if isinstance(value, list) else value:.0f}"
    expected = f"configuration: {place} is not of type 'integer'; write {whole}\n"
    assert expected in problems(config)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("gcn: {epochs: !!bool xx}", "line 1: no plain YAML: 'xx' is no value"),
        ('gcn: {epochs: !!int ""}', "line 1: no plain YAML: '' is no value"),
        ("\ngcn: {epochs: !!timestamp xx}", "line 2: no plain YAML: 'xx' is no value"),
        ("gcn: {epochs: 0x" + "f" * 90_000 + "}", "gcn/epochs: has too many digits"),
        ("gcn: {epochs: 1" + ":1" * 20_000 + "}", "gcn/epochs: has too many digits"),
        ("1: 2", "top level: expected keys that are text, in quotes; found int"),
        ("? 0x" + "f" * 9000 + "\n: 2", "top level: expected keys that are text"),
        ("models: {sheet: " + "a" * 300 + "}", "cannot be read: File name too long"),
        ('"\\e[31m\\nx\\ud800": 1', "my.yaml: [31m x : there is no such key"),
        ("gcn: {hiden: 3}", "my.yaml: gcn/hiden: there is no such key"),
    ],
)
def test_whatever_a_file_holds_is_told_in_plain_lines(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "my.yaml"
    path.write_text(text)
    with pytest.raises((ConfigError, SheetError)) as caught:
        read_run_config([path])
    told = str(caught.value)
    assert message in told
    assert all(line.isprintable() for line in told.split("\n"))
    assert len(told) < 2500


def test_the_file_that_is_named_is_the_one_that_counts(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("gcn: {epochs: 0, hidden: 0}\n")
    (tmp_path / "two.yaml").write_text("gcn: {epochs: -1}\n")
    with pytest.raises(ConfigError) as caught:
        read_run_config([tmp_path / "one.yaml", tmp_path / "two.yaml"])
    assert "one.yaml: gcn/hidden: 0 is less than" in str(caught.value)
    assert "two.yaml: gcn/epochs: -1 is less than" in str(caught.value)


@pytest.mark.parametrize("name", ["a" * 300, "a\0b", "\ud800", "a\nb"])
def test_no_name_of_a_file_or_folder_is_too_much(
    config: dict[str, Any], tmp_path: Path, name: str
) -> None:
    config["models"] |= {"source": "directory", "directory": name}
    with pytest.raises(ConfigError, match="is no folder; looked for") as caught:
        check_models(config, ROWS, tmp_path)
    assert str(caught.value).isprintable()
    with pytest.raises(ConfigError, match=r"no such file|cannot be read") as caught:
        read_config(tmp_path / name)
    assert str(caught.value).isprintable()


def test_a_folder_in_the_place_of_a_file_is_told(
    config: dict[str, Any], tmp_path: Path
) -> None:
    """What lies in it may change, and nobody would notice."""
    (tmp_path / "models/sub").mkdir(parents=True)
    (tmp_path / "models/b.xml").mkdir()
    (tmp_path / "models/sub/a.xml").touch()
    config["models"] |= {"source": "directory", "directory": "models"}
    config["figures"]["heatmap_model"] = ""
    rows = [SheetRow("a", file="sub/"), SheetRow("b"), SheetRow("c")]
    with pytest.raises(SheetError) as caught:
        check_models(config, rows, tmp_path)
    assert "\n  'sub/' of 'a' is a folder\n" in str(caught.value)
    assert "\n  'b.xml' of 'b' is a folder\n" in str(caught.value)
    check_models(config, [SheetRow("a", file="sub/a.xml"), rows[2]], tmp_path)
