"""A guarded child ends with its parent, and its parent with an interrupt."""

import signal
import subprocess
import sys
import time
from multiprocessing import active_children
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from bioripple.runtime.guard import Limits, run_guarded

ROOT = Path(__file__).parents[3]
ROOMY = Limits(seconds=30.0, memory_mb=2000)
ORPHAN = """
import os, sys, time
from bioripple.runtime import guarded_child
from bioripple.runtime.guard import Limits, run_guarded
{change}
def endless():
    print_to = os.open({path!r}, os.O_WRONLY | os.O_CREAT)
    os.write(print_to, str(os.getpid()).encode())
    while True:
        pass
run_guarded(endless, limits=Limits(seconds={seconds}, memory_mb=500))
"""
ALONE = (
    "guarded_child.die_with_parent = lambda parent: None\nguarded_child.GRACE_S = 0.1"
)


def orphan(tmp_path: Path, number: int, *, seconds: float, change: str = "") -> int:
    """Kill the parent of a child that never ends, and return the child's id."""
    path = tmp_path / "child"
    script = ORPHAN.format(change=change, path=str(path), seconds=seconds)
    parent = subprocess.Popen(
        [sys.executable, "-c", script], env={"PYTHONPATH": str(ROOT / "src")}
    )
    while not (path.exists() and path.read_text()):
        assert parent.poll() is None
        time.sleep(0.02)
    parent.send_signal(number)
    parent.wait()
    return int(path.read_text())


def ends_within(process: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2]
        except FileNotFoundError:
            return True
        if state.split()[0] == "Z":  # dead, and nobody has asked after it yet
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGKILL", "SIGINT"])
def test_a_child_ends_with_its_parent(tmp_path: Path, name: str) -> None:
    child = orphan(tmp_path, signal.Signals[name], seconds=600)
    assert ends_within(child, 5.0)


@pytest.mark.parametrize("begun", [True, False])
def test_an_interrupt_while_a_child_begins_ends_it(
    monkeypatch: pytest.MonkeyPatch, begun: bool
) -> None:
    """Python would wait at its end for a child that nobody has ended."""
    begin = BaseProcess.start

    def interrupted(process: BaseProcess) -> None:
        if begun:
            begin(process)
        raise KeyboardInterrupt

    monkeypatch.setattr(BaseProcess, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_guarded(lambda: time.sleep(60), limits=ROOMY)
    assert active_children() == []


def test_a_child_has_a_clock_of_its_own(tmp_path: Path) -> None:
    """Where no system ends a child with its parent, it ends after its time."""
    child = orphan(tmp_path, signal.SIGKILL, seconds=1.0, change=ALONE)
    assert ends_within(child, 5.0)
