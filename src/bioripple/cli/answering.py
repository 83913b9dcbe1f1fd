"""What commands that answer have in common: errors as sentences, tables for anyone."""

import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bioripple.cli.console import Impossible, complain, say
from bioripple.cli.stopping import Stopped
from bioripple.errors import Failed, Refused
from bioripple.formats.edges import Dual
from bioripple.formats.findings import ReadNetwork
from bioripple.formats.guarded import read_guarded, told
from bioripple.predictors.propagating import OWN_NETWORK
from bioripple.runtime import rows, tables
from bioripple.runtime.files import is_full_disk
from bioripple.runtime.folders import CannotWrite, NotOurs
from bioripple.runtime.guard import KilledFromOutside
from bioripple.runtime.text import one_line

SHOWN = 20  # rows of a table that people see
SIGNED = ("response", "share", "baseline")


def answering(answer: Callable[[], int]) -> int:
    """Run a command; return its exit code, whatever happens."""
    try:
        return answer()
    except (Impossible, Refused, Failed, NotOurs, CannotWrite) as problem:
        complain(problem)
        return 2
    except (KeyboardInterrupt, Stopped) as stop:
        complain("stopped")
        return 128 + (stop.number if isinstance(stop, Stopped) else signal.SIGINT)
    except BrokenPipeError:
        raise  # who reads has enough
    except OSError as problem:
        if is_full_disk(problem):
            complain("the disk is full; nothing was replaced")
        else:
            complain(f"{problem.filename or 'a file'}: {problem.strerror}")
        return 1


@contextmanager
def naming_faults(path: Path) -> Iterator[None]:
    """Say of which file a process of its own came to a bad end that is not the file's.

    Raises
    ------
    Impossible
        In place of what `runtime.guard.run_guarded` raises.
    """
    try:
        yield
    except KilledFromOutside as killed:
        raise Impossible(f"{path}: {killed}") from None
    except RuntimeError as bug:
        raise Impossible(
            f"{path}: a bug; please report it with the file\n{bug}"
        ) from None


def read_network(path: Path, dual: Dual) -> ReadNetwork:
    """Read a network, and say what there is to say about its file.

    Raises
    ------
    Refused, Failed, Impossible
        If it cannot be read, or has no nodes.
    """
    with naming_faults(path):
        found = read_guarded(path, dual=dual)
    tell(told(finding, path) for finding in found.findings)
    if not found.network.size:
        raise Impossible(f"{path}: expected a network, found no nodes")
    return found


def check_method(method: str, *, known: Iterable[str] = OWN_NETWORK) -> None:
    """Make sure that there is such a predictor.

    Raises
    ------
    Impossible
        If there is none.
    """
    names = ("auto", *known)
    if method not in names:
        raise Impossible(
            f"--method: expected one of {', '.join(names)}; found {one_line(method)!r}"
        )


def tell(lines: Iterable[str]) -> None:
    """Write lines for people to the standard error."""
    sys.stderr.write("".join(f"{one_line(line)}\n" for line in lines))


def print_table(table: pd.DataFrame, *, title: str = "", most: int = SHOWN) -> bool:
    """Print a table: for people its first rows, in a pipe all as text with tabs.

    Parameters
    ----------
    table
        What is printed.
    title
        What stands above it on a terminal.
    most
        Rows that people see.

    Returns
    -------
    bool
        Whether it got there.
    """
    if not sys.stdout.isatty():
        lines = table.itertuples(index=False, name=None)
        texts = ([tables.cell(value) for value in line] for line in lines)
        return say(rows.text_of(table.columns.tolist(), texts).rstrip("\n"))
    shown = Table(title=Text(one_line(title)) if title else None, title_justify="left")
    for name in table.columns:
        is_number = pd.api.types.is_numeric_dtype(table[name])
        shown.add_column(
            name,
            justify="right" if is_number else "left",
            overflow="fold",  # who reads a part of an id cannot type it
        )
    for line in table.head(most).itertuples(index=False, name=None):
        cells = zip(table.columns, line, strict=True)
        shown.add_row(*(_cell(name, value) for name, value in cells))
    Console(highlight=False).print(shown)
    if len(table) > most:
        tell([f"{len(table) - most} rows more: --out DIR, or in a pipe"])
    return True


def _cell(column: str, value: object) -> Text:
    if isinstance(value, float) and value == value:
        colour = "" if column not in SIGNED else _colour(value)
        return Text(f"{value:.3g}", style=colour)
    return Text(tables.cell(value))


def _colour(value: float) -> str:
    return "red" if value > 0 else "blue" if value < 0 else ""
