"""Words for people: what was wrong with what they asked, and how far a command is."""

import os
import sys
from collections import Counter
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)

from bioripple.datasets.folder import LISTED
from bioripple.runtime.text import one_line

ENDINGS = " or ".join(LISTED.rsplit(" and ", 1))


class Impossible(ValueError):
    """Something that was asked for cannot be done; nothing was."""


def complain(text: object) -> None:
    """Say on the standard error what is wrong."""
    first, *others = map(one_line, str(text).splitlines() or [""])
    lines = [f"bioripple: {first}", *(f"  {line}" for line in others)]
    sys.stderr.write("".join(f"{line}\n" for line in lines))


def say(text: str) -> bool:
    """Write what was asked for to the standard output; return whether it got there."""
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise  # who reads it has enough; that ends the command without a word
    except OSError as problem:
        complain(f"the standard output cannot be written: {problem.strerror}")
        # else the interpreter tries to write the rest again, at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True


class Counting:
    """A bar on a terminal, lines elsewhere, of how many of a number are done.

    Parameters
    ----------
    total
        How many there are.
    """

    def __init__(self, total: int) -> None:
        self.total = total
        self.counts: Counter[str] = Counter()
        self._console = Console(stderr=True, highlight=False)
        self._bar: Progress | None = None
        if self._console.is_terminal and not self._console.is_dumb_terminal:
            self._bar = Progress(
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[counts]}", markup=False),
                TimeElapsedColumn(),
                console=self._console,
                auto_refresh=False,  # a thread of its own would make forking unsafe
            )
            self._task = self._bar.add_task("", total=total, counts="")

    def __enter__(self) -> Self:
        """Show it."""
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the last state where it is."""
        if self._bar:
            self._bar.stop()

    def count(self, name: str, status: str, reason: str) -> None:
        """Say that one is done."""
        self.counts[status] += 1
        done = self.counts.total()
        if self._bar:
            shown = ", ".join(f"{n} {it}" for it, n in sorted(self.counts.items()))
            self._bar.update(self._task, completed=done, counts=shown)
            self._bar.refresh()
        else:
            tail = f": {one_line(reason)}" if reason else ""
            line = f"[{done}/{self.total}] {one_line(name)} {status}{tail}"
            sys.stderr.write(f"{line}\n")

    def refresh(self) -> None:
        """Move the clock."""
        if self._bar:
            self._bar.refresh()
