"""Two undisturbed runs on one machine make the same bytes, and only whole files."""

from pathlib import Path

import pytest

from tests.faults.conftest import (
    PROFILE,
    Make,
    assert_complete,
    final_files,
    lasting,
)

pytestmark = [pytest.mark.slow, pytest.mark.snakemake]


def test_two_runs_make_the_same_bytes(
    make: Make, undisturbed: Path, tmp_path: Path
) -> None:
    again = make(tmp_path / "run")
    again.succeed(*PROFILE, "--cores", "1")
    assert_complete(again, undisturbed)
    told = [lasting(path / "provenance.json")["stable"] for path in (undisturbed,)]
    told += [lasting(again.folder / "results/provenance.json")["stable"]]
    assert told[0] == told[1]


def test_every_step_renames_whole_files_into_place(
    undisturbed: Path, journal: Path
) -> None:
    entries = [line.split("\t") for line in journal.read_text().splitlines()]
    opened = {path for action, path in entries if action == "opened"}
    placed = {path for action, path in entries if action == "placed"}
    results = {f"results/{name}" for name in final_files(undisturbed)}
    results -= {"results/config.yaml"}  # of no step: written before the first
    assert len(results) > 50
    assert results == {path for path in placed if path.startswith("results/")}
    assert not results & opened
    assert any(Path(path).name.startswith(".") for path in opened)
