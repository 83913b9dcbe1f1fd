"""Which configuration and which place a run gets, before Snakemake is started."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
import yaml

from bioripple.cli.app import app
from bioripple.cli.experiment_app import Action
from bioripple.experiment import run_state
from bioripple.experiment.config_check import ROOT
from bioripple.experiment.run_choice import (
    LOOKS,
    Run,
    RunError,
    check_name,
    choose_files,
    nothing_there,
)
from bioripple.experiment.runs import TARGETS, take_option

FILES = ("--configfile", "--configfiles")
Refused = Callable[..., str]


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Refused:
    """Return a function that starts what is refused, and returns what is said."""

    def start(*words: str) -> str:
        with pytest.raises(SystemExit) as caught:
            app(["experiment", *words], prog_name="bioripple")
        assert caught.value.code == 2
        return capsys.readouterr().err

    return start


@pytest.mark.parametrize(
    ("words", "values", "rest"),
    [
        ([], [], []),
        (["--configfile", "a.yaml"], ["a.yaml"], []),
        (["--configfile", "a.yaml", "b.yaml", "-n"], ["a.yaml", "b.yaml"], ["-n"]),
        (["-n", "--configfiles=a.yaml", "x"], ["a.yaml"], ["-n", "x"]),
        (
            ["--configfile", "a", "--cores", "2", "--configfile", "b"],
            ["a", "b"],
            ["--cores", "2"],
        ),
    ],
)
def test_configurations_for_snakemake_are_found_wherever_they_stand(
    words: list[str], values: list[str], rest: list[str]
) -> None:
    assert take_option(words, FILES) == (values, rest)


@pytest.mark.parametrize(
    "name", ["../x", "a/b", "..", ".hidden", "-n", "a b", "a" * 101, "é", "a;b", "a\n"]
)
def test_a_name_cannot_lead_elsewhere(name: str, refused: Refused) -> None:
    with pytest.raises(RunError, match="expected up to 100 letters"):
        check_name(name)
    told = refused("run", f"--name={name}", "--", "--dry-run")
    assert "expected up to 100 letters" in told


def test_names_of_folders_are_taken() -> None:
    assert [check_name(name) for name in ("", "mine", "2026-11_a.b")] == [
        "",
        "mine",
        "2026-11_a.b",
    ]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder with results that were made with five epochs."""
    made(tmp_path, {"gcn": {"epochs": 5}})
    return tmp_path


def made(folder: Path, differs: dict[str, object]) -> None:
    (folder / "results").mkdir(exist_ok=True)
    (folder / run_state.REMEMBERED).write_text(yaml.safe_dump(differs))


@pytest.fixture
def other(tmp_path: Path) -> Path:
    path = tmp_path / "other.yaml"
    path.write_text("gcn: {epochs: 6}\n")
    return path


@pytest.mark.parametrize(
    "action",
    ["run", "comparison", "ablations", "readings", "shipped", "report", "check"],
)
def test_results_are_gone_on_with_as_they_were_made(place: Path, action: str) -> None:
    found = choose_files(action, Run("mine", place), [])
    assert found == [place / "results/config.yaml"]


@pytest.mark.parametrize("action", ["comparison", "report", "check"])
def test_also_those_without_a_name(place: Path, action: str) -> None:
    assert choose_files(action, Run("", place), []) == [place / "results/config.yaml"]


def test_the_default_experiment_does_not_run_over_results_of_another(
    place: Path,
) -> None:
    with pytest.raises(RunError, match=r"differs in gcn/epochs\.\n.*RUN=name"):
        choose_files("run", Run("", place), [])
    made(place, {})
    assert choose_files("run", Run("", place), []) == []


@pytest.mark.parametrize("action", ["report", "check"])
def test_who_looks_does_not_remake(place: Path, other: Path, action: str) -> None:
    with pytest.raises(RunError, match="differs in gcn/epochs") as caught:
        choose_files(action, Run("mine", place), [other])
    assert "make run RUN=mine CONFIG=…" in str(caught.value)
    other.write_text("gcn: {epochs: 5}\n")
    assert choose_files(action, Run("mine", place), [other]) == [other.resolve()]


def test_what_is_asked_for_is_made(place: Path, other: Path) -> None:
    assert choose_files("run", Run("", place), [other]) == [other.resolve()]


