"""The folders of runs: what is deleted of them, and what is left when nothing ran."""

import re
from pathlib import Path

import pytest

from bioripple.experiment import run_folders
from bioripple.experiment.config_check import ROOT
from bioripple.experiment.run_folders import (
    MADE,
    clean,
    leaving_no_bare_folder,
)


@pytest.fixture
def yes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _: "y")


def fill(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def left(folder: Path) -> set[str]:
    return {str(it.relative_to(folder)) for it in folder.rglob("*") if not it.is_dir()}


MADE_THERE = (
    *("results/table1.md", "results/models/a/outcome.json", "results/config.yaml"),
    *("results/.table1.x7.md", "logs/jacobian/a.log", "report.html"),
)


def test_all_that_the_workflow_makes_is_known() -> None:
    files = [ROOT / "Snakefile", *(ROOT / "workflow").rglob("*.smk")]
    text = "".join(path.read_text() for path in files)
    names = set(re.findall(r"results/([A-Za-z0-9_.]+)", text))
    assert names <= MADE
    assert {"table1.md", "gcn", "benchmarks", "lost", "provenance.json"} <= names


@pytest.mark.usefixtures("yes")
def test_what_no_run_has_made_in_the_repository_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run_folders, "ROOT", tmp_path)
    others = ("results/.gitkeep", "results/notes.md", "results/crosscheck.jsonl")
    fill(tmp_path, *MADE_THERE, *others, "README.md", "resources/archive/a.xml")
    assert clean(tmp_path) == 0
    assert left(tmp_path) == {*others, "README.md", "resources/archive/a.xml"}
    told = capsys.readouterr().out
    assert "leaves what no run has made" in told and "notes.md" in told
    assert ".gitkeep" not in told and "README.md" not in told
    assert clean(tmp_path) == 0
    assert "there are no results to delete" in capsys.readouterr().out


@pytest.mark.usefixtures("yes")
def test_of_a_run_with_a_name_nothing_is_left_but_what_is_not_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("mine", "other"):
        fill(tmp_path / name, *MADE_THERE, ".snakemake/log/a")
        (tmp_path / name / "resources").mkdir()
        (tmp_path / name / "resources/archive").symlink_to(tmp_path)
    fill(tmp_path, "other/paper.tex")
    assert clean(tmp_path / "mine") == clean(tmp_path / "other") == 0
    assert left(tmp_path) == {"other/paper.tex"}
    assert not (tmp_path / "mine").exists()
    assert "paper.tex" in capsys.readouterr().out


def bare(place: Path) -> None:
    fill(place, ".snakemake/log/a.log")
    (place / "resources").mkdir()
    (place / "resources/archive").symlink_to("../../../resources/archive")


def test_a_run_that_did_not_begin_leaves_no_folder(tmp_path: Path) -> None:
    place = tmp_path / "runs/mine"
    with pytest.raises(ValueError, match="refused"), leaving_no_bare_folder(place):
        bare(place)
        raise ValueError("refused")
    assert not place.exists()
    with leaving_no_bare_folder(place):
        pass
    assert not place.exists()


@pytest.mark.parametrize(
    "name", ["results/config.yaml", "resources/biomodels/a.xml", "logs/a.log", "x"]
)
def test_what_a_run_has_made_stays(tmp_path: Path, name: str) -> None:
    with leaving_no_bare_folder(tmp_path / "mine"):
        bare(tmp_path / "mine")
        fill(tmp_path / "mine", name)
    assert (tmp_path / "mine" / name).exists()


def test_a_folder_that_was_there_stays(tmp_path: Path) -> None:
    with leaving_no_bare_folder(tmp_path):
        bare(tmp_path)
    assert (tmp_path / ".snakemake").is_dir()
