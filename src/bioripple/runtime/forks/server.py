"""The process that forks itself for each job.

It imports what a script imports when it is first asked to run it, so that further jobs
of the step find that there; it knows no step by name. It runs one thread, as forking
asks for, and refuses where an import started another. It ends with the run that started
it, and its jobs end with it.
"""

import ast
import gc
import os
import select
import signal
import socket
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import CodeType

from bioripple.runtime.forks import job, messages
from bioripple.runtime.guarded_child import die_with_parent

KIB, MIB = 1024, 1024 * 1024
BLOCK = 512  # bytes that the system counts reading and writing by
# A run that is stopped stops its jobs with the same signal; the server has to tell it
# how they ended.
NOT_FOR_THE_SERVER = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
OWN = "bioripple."  # modules whose `warm_up` makes what each job would make for itself
LARGEST_BURST = 4096  # bytes read at a time: one for each signal, or a line
Handlers = dict[signal.Signals, object]


class Server:
    """Starts jobs and says how they end.

    Parameters
    ----------
    control
        Where a run asks for jobs.
    """

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.process = os.getpid()
        self.running: dict[int, tuple[socket.socket, int]] = {}
        self.imported: set[str] = set()
        self.handlers: Handlers = {
            number: signal.signal(number, signal.SIG_IGN)
            for number in NOT_FOR_THE_SERVER
        }
        # wakes the loop as soon as a job has ended
        self.woken, self.wake = os.pipe()
        for end in (self.woken, self.wake):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.wake, warn_on_full_buffer=False)

    def serve(self) -> tuple[job.Script, int] | None:
        """Work until nobody asks any more.

        Returns
        -------
        tuple or None
            None in the server; in a child that is a job, what it has to run, and where
            it may tell of its memory.
        """
        while True:
            ready, _, _ = select.select([self.control.fileno(), self.woken], [], [])
            if self.woken in ready:
                with suppress(BlockingIOError):
                    os.read(self.woken, LARGEST_BURST)
                self._tell_of_ended()
            if self.control.fileno() in ready:
                asked = messages.asked(self.control)
                if asked is None:
                    return None
                if (started := self._start(*asked)) is not None:
                    return started

    def _start(
        self, wanted: messages.Job, answers: socket.socket
    ) -> tuple[job.Script, int] | None:
        script = job.Script(wanted, self._read(Path(wanted.script)))
        if len(os.listdir("/proc/self/task")) > 1:
            self._refuse(answers, "an import started a thread")
            return None
        for stream in (sys.stdout, sys.stderr):
            stream.flush()  # or a job would write once more what an import has said
        told, tell = os.pipe()
        try:
            process = os.fork()
        except OSError as problem:
            os.close(told)
            os.close(tell)
            self._refuse(answers, f"no process could be started: {problem}")
            return None
        if process == 0:
            os.close(told)
            answers.close()
            self._be_a_job()
            return script, tell
        os.close(tell)
        os.set_blocking(told, False)
        self.running[process] = (answers, told)
        messages.answer(answers, messages.Started(process))
        return None

    def _refuse(self, answers: socket.socket, reason: str) -> None:
        messages.answer(answers, messages.Refusal(reason))
        answers.close()

    def _read(self, path: Path) -> CodeType | None:
        """Compile a script and import what it imports, if it is sound."""
        try:
            tree = ast.parse(path.read_bytes(), filename=str(path))
            self._import(tree.body)
            return compile(tree, str(path), "exec", dont_inherit=True)
        except (Exception, SystemExit):  # the job will meet it again, and tell
            return None

    def _import(self, statements: Iterable[ast.stmt]) -> None:
        new = {
            ast.dump(each): each
            for each in statements
            if isinstance(each, ast.Import | ast.ImportFrom)
        }
        for known in self.imported & new.keys():
            del new[known]
        if not new:
            return
        imports = ast.Module(list(new.values()), [])
        before = set(sys.modules)
        exec(compile(imports, "<imports>", "exec", dont_inherit=True), {})
        self.imported.update(new)
        for name in sorted(set(sys.modules) - before):
            if name.startswith(OWN) and hasattr(sys.modules[name], "warm_up"):
                sys.modules[name].warm_up()
        # What is there stays: no job has to look at it again, and copy it by that.
        gc.collect()
        gc.freeze()

    def _be_a_job(self) -> None:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for number, handler in self.handlers.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        self.control.close()
        for end in (self.woken, self.wake):
            os.close(end)
        for answers, told in self.running.values():
            answers.close()
            os.close(told)
        die_with_parent(self.process)

    def _tell_of_ended(self) -> None:
        while self.running:
            process, status, used = os.wait4(-1, os.WNOHANG)
            if process == 0:
                return
            answers, told = self.running.pop(process)
            own = b""
            with suppress(BlockingIOError):  # a child of it may still hold the pipe
                own = os.read(told, LARGEST_BURST)
            os.close(told)
            vms, uss, pss = map(float, own.split()) if own else (None, None, None)
            messages.answer(
                answers,
                messages.Ended(
                    code=os.waitstatus_to_exitcode(status),
                    cpu_seconds=used.ru_utime + used.ru_stime,
                    max_rss_mb=used.ru_maxrss / KIB,
                    read_mb=used.ru_inblock * BLOCK / MIB,
                    written_mb=used.ru_oublock * BLOCK / MIB,
                    max_vms_mb=vms,
                    uss_mb=uss,
                    pss_mb=pss,
                ),
            )
            answers.close()


def main(control: int, parent: int) -> None:
    """Be the server of a run, or in a child its job.

    Parameters
    ----------
    control
        File descriptor on which the run asks.
    parent
        The run's process.
    """
    die_with_parent(parent)
    started = Server(socket.socket(fileno=control)).serve()
    if started is None:
        # at once: what still runs, nobody waits for, and it ends with this process
        os._exit(0)
    script, tell = started
    code = job.run(script, parent_frames=2)
    used = job.memory()
    with suppress(OSError), os.fdopen(tell, "wb") as stream:
        stream.write(f"{used['vms']} {used['uss']} {used['pss']}".encode())
    job.end(code)
