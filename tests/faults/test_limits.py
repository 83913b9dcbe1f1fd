"""A model that takes too long or too much memory ends itself, and nothing else."""

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.faults.background import Background, in_background
from tests.faults.conftest import PROFILE, Make, with_seconds
from tests.support import tiny_models
from tests.support.workflow_runner import Workflow

pytestmark = [pytest.mark.slow, pytest.mark.snakemake]
TARGET = ("--", "results/outcomes.tsv")
GREEDY_VARIABLES = 5000  # 200 MB for its Jacobian, and little for its text


def chain(length: int) -> str:
    """Return a model in which each variable drives the next."""
    ids = [f"x{k}" for k in range(length)]
    variables = "".join(
        f'<parameter id="{name}" value="1" constant="false"/>' for name in ids
    )
    rules = "".join(
        f'<rateRule variable="{name}">{tiny_models.MATH}<ci>{before}</ci></math>'
        "</rateRule>"
        for name, before in zip(ids, [ids[-1], *ids], strict=False)
    )
    return (
        f'{tiny_models.HEAD}<model id="chain">'
        f"<listOfParameters>{variables}</listOfParameters>"
        f"<listOfRules>{rules}</listOfRules></model></sbml>"
    )


def with_files(workflow: Workflow, files: dict[str, str]) -> Workflow:
    for name, text in files.items():
        folder = Path(workflow.config["models"]["directory"])
        (folder / f"{name}.xml").write_text(text)
    return workflow


def outcome(workflow: Workflow, model: str) -> Any:
    path = workflow.folder / "results/models" / model / "outcome.json"
    return json.loads(path.read_text())


def test_time_and_memory_are_outcomes_and_the_run_goes_on(
    make: Make, tmp_path: Path
) -> None:
    names = ("sound_10_0", "slow", "greedy")
    workflow = make(tmp_path / "run", names, max_seconds=10, max_memory_mb=150)
    greedy = chain(GREEDY_VARIABLES)
    with_files(workflow, {"slow": tiny_models.endless(), "greedy": greedy}).succeed(
        *PROFILE, *TARGET
    )
    assert outcome(workflow, "sound_10_0")["status"] == "scored"
    for model, reason in (
        ("slow", "ran longer than 10 s"),
        ("greedy", "needed more than 150 MiB of memory"),
    ):
        found = outcome(workflow, model)
        assert (found["status"], found["reason"]) == ("failed", reason)
        assert found["facts"]["sha256"]
    assert "Nothing to be done" in workflow.succeed(*PROFILE, *TARGET)


def child_of_step(run: Background, step: str) -> int:
    """Return the process in which a step does its work, once it is there."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        parents = run.processes(f".{step}.py")
        for process, parent in parents.items():
            # The script's own parent is a shell or Snakemake, the child's the script.
            if parent in parents and parents[parent] not in parents:
                return process
        time.sleep(0.05)
    raise AssertionError(f"no child of {step}:\n{run.printed}")


def test_a_kill_by_the_kernel_is_told_and_is_no_outcome(
    make: Make, tmp_path: Path
) -> None:
    workflow = with_files(
        make(tmp_path / "run", ("slow",)), {"slow": tiny_models.endless()}
    )
    with in_background(workflow, *PROFILE, *TARGET) as run:
        run.wait_for("logs/jacobian/slow.log")
        os.kill(child_of_step(run, "jacobian"), signal.SIGKILL)
        assert run.end() != 0
        assert "killed from outside (SIGKILL)" in run.printed
    assert not (workflow.folder / "results/models/slow/jacobian.json").exists()
    shorter = with_seconds(workflow, 2)
    shorter.succeed(*PROFILE, *TARGET)
    assert outcome(shorter, "slow")["reason"] == "ran longer than 2 s"


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGKILL"])
def test_a_step_that_is_killed_leaves_nothing_behind(
    make: Make, tmp_path: Path, name: str
) -> None:
    """The process in which it works on a model would go on for its 600 seconds."""
    workflow = make(tmp_path / "run", ("slow",), max_seconds=600)
    with_files(workflow, {"slow": tiny_models.endless()})
    with in_background(workflow, *PROFILE, *TARGET) as run:
        run.wait_for("logs/jacobian/slow.log")
        child = child_of_step(run, "jacobian")
        step = run.processes(".jacobian.py")[child]
        os.kill(step, signal.Signals[name])
        deadline = time.monotonic() + 10
        while child in run.processes(".jacobian.py"):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert run.end() != 0
