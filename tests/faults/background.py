"""Run Snakemake in the background, to be watched, killed and got in the way of."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.support.workflow_runner import Workflow

PATIENCE_S = 300.0


@dataclass(frozen=True)
class Background:
    """A run of Snakemake that leads a process group of its own.

    Attributes
    ----------
    process
        Snakemake's main process, the head.
    folder
        Its working directory.
    output
        File with all that the group printed.
    """

    process: subprocess.Popen[bytes]
    folder: Path
    output: Path

    @property
    def printed(self) -> str:
        return self.output.read_text(encoding="utf-8", errors="replace")

    def wait_for(self, pattern: str, *, count: int = 1) -> None:
        """Wait until so many files match while the run goes on."""
        deadline = time.monotonic() + PATIENCE_S
        while len(list(self.folder.glob(pattern))) < count:
            assert self.process.poll() is None, f"ended early:\n{self.printed}"
            assert time.monotonic() < deadline, f"no {pattern}:\n{self.printed}"
            time.sleep(0.02)

    def kill_head(self) -> None:
        """Kill the main process; its jobs go on without it."""
        self.process.kill()
        self.process.wait()

    def kill_all(self) -> None:
        """Kill the main process and all its jobs at once, as a power cut does."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> int:
        """Wait for the end of the run and return its exit status."""
        return self.process.wait(timeout=PATIENCE_S)

    def processes(self, words: str) -> dict[int, int]:
        """Return the parent of each process of the group that has words in its call."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                call = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                after_name = (entry / "stat").read_text().rpartition(")")[2].split()
                if words in call and int(after_name[2]) == self.process.pid:
                    found[int(entry.name)] = int(after_name[1])
        return found


@contextmanager
def in_background(workflow: Workflow, *arguments: str) -> Iterator[Background]:
    """Start a run; whatever is left of it dies at the end of the block."""
    command = workflow.command(*arguments)
    output = workflow.folder / f"output{time.monotonic_ns()}.txt"
    with output.open("wb") as stream:
        process = subprocess.Popen(
            command,
            cwd=workflow.folder,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    run = Background(process, workflow.folder, output)
    try:
        yield run
    finally:
        run.kill_all()
