"""What a guarded child does: keep to its limits, work, and say how it went."""

import ctypes
import errno
import faulthandler
import os
import pickle
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Literal

from bioripple.runtime.files import is_full_disk

MEBIBYTE = 1024 * 1024
GRACE_S = (
    5.0  # after the time limit, for a parent that is there to end the child itself
)
PR_SET_PDEATHSIG = 1  # of Linux' <sys/prctl.h>


@dataclass(frozen=True)
class Limits:
    """What a step may use.

    Attributes
    ----------
    seconds
        Wall-clock time [s].
    memory_mb
        Memory that the child may map beyond what it starts with [MiB].
    """

    seconds: float
    memory_mb: int


@dataclass(frozen=True)
class Answer:
    """What became of an item: a value, or what it lacked, or a traceback."""

    kind: Literal["value", "memory", "depth", "disk", "bug"]
    content: Any = None

    def packed(self) -> bytes:
        """Return the answer as bytes for `unpacked`."""
        return pickle.dumps((self.kind, self.content))

    @classmethod
    def unpacked(cls, content: bytes) -> "Answer":
        """Return the answer that a child of this process has packed."""
        return cls(*pickle.loads(content))


@dataclass(frozen=True)
class ChildEnds:
    """What joins a child with its parent.

    Attributes
    ----------
    parent
        Id of the parent's process.
    sender
        Where answers go.
    output
        File descriptor that standard output and standard error become.
    receiver, written
        The parent's ends of both, which the child closes.
    """

    parent: int
    sender: Connection
    output: int
    receiver: Connection
    written: int


def work(
    function: Callable[[Any], Any],
    items: Iterable[Any],
    limits: Limits,
    ends: ChildEnds,
) -> None:
    """Call a function for each item, and send an answer each time.

    Parameters
    ----------
    function, items, limits
        See `runtime.guard.run_each`. The first answer that is no value is the last.
    ends
        Of the child and of its parent.
    """
    try:
        _set_up(limits, ends)
    except Exception:  # before any item: whatever went wrong, it is the fault of none
        ends.sender.send_bytes(Answer("bug", traceback.format_exc()).packed())
        return
    for item in items:
        # For systems on which nothing ends a child with its parent. It ends C code too.
        signal.setitimer(signal.ITIMER_REAL, limits.seconds + GRACE_S)
        packed, is_value = _answer(function, item)
        ends.sender.send_bytes(packed)
        if not is_value:
            break
    ends.sender.close()


def _set_up(limits: Limits, ends: ChildEnds) -> None:
    die_with_parent(ends.parent)
    ends.receiver.close()
    os.close(ends.written)
    for standard in (1, 2):
        os.dup2(ends.output, standard)
    os.close(ends.output)
    _be_killed_by_signals()
    faulthandler.disable()
    _limit_memory(limits.memory_mb)


def die_with_parent(parent: int | None = None) -> None:
    """Have this process killed as soon as the one that started it ends (Linux only).

    Parameters
    ----------
    parent
        Id of the process that started it, where it is known: should it have ended by
        now, this one ends.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if parent is not None and os.getppid() != parent:
            os._exit(1)


def _be_killed_by_signals() -> None:
    """Let no signal be handled by what the parent has set up for itself."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` wants it
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM])


def _answer(function: Callable[[Any], Any], item: Any) -> tuple[bytes, bool]:
    try:
        return Answer("value", function(item)).packed(), True
    except MemoryError:
        answer = Answer("memory")
    except RecursionError:
        answer = Answer("depth")
    except Exception as error:
        answer = _what_was_wrong(error)
    return answer.packed(), False


def _what_was_wrong(error: Exception) -> Answer:
    if isinstance(error, OSError) and error.errno == errno.ENOMEM:
        return Answer("memory")
    return Answer("disk" if is_full_disk(error) else "bug", traceback.format_exc())


def _limit_memory(memory_mb: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with open("/proc/self/statm", encoding="ascii") as stream:
            mapped = int(stream.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except FileNotFoundError:
        return  # macOS neither tells nor limits; the time limit still holds
    most = mapped + memory_mb * MEBIBYTE
    allowed = resource.getrlimit(resource.RLIMIT_AS)[1]  # a cluster may set its own
    if allowed != resource.RLIM_INFINITY:
        most = min(most, allowed)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
