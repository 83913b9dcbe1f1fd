"""Run functions in child processes that may hang, crash or eat memory.

A model from a stranger can make a C parser overflow its stack or an integrator run for
ever. Python cannot interrupt either from within, so forked children do the work. None
outlives its parent or, by much, its time limit.
"""

import errno
import logging
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import wait
from typing import Any, TypeVar

from bioripple.runtime.guarded_child import (
    Answer,
    ChildEnds,
    Limits,
    die_with_parent,
    work,
)
from bioripple.runtime.text import many_lines

Item = TypeVar("Item")
# What a process does to itself by going wrong; every other signal comes from outside.
CRASHES = tuple(
    signal.Signals[f"SIG{name}"]
    for name in ("ABRT", "BUS", "FPE", "ILL", "SEGV", "SYS", "TRAP")
)
OUT_OF_MEMORY = (b"bad_alloc", b"out of memory", b"cannot allocate memory")
KEPT_OUTPUT = 2000  # bytes of what a child wrote, from its end
READS_AT_A_TIME = 16
PAUSE_S = 0.002
LONGEST_WAIT_S = 60.0  # the system's call cannot wait for weeks

log = logging.getLogger(__name__)
__all__ = [
    "Ending",
    "KilledFromOutside",
    "Limits",
    "die_with_parent",
    "run_each",
    "run_guarded",
]


class KilledFromOutside(RuntimeError):
    """Somebody else ended the child; that says nothing about what it computed."""


@dataclass(frozen=True)
class Ending:
    """How a guarded call ended: a value, or a sentence saying how it crashed."""

    value: Any = None
    crash: str = ""


def run_guarded(function: Callable[[], Any], *, limits: Limits) -> Ending:
    """Call `function` in a forked child and return its value; see `run_each`."""
    (ending,) = run_each(lambda _: function(), [None], limits=limits)
    return ending


def run_each(
    function: Callable[[Item], Any],
    items: Sequence[Item],
    *,
    limits: Limits,
    workers: int = 1,
) -> list[Ending]:
    """Call `function` for each item in forked children and return the values.

    Parameters
    ----------
    function
        Called with an item; what it returns must be picklable.
    items
        The items. One child does many of them, one after the other; where an item ends
        it, another child goes on with the next.
    limits
        Time after which an item is given up, and memory beyond which it fails.
    workers
        Number of children at a time; each gets every `workers`-th item.

    Returns
    -------
    list of Ending
        For each item the value, or how the child ended: out of time, out of memory, or
        by a signal. Other items play no part in it: what has crashed a child that had
        done others before is tried again in a child of its own.

    Raises
    ------
    RuntimeError
        If `function` raised: that is a bug, and the child's traceback is the message.
    KilledFromOutside
        If somebody else killed the child, such as the kernel where memory ran out. It
        is no ending of the call: another attempt may well succeed.
    OSError
        If the disk is full: that is no ending of the call either.
    """
    endings: dict[int, Ending] = {}
    queues = [deque(range(first, len(items), workers)) for first in range(workers)]
    running: dict[int, _Child] = {}
    try:
        while True:
            for number, queue in enumerate(queues):
                if queue and number not in running:
                    todo = [items[place] for place in queue]
                    # known before it is begun: an interrupt may come at any time
                    running[number] = _Child(function, todo, limits)
                    running[number].start()
            if not running:
                return [endings[place] for place in range(len(items))]
            _wait_for(list(running.values()))
            for number, child in list(running.items()):
                ending = child.ending()
                if ending is not None:
                    endings[queues[number].popleft()] = ending
                if child.is_done:
                    child.close()
                    del running[number]
    finally:
        for child in running.values():
            child.close()


