"""Run a function in a child process that may hang, crash or eat memory.

A model from a stranger can make a C parser overflow its stack or an integrator run for
ever. Python cannot interrupt either from within, so the work is done in a forked child.
"""

import errno
import faulthandler
import os
import pickle
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from bioripple.files import is_full_disk

MEBIBYTE = 1024 * 1024
# None of these comes from what the child does itself.
FROM_OUTSIDE = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


class KilledFromOutside(RuntimeError):
    """Somebody else ended the child; that says nothing about what it computed."""


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
class Ending:
    """How a guarded call ended: a value, or a sentence saying how it crashed."""

    value: Any = None
    crash: str = ""


def run_guarded(function: Callable[[], Any], *, limits: Limits) -> Ending:
    """Call `function` in a forked child and return its value.

    Parameters
    ----------
    function
        Called without arguments; what it returns must be picklable.
    limits
        Time after which the child is killed, and memory beyond which it fails.

    Returns
    -------
    Ending
        The value, or how the child ended: out of time, out of memory, or by a signal.

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
    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(function, limits, receiver, sender))
    sys.stdout.flush()
    sys.stderr.flush()
    child.start()
    sender.close()
    try:
        answer = _receive(receiver, limits.seconds)
    except TimeoutError:
        return Ending(crash=f"ran longer than {limits.seconds:g} s")
    finally:
        receiver.close()
        if child.is_alive():
            child.join(timeout=1.0)
        if child.is_alive():
            child.kill()
        child.join()
    if answer is None:
        return Ending(crash=_describe_exit(child.exitcode))
    kind, content = answer
    if kind == "bug":
        raise RuntimeError(content)
    if kind == "disk":
        raise OSError(errno.ENOSPC, f"{os.strerror(errno.ENOSPC)}\n{content}")
    if kind == "memory":
        return Ending(crash=f"needed more than {limits.memory_mb} MiB of memory")
    if kind == "depth":
        return Ending(crash="is nested too deep for the interpreter's stack")
    return Ending(value=content)


def _receive(receiver: Connection, seconds: float) -> tuple[str, Any] | None:
    deadline = time.monotonic() + seconds
    try:
        if not receiver.poll(max(0.0, deadline - time.monotonic())):
            raise TimeoutError
        answer: tuple[str, Any] = pickle.loads(receiver.recv_bytes())
    except (EOFError, ConnectionResetError):
        return None
    return answer


def _work(
    function: Callable[[], Any],
    limits: Limits,
    receiver: Connection,
    sender: Connection,
) -> None:
    receiver.close()
    faulthandler.disable()
    _limit_memory(limits.memory_mb)
    try:
        answer = ("value", function())
    except MemoryError:
        answer = ("memory", None)
    except RecursionError:
        answer = ("depth", None)
    except Exception as error:
        answer = _what_was_wrong(error)
    sender.send_bytes(pickle.dumps(answer))
    sender.close()


def _what_was_wrong(error: Exception) -> tuple[str, str | None]:
    if isinstance(error, OSError) and error.errno == errno.ENOMEM:
        return "memory", None
    return "disk" if is_full_disk(error) else "bug", traceback.format_exc()


def _limit_memory(memory_mb: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with open("/proc/self/statm", encoding="ascii") as stream:
            mapped = int(stream.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except FileNotFoundError:
        return  # macOS neither tells nor limits; the time limit still holds
    most = mapped + memory_mb * MEBIBYTE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _describe_exit(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        name = signal.Signals(-exitcode).name
        if -exitcode in FROM_OUTSIDE:
            raise KilledFromOutside(
                f"the process was killed from outside ({name}), most likely because "
                "the machine ran out of memory; run again, with fewer jobs at a time "
                "or a smaller mapping/max_memory_mb"
            )
        return f"the process crashed with {name}"
    return f"the process ended with exit code {exitcode} and no answer"
