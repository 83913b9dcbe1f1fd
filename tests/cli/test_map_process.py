"""`bioripple map` as a process: on a terminal, in a pipe, interrupted, starved."""

import os
import pty
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.cli.conftest import COMMAND, Start, environment, everything
from tests.cli.folders import SOUND, table, write
from tests.support.tiny_models import endless


def until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def on_a_terminal(folder: Path, *arguments: str, **variables: str) -> str:
    """Return all that the command writes to a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(TERM="xterm", COLUMNS="100", **variables),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    written = b""
    while True:
        try:
            written += os.read(ours, 65536)
        except OSError:  # Linux says so when the other side is closed
            break
    assert process.wait() == 0, written
    os.close(ours)
    return written.decode()


def test_a_pipe_gets_plain_lines(start: Start, tmp_path: Path) -> None:
    write(tmp_path / "in", one__xml=SOUND, two__xml="<sbml/>")
    process = start("map", "in", "-o", "out")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "\x1b" not in out + err and "\r" not in out + err
    assert "one scored\n" in err and "two failed: " in err
    assert out.startswith("2 files in ")


def test_a_terminal_gets_a_bar(tmp_path: Path) -> None:
    write(tmp_path / "in", one__xml=SOUND, two__xml="<sbml/>")
    text = on_a_terminal(tmp_path, "map", "in", "-o", "out")
    assert "━" in text and "2/2" in text
    assert "1 failed, 1 scored" in text
    assert "\x1b[3" in text  # colours


def test_colours_can_be_switched_off(tmp_path: Path) -> None:
    write(tmp_path / "in", one__xml=SOUND)
    text = on_a_terminal(tmp_path, "map", "in", "-o", "out", NO_COLOR="1")
    assert "1/1" in text
    assert "\x1b[3" not in text


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
)
def test_an_end_from_outside_leaves_nothing(
    start: Start, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    write(tmp_path / "in", slow__xml=endless(), sound__xml=SOUND)
    write(tmp_path / "out", notes__txt="mine")
    before = everything(tmp_path)
    process = start("map", "in", "-o", "out")
    parent = psutil.Process(process.pid)
    until(lambda: len(parent.children(recursive=True)) >= 2)
    family = parent.children(recursive=True)
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert process.returncode == code
    assert "stopped; out is as it was before" in err
    assert "Traceback" not in err and out == ""
    assert everything(tmp_path) == before
    assert not psutil.wait_procs(family, timeout=5)[1]


@pytest.mark.skipif(sys.platform != "linux", reason="nothing ends them elsewhere")
def test_what_a_killed_one_leaves_goes(start: Start, tmp_path: Path) -> None:
    write(tmp_path / "in", slow__xml=endless(), sound__xml=SOUND)
    process = start("map", "in", "-o", "out")
    parent = psutil.Process(process.pid)
    until(lambda: len(parent.children(recursive=True)) >= 2)
    family = parent.children(recursive=True)
    process.kill()
    process.wait()
    assert not psutil.wait_procs(family, timeout=5)[1]
    assert [path.name[:12] for path in (tmp_path / "out").iterdir()] == [".unfinished."]
    again = start("map", "in/sound.xml", "-o", "out")
    again.communicate(timeout=60)
    assert again.returncode == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"models", "outcomes.tsv", "run.json"}


def kill_a_step(parent: psutil.Process, already: set[int]) -> None:
    """Kill a process of the third generation that works on something endless."""

    def endless() -> list[psutil.Process]:
        found = []
        for model in parent.children():
            # a process may end while it is looked at
            with suppress(psutil.NoSuchProcess):
                found += [
                    step
                    for step in model.children()
                    if step.pid not in already and step.cpu_times().user > 0.5
                ]
        return found

    until(endless)
    for step in endless():
        already.add(step.pid)
        step.kill()


def test_a_model_that_is_killed_is_tried_again_and_stops_nothing(
    start: Start, tmp_path: Path
) -> None:
    write(tmp_path / "in", slow__xml=endless(), sound__xml=SOUND)
    process = start("map", "in", "-o", "out")
    parent, killed = psutil.Process(process.pid), set[int]()
    kill_a_step(parent, killed)
    kill_a_step(parent, killed)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    slow, sound = table(tmp_path / "out/outcomes.tsv")
    assert slow["status"] == "unknown"
    assert "killed from outside (SIGKILL)" in slow["reason"]
    assert sound["status"] == "scored"
    assert not list((tmp_path / "out/models/slow").iterdir())
    assert "1 scored, 1 unknown" in out


def test_a_model_that_is_killed_once_has_an_outcome(
    start: Start, tmp_path: Path
) -> None:
    write(tmp_path / "in", slow__xml=endless())
    (tmp_path / "my.yaml").write_text("mapping: {max_seconds: 4}")
    process = start("map", "in", "-o", "out", "-c", "my.yaml")
    parent = psutil.Process(process.pid)
    until(parent.children)
    (model,) = parent.children()
    until(model.children)
    model.kill()  # with all that it knows
    process.communicate(timeout=60)
    assert process.returncode == 0
    (slow,) = table(tmp_path / "out/outcomes.tsv")
    assert (slow["status"], slow["reason"]) == ("failed", "ran longer than 4 s")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize(
    "arguments",
    [("equations", "in/one.xml"), ("map", "in"), ("make-sheet", "in", "my.tsv")],
)
def test_an_output_that_cannot_be_written_is_told(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    write(tmp_path / "in", one__xml=SOUND)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=tmp_path,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.endswith(
        "bioripple: the standard output cannot be written: No space left on device\n"
    )
    assert "Traceback" not in done.stderr


def test_a_full_disk_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    write(tmp_path / "in", one__xml=SOUND)
    before = everything(tmp_path)
    done = subprocess.run(
        [*COMMAND, "map", "in", "-o", "out"],
        cwd=tmp_path,
        env=environment(),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "the disk is full; out is as it was before" in done.stderr
    assert "Traceback" not in done.stderr
    assert everything(tmp_path) == before
