"""What starts a server for a run, asks it for jobs, and does without it if it must."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from bioripple.runtime.forks import messages
from bioripple.runtime.forks.messages import Ended, Job, Refusal, Started

SOURCE = Path(__file__).parents[3]
# In a job of its own a variable of the rule would say so: one thread, as rules ask for.
THREADS = (
    *("OMP_NUM_THREADS", "GOTO_NUM_THREADS", "OPENBLAS_NUM_THREADS"),
    *("MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "NUMEXPR_NUM_THREADS"),
)
# As with a script of its own, no module is taken from the folder where it works.
CALL = (
    "import sys; sys.path.extend({paths!r}); "
    "from bioripple.runtime.forks.server import main; main({control}, {parent})"
)
START_S = 60.0  # for imports on a machine that is busy
PAUSE_S = 5.0  # between two looks at a job that has not been told to have ended
GONE_S = 10.0  # for a job to end with its server


class ServerLost(Exception):
    """There is no server, or it does not do its work: the job is done without."""


class JobServer:
    """A server, as a run sees it. Threads may ask at the same time.

    Parameters
    ----------
    paths
        Where Python looks for packages, beside its own places.
    start_s, pause_s
        How long it may take to start a job [s], and how often it is looked whether one
        has ended without word [s].
    """

    def __init__(
        self,
        paths: Sequence[str] = (str(SOURCE),),
        *,
        start_s: float = START_S,
        pause_s: float = PAUSE_S,
    ) -> None:
        self.start_s, self.pause_s = start_s, pause_s
        self.lock = threading.Lock()
        self.control, other = messages.pair()
        with other:
            call = CALL.format(
                paths=list(paths), control=other.fileno(), parent=os.getpid()
            )
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-c", call],
                pass_fds=[other.fileno()],
                env=os.environ | dict.fromkeys(THREADS, "1"),
            )

    def run(self, job: Job) -> Ended:
        """Have a job done, and wait for its end.

        Raises
        ------
        ServerLost
            If it has to be done without the server; nothing works on it any more.
        """
        answers, other = messages.pair()
        with answers:
            with other:
                self._ask(job, other)
            answers.settimeout(self.start_s)
            process = self._started(answers)
            answers.settimeout(self.pause_s)
            return self._ended(answers, process)

    def close(self) -> None:
        """End the server, and what it still runs."""
        self.control.close()
        self._kill()

    def _ask(self, job: Job, other: socket.socket) -> None:
        try:
            messages.ask(self.control, job, other)
        except ConnectionError:
            raise ServerLost(self._how_it_ended()) from None
        except OSError as problem:
            raise ServerLost(f"it cannot be asked: {problem}") from None

    def _started(self, answers: socket.socket) -> int:
        try:
            told = messages.answered(answers)
        except TimeoutError:
            self._kill()
            reason = f"it did not start a job within {self.start_s:g} s"
            raise ServerLost(reason) from None
        if isinstance(told, Started):
            return told.process
        reason = told.reason if isinstance(told, Refusal) else self._how_it_ended()
        raise ServerLost(reason)

    def _ended(self, answers: socket.socket, process: int) -> Ended:
        silent = 0
        while True:
            try:
                told = messages.answered(answers)
            except TimeoutError:
                # The server is told of a job's end at once, unless it is stuck.
                silent = silent + 1 if messages.state(process) in "XZ" else 0
                if silent < 2:
                    continue
                self._kill()
                told = None
            if isinstance(told, Ended):
                return told
            _wait_for_end(process)
            raise ServerLost(self._how_it_ended())

    def _kill(self) -> None:
        with self.lock:
            self.process.kill()
            self.process.wait()

    def _how_it_ended(self) -> str:
        with self.lock:
            try:
                code = self.process.wait(timeout=1.0)
            except subprocess.TimeoutExpired:
                return "it has closed its side"
        name = f" ({signal.Signals(-code).name})" if code < 0 else ""
        return f"it ended with {code}{name}"


def _wait_for_end(process: int) -> None:
    """Wait until a job is gone whose server is: the system ends it with it."""
    deadline = time.monotonic() + GONE_S
    while messages.state(process) not in "XZ" and time.monotonic() < deadline:
        time.sleep(0.01)