class _Child:
    """A child, the items that it was given, and how far it has come."""

    def __init__(
        self, function: Callable[[Any], Any], items: Sequence[Any], limits: Limits
    ) -> None:
        context = get_context("fork")
        self.limits, self.items, self.done = limits, items, 0
        self.is_done = False
        self.receiver, sender = context.Pipe(duplex=False)
        self.output, output = os.pipe()
        os.set_blocking(self.output, False)
        self.written = b""
        self.deadline = 0.0
        self.ends = ChildEnds(os.getpid(), sender, output, self.receiver, self.output)
        self.process = context.Process(
            target=work, args=(function, items, limits, self.ends)
        )

    def start(self) -> None:
        """Fork."""
        sys.stdout.flush()
        sys.stderr.flush()
        self.process.start()
        self.ends.sender.close()
        os.close(self.ends.output)
        self.deadline = time.monotonic() + self.limits.seconds

    def ending(self) -> Ending | None:
        """Return how the item at hand has ended; None if it has not, or counts not."""
        self._drain()
        if not self.receiver.poll():
            if time.monotonic() < self.deadline:
                return None
            self.is_done = True
            return Ending(crash=f"ran longer than {self.limits.seconds:g} s")
        answer = self._receive()
        if answer is not None and answer.kind == "value":
            self.deadline = time.monotonic() + self.limits.seconds
            self.done += 1
            self.is_done = self.done == len(self.items)
            return Ending(value=answer.content)
        self.is_done = True
        crash = self._crash(answer)
        # what other items left behind must not be its doom
        return None if self.done else Ending(crash=crash)

    def _receive(self) -> Answer | None:
        try:
            return Answer.unpacked(self.receiver.recv_bytes())
        except (EOFError, OSError):
            return None

    def _crash(self, answer: Answer | None) -> str:
        memory = f"needed more than {self.limits.memory_mb} MiB of memory"
        if answer is None:
            return self._how_it_died(memory)
        item = self.items[self.done]
        if answer.kind == "bug":
            where = "" if item is None else f" (working on {item!r})"
            raise RuntimeError(f"{answer.content}{where}")
        if answer.kind == "disk":
            full = os.strerror(errno.ENOSPC)
            raise OSError(errno.ENOSPC, f"{full}\n{answer.content}")
        if answer.kind == "depth":
            return "is nested too deep for the interpreter's stack"
        return memory

    def _how_it_died(self, memory: str) -> str:
        late = f"ran longer than {self.limits.seconds:g} s"
        exitcode = self._wait_for_end(self.deadline)
        if exitcode is None:
            return late
        if exitcode >= 0:
            return f"the process ended with exit code {exitcode} and no answer"
        number = -exitcode
        if number == signal.SIGALRM:  # its own clock; the parent was held up
            return late
        if number not in CRASHES:
            raise KilledFromOutside(_told(number))
        if any(words in self.written.lower() for words in OUT_OF_MEMORY):
            return memory
        return f"the process crashed with {_signal_name(number)}"

    def _wait_for_end(self, deadline: float) -> int | None:
        """Return the exit code; None if it has not come by the deadline.

        `Process.join` would wait for ever for a child that has closed all its files.
        """
        while (exitcode := self.process.exitcode) is None:
            if time.monotonic() > deadline:
                return None
            self._drain()  # what it still has to write must not hold it up
            time.sleep(PAUSE_S)
        self._drain()
        return exitcode

    def _drain(self) -> None:
        """Read what the child has written, so that it is not held up; keep the end."""
        for _ in range(READS_AT_A_TIME):  # it may write for ever
            try:
                found = os.read(self.output, 65536)
            except BlockingIOError:
                return
            if not found:
                return
            self.written = (self.written + found)[-KEPT_OUTPUT:]

    def close(self) -> None:
        """End the child if it has not ended, and pass on what it wrote."""
        if self.done == len(self.items):
            self._wait_for_end(time.monotonic() + 1.0)
        if self.process.pid is not None:
            self.process.kill()
            self.process.join()
        self._drain()
        self.receiver.close()
        os.close(self.output)
        self.process.close()
        if self.written.strip():
            text = self.written.decode("utf-8", "replace").strip()
            log.info("a child process wrote: %s", many_lines(text))


def _wait_for(children: Sequence[_Child]) -> None:
    """Wait until one of the children has something to say or has run out of time."""
    first = min(child.deadline for child in children)
    watched = [end for child in children for end in (child.receiver, child.output)]
    left = first - time.monotonic()
    wait(watched, timeout=min(max(0.0, left), LONGEST_WAIT_S))


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # Python has no names for those between the first and the last
        return f"real-time signal {number}"


def _told(number: int) -> str:
    likely = ", most likely because the machine ran out of memory"
    advice = "with fewer jobs at a time or a smaller mapping/max_memory_mb"
    if number != signal.SIGKILL:
        likely, advice = "", "if it was not you who stopped it"
    return (
        f"the process was killed from outside ({_signal_name(number)}){likely}; run "
        f"again, {advice}"
    )
