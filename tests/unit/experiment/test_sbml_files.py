"""Where the rules look for a model's SBML file."""

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bioripple.datasets.sheet import SheetError, SheetRow
from bioripple.experiment.sbml_files import SbmlFiles

ROWS = [
    SheetRow(id="old", source="archive", sha256="0f"),
    SheetRow(id="new", source="biomodels"),
    SheetRow(id="mine", source="directory", file="deep/mine.sbml"),
    SheetRow(id="other"),
]


def wildcards(model: str) -> Any:
    return SimpleNamespace(model=model)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SbmlFiles:
    (tmp_path / "run").mkdir()
    monkeypatch.chdir(tmp_path / "run")
    models = {"source": "directory", "directory": "own"}
    return SbmlFiles(models, {row.id: row for row in ROWS}, tmp_path)


@pytest.mark.parametrize(
    ("model", "location", "folder"),
    [
        ("old", "resources/archive", "resources/archive"),
        ("new", "resources/biomodels/new", "resources/biomodels/new"),
        ("mine", "../own/deep/mine.sbml", "../own"),
        ("other", "../own/other.xml", "../own"),  # as configured
    ],
)
def test_a_row_says_where_its_file_is(
    files: SbmlFiles, model: str, location: str, folder: str
) -> None:
    assert files.location(wildcards(model)) == location
    assert files.folder(wildcards(model)) == folder


def test_only_a_users_file_may_be_missing(files: SbmlFiles, tmp_path: Path) -> None:
    assert files.present(wildcards("old")) == "resources/archive"
    assert files.present(wildcards("other")) == []
    (tmp_path / "own").mkdir()
    (tmp_path / "own/other.xml").write_text("<sbml/>")
    assert files.present(wildcards("other")) == "../own/other.xml"


def test_a_full_path_stays_one(files: SbmlFiles, tmp_path: Path) -> None:
    assert files.path(str(tmp_path)) == str(tmp_path)
    assert os.path.samefile(files.path("run"), tmp_path / "run")


def test_the_digest_is_the_sheets(files: SbmlFiles) -> None:
    assert files.sha256(wildcards("old")) == "0f"
    assert files.sha256(wildcards("new")) == ""


def test_a_model_that_the_sheet_does_not_have_is_told_by_its_name(
    files: SbmlFiles,
) -> None:
    with pytest.raises(SheetError, match="the model sheet has no model 'typo'"):
        files.present(wildcards("typo"))
