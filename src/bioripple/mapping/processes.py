"""Do many things in several processes, each in one of its own.

The process that starts them has one thread, so that forking is safe; a process that is
killed takes nothing else with it, unless it is that one.
"""

import os
import signal
from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess

from bioripple.runtime.guard import die_with_parent

PAUSE = 0.2  # between two looks at who has ended [s]


def run_in_processes(
    tasks: Mapping[str, Callable[[], None]],
    *,
    processes: int,
    idle: Callable[[], None] = lambda: None,
) -> Generator[tuple[str, int]]:
    """Run tasks, some at a time, and yield each one's name and exit code as it ends.

    Parameters
    ----------
    tasks
        Functions by name; they are started in this order.
    processes
        How many run at a time.
    idle
        Called some times a second meanwhile.

    Notes
    -----
    If the loop is left early, what still runs is killed with all that it has started.
    """
    context = get_context("fork")
    waiting = list(tasks.items())[::-1]
    running: dict[str, ForkProcess] = {}
    try:
        while waiting or running:
            while waiting and len(running) < processes:
                name, task = waiting.pop()
                running[name] = context.Process(target=_work, args=(task, os.getpid()))
                running[name].start()
                _make_group(running[name].pid or 0)
            # what a killed process has started keeps its sentinel from telling
            wait([process.sentinel for process in running.values()], timeout=PAUSE)
            idle()
            for name in [it for it in running if running[it].exitcode is not None]:
                process = running.pop(name)
                _kill(process)
                yield name, process.exitcode or 0
    finally:
        for process in running.values():
            _kill(process)


def _work(task: Callable[[], None], parent: int) -> None:
    die_with_parent(parent)
    # A group of its own: Ctrl-C at the terminal reaches the one that started it, which
    # then ends the group, with what this process has started.
    _make_group(0)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` wants it
            signal.signal(number, signal.SIG_DFL)
    # Libraries talk; what matters comes back as a file.
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    task()


def _make_group(process: int) -> None:
    """Make a process the head of a group; both sides do, for either may come first."""
    with suppress(OSError):
        os.setpgid(process, process)


def _kill(process: ForkProcess) -> None:
    """End a process and what it has started."""
    with suppress(OSError):
        os.killpg(process.pid or 0, signal.SIGKILL)
    process.join()
