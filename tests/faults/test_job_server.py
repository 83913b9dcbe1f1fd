"""The server for steps is killed in the middle of a run, or there are two of them."""

import os
import signal
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.background import Background, in_background
from tests.faults.conftest import PROFILE, Make, assert_complete, assert_whole

pytestmark = [pytest.mark.slow, pytest.mark.snakemake]
CALL = "bioripple.runtime.forks.server"
NOT_USED = "The server for steps is not used"


def server_of(run: Background) -> int:
    """Return the server of a run, once it is there; jobs are shown as their scripts."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for process, parent in run.processes(CALL).items():
            if parent == run.process.pid:
                return process
        time.sleep(0.02)
    raise AssertionError(f"no server:\n{run.printed}")


def test_a_run_whose_server_is_killed_ends_as_any_other(
    make: Make, undisturbed: Path, tmp_path: Path
) -> None:
    workflow = make(tmp_path / "run")
    with in_background(workflow, *PROFILE) as run:
        server = server_of(run)
        run.wait_for("results/models/*/jacobian.json", count=2)
        os.kill(server, signal.SIGKILL)
        assert run.end() == 0, run.printed
        assert run.printed.count(NOT_USED) == 1
        assert "(SIGKILL)" in run.printed
    assert_complete(workflow, undisturbed)


def test_two_runs_at_once_have_a_server_each(
    make: Make, undisturbed: Path, tmp_path: Path
) -> None:
    workflows = [make(tmp_path / name) for name in ("one", "two")]
    with ExitStack() as stack:
        runs = [stack.enter_context(in_background(it, *PROFILE)) for it in workflows]
        first, second = map(server_of, runs)
        assert first != second
        runs[0].wait_for("results/models/*/outcome.json")
        os.kill(first, signal.SIGKILL)
        assert [run.end() for run in runs] == [0, 0]
        assert NOT_USED in runs[0].printed
        assert NOT_USED not in runs[1].printed
    for workflow in workflows:
        assert_complete(workflow, undisturbed)


def test_a_run_without_a_server_makes_the_same_bytes(
    make: Make, undisturbed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIORIPPLE_JOB_SERVER", "off")
    workflow = make(tmp_path / "run")
    with in_background(workflow, *PROFILE) as run:
        run.wait_for("results/models/*/system.json")
        assert run.processes(CALL) == {}
        assert run.end() == 0, run.printed
    monkeypatch.delenv("BIORIPPLE_JOB_SERVER")
    assert_complete(workflow, undisturbed)


def end_of_all(run: Background) -> None:
    """Wait until nothing is left of a run, that is of its process group."""
    deadline = time.monotonic() + 60
    while left := run.processes(""):
        assert time.monotonic() < deadline, left
        time.sleep(0.05)


def test_a_killed_run_takes_its_server_and_jobs_along(
    make: Make, undisturbed: Path, tmp_path: Path
) -> None:
    workflow = make(tmp_path / "run")
    with in_background(workflow, *PROFILE) as run:
        server_of(run)
        run.wait_for("results/models/*/jacobian.json")
        run.kill_head()
        end_of_all(run)
    assert_whole(workflow.folder / "results", undisturbed)


def test_ctrl_c_ends_a_run_its_server_and_jobs(
    make: Make, undisturbed: Path, tmp_path: Path
) -> None:
    workflow = make(tmp_path / "run")
    with in_background(workflow, *PROFILE) as run:
        server_of(run)
        run.wait_for("results/models/*/jacobian.json")
        os.killpg(run.process.pid, signal.SIGINT)
        assert run.end() != 0
        end_of_all(run)
        assert NOT_USED not in run.printed
    assert_whole(workflow.folder / "results", undisturbed)