def test_without_results_there_is_the_default_and_for_the_demo_its_own(
    tmp_path: Path,
) -> None:
    assert choose_files("run", Run("", tmp_path), []) == []
    assert choose_files("report", Run("mine", tmp_path), []) == []
    demo = [ROOT / "config/demo.yaml"]
    assert choose_files("report", Run("demo", tmp_path), []) == demo


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("gcn: {epochs: 1}\ngcn: {epochs: 2}\n", "line 2: .*'gcn' is given twice"),
        ("gcn:\n  epochs: 3\n epochs: 4\n", "line 3: "),
        ("", "holds no keys"),
        ("mapping: {t_end: -5}\n", "mapping/t_end: -5 is less"),
        ("models: {source: directory, directory: nowhere}\n", "is no folder"),
        ("figures: {heatmap_model: BIOMD9}\n", "is not in config/models.tsv"),
        ("models: {sheet: nowhere.tsv}\n", "there is no such model sheet"),
    ],
)
def test_what_is_wrong_with_a_configuration_is_told_in_two_lines_at_most(
    tmp_path: Path, refused: Refused, text: str, message: str
) -> None:
    path = tmp_path / "my.yaml"
    path.write_text(text)
    for words in (["--config", str(path), "--"], ["--", "--configfile", str(path)]):
        told = refused("run", "--name=never_made", *words, "--dry-run")
        assert re.search(message, told)
        assert len(told.splitlines()) <= 2
    assert not (ROOT / "runs/never_made").exists()


def test_two_places_are_one_too_many(refused: Refused) -> None:
    assert "two places" in refused("run", "--name=a", "--", "--directory", "/tmp/x")


@pytest.mark.parametrize("action", ["report", "check"])
def test_a_run_that_is_not_there_is_not_started_to_look_at_it(
    tmp_path: Path, refused: Refused, action: str
) -> None:
    told = refused(action, "--name=typo")
    assert told.startswith("there is no run called 'typo'")
    assert not (ROOT / "runs/typo").exists()
    elsewhere = refused(action, "--", "--directory", str(tmp_path))
    assert "there are no results yet: run `make run` first" in elsewhere


def test_who_looks_is_told_which_runs_there_are(tmp_path: Path) -> None:
    typo, nameless = Run("typo", tmp_path / "runs/typo"), Run("", tmp_path)
    assert nothing_there(typo, tmp_path) == (
        "there is no run called 'typo', nor one of another name"
    )
    (tmp_path / "runs/failed").mkdir(parents=True)
    for name in ("mine", "demo"):
        (tmp_path / "runs" / name).mkdir()
        made(tmp_path / "runs" / name, {})
    assert nothing_there(typo, tmp_path) == (
        "there is no run called 'typo'; there are: demo, mine"
    )
    assert nothing_there(nameless, tmp_path).endswith(
        "there are no results yet: run `make run` first (or name one that is there, "
        "with RUN=name: demo, mine)"
    )


@pytest.mark.parametrize("name", ["mine", ""])
def test_results_of_other_models_are_not_run_over(place: Path, name: str) -> None:
    with pytest.raises(RunError, match=r"other models.* models/sheet\.\n.*RUN=name"):
        choose_files("comparison", Run(name, place), [ROOT / "config/demo.yaml"])
    made(place, {"models": {"sheet": "./config/demo.tsv"}, "gcn": {"epochs": 5}})
    given = [ROOT / "config/demo.yaml"]
    assert choose_files("run", Run(name, place), given) == given
    with pytest.raises(RunError, match="make clean-results"):
        choose_files("run", Run(name, place), [ROOT / "config/config.yaml"])
    with pytest.raises(RunError, match="elsewhere with RUN=name; or go on"):
        choose_files("run", Run("", place), [])


def test_a_first_folder_of_own_models_adds_to_those_there_were(place: Path) -> None:
    (place / "own").mkdir()
    given = [place / "more.yaml"]
    given[0].write_text(f"models: {{directory: {place / 'own'}}}\n")
    assert choose_files("run", Run("mine", place), given) == given
    made(place, {"models": {"directory": "elsewhere"}})
    with pytest.raises(RunError, match="differs in models/directory"):
        choose_files("run", Run("mine", place), given)


def test_the_command_knows_every_action() -> None:
    assert set(get_args(Action)) == {"run", *TARGETS, *LOOKS, "clean"}


def test_a_part_is_one_of_the_models_and_only_where_models_are_made(
    refused: Refused,
) -> None:
    assert "give a part to `models` only" in refused("run", "--part=1/2")
    assert "such as '3/100'" in refused("models", "--part=3/2")
