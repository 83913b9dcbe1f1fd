"""Ctrl-C, `kill` and a closed terminal end a command where it can be ended."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """A signal asks for an end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Stop:
    """Whether a signal has asked for an end."""

    def __init__(self) -> None:
        self.number = 0

    def note(self, number: int, _frame: FrameType | None) -> None:
        """Take note of a signal, as its handler."""
        self.number = self.number or number

    def look(self) -> None:
        """Raise `Stopped` if a signal has come."""
        if self.number:
            raise Stopped(self.number)


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Let signals be noted meanwhile, for a loop that looks at them.

    Yields
    ------
    Stop
        To be looked at some times a second.

    Notes
    -----
    A handler that raises would do so wherever the interpreter is, also in a finalizer
    or in a block that drops exceptions: there the signal would be lost. What is ignored
    from the start, as `nohup` has it, stays so.
    """
    stop = Stop()
    heeded = [it for it in SIGNALS if signal.getsignal(it) is not signal.SIG_IGN]
    before = {it: signal.signal(it, stop.note) for it in heeded}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
