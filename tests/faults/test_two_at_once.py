"""Two runs at once in one folder: the second is refused, the first does not notice."""

import signal
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
        # held, or it may be over before the second one has begun
        first.process.send_signal(signal.SIGSTOP)
        second = workflow.run(*PROFILE, *TARGET)
        first.process.send_signal(signal.SIGCONT)
        assert second.returncode != 0
        assert "Directory cannot be locked" in second.stdout
        assert first.end() == 0, first.printed
    assert (results / "outcomes.tsv").is_file()
    assert_whole(results, undisturbed)
    assert "Nothing to be done" in workflow.succeed(*PROFILE, *TARGET)
