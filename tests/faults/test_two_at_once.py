"""Two runs at once in one folder: the second is refused, the first does not notice."""

from pathlib import Path

import pytest

from tests.faults.background import in_background
from tests.faults.conftest import PROFILE, Make, assert_whole

pytestmark = [pytest.mark.slow, pytest.mark.snakemake]
TARGET = ("--", "results/outcomes.tsv")


def test_the_second_run_is_refused(
    make: Make, undisturbed: Path, tmp_path: Path
) -> None:
    workflow = make(tmp_path / "run")
    results = workflow.folder / "results"
    with in_background(workflow, *PROFILE, *TARGET) as first:
        first.wait_for("results/models/*/system.json")
        second = workflow.run(*PROFILE, *TARGET)
        assert first.process.poll() is None, "the first run was over too early"
        assert second.returncode != 0
        assert "Directory cannot be locked" in second.stdout
        assert first.end() == 0, first.printed
    assert (results / "outcomes.tsv").is_file()
    assert_whole(results, undisturbed)
    assert "Nothing to be done" in workflow.succeed(*PROFILE, *TARGET)
