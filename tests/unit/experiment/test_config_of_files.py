"""What files of configuration may hold, and where they lie."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bioripple.datasets.sheet import SheetError, SheetRow
from bioripple.experiment.config_check import (
    check_models,
    read_run_config,
    sort_keys,
)
from bioripple.experiment.config_files import (
    ConfigError,
    check_files,
    read_config,
)
from tests.unit.experiment.test_config_check import problems

ROOT = Path(__file__).parents[3]


@pytest.fixture
def config() -> dict[str, Any]:
    text = (ROOT / "config/config.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    return content


ROWS = [SheetRow("BIOMD0000000005"), SheetRow("own_model")]


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
    assert found["gcn"]["layers"] == 2


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
