"""The networks that a run predicts for: their names, places and blocks."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bioripple.experiment.config_files import ConfigError
from bioripple.experiment.own_networks import OwnNetworks


def networks(*paths: str, root: Path = Path("/root"), **more: Any) -> OwnNetworks:
    section = {"networks": list(paths), "conditions": "", "blocks": 1} | more
    return OwnNetworks(section, root)


def test_names_are_those_of_files_without_endings() -> None:
    found = networks("a/EGFR.sif", "/b/p53.graphml.gz")
    assert list(found.paths) == ["EGFR", "p53"]
    assert found.outcomes() == [
        "results/predict/EGFR/all_sources.json",
        "results/predict/p53/all_sources.json",
    ]
    asked = networks("a.sif", conditions="conds.tsv")
    assert asked.outcomes() == ["results/predict/a/outcome.json"]


def test_files_that_are_missing_are_no_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.sif").touch()
    found = networks("there.sif", "gone.sif", root=tmp_path)
    assert found.present(SimpleNamespace(network="there")) == "there.sif"
    assert found.present(SimpleNamespace(network="gone")) == []
    assert found.location(SimpleNamespace(network="gone")) == "gone.sif"


def test_conditions_are_relative_to_the_snakefile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "runs").mkdir()
    monkeypatch.chdir(tmp_path / "runs")
    found = networks(root=tmp_path, conditions="conds.tsv")
    assert found.conditions == "../conds.tsv"
    assert networks().conditions == ""


def test_blocks_are_numbered() -> None:
    assert networks("a.sif", blocks=2).blocks() == [
        "results/predict/{network}/blocks/1_of_2.json",
        "results/predict/{network}/blocks/2_of_2.json",
    ]


def test_a_table_of_conditions_has_to_be_there(tmp_path: Path) -> None:
    (tmp_path / "there.tsv").touch()
    networks("a.sif", root=tmp_path, conditions="there.tsv").check()
    with pytest.raises(ConfigError, match=r"'gone\.tsv' is no file"):
        networks("a.sif", root=tmp_path, conditions="gone.tsv").check()


@pytest.mark.parametrize("path", ["a b.sif", ".sif", "-x.sif", "é.sif"])
def test_names_that_cannot_be_folders_are_refused(path: str) -> None:
    with pytest.raises(ConfigError, match="expected a name of letters"):
        _ = networks(path).paths


def test_two_of_one_name_are_refused() -> None:
    with pytest.raises(ConfigError, match="would both be called 'a'"):
        _ = networks("x/a.sif", "y/a.tsv").paths
