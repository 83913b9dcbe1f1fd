"""Tables of numbers that people make: a name to each row, a name to each column."""

import math
from dataclasses import dataclass
from pathlib import Path

from bioripple.errors import Refused
from bioripple.runtime.text import MOST, one_line

MOST_BYTES = 100 * 1024**2
LARGEST = 1e100  # sums of squares of what is larger are no numbers any more


@dataclass(frozen=True)
class Grid:
    """Numbers under names.

    Attributes
    ----------
    path
        Where they are from, for messages.
    columns
        Names of the columns, each once.
    rows
        Names of the rows, each once.
    lines
        The line of the file that each row is on, from 1.
    cells
        A text to each row and column.
    """

    path: Path
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    lines: tuple[int, ...]
    cells: tuple[tuple[str, ...], ...]

    def number(self, row: int, column: int, *, what: str) -> float:
        """Return a cell as a finite number.

        Raises
        ------
        Refused
            If it is something else; the message names line and column.
        """
        text = self.cells[row][column]
        value = number_of(text)
        if value is None:
            raise Refused(
                f"{self.path}: line {self.lines[row]}, column "
                f'"{shown(self.columns[column])}": expected {what}, found '
                f'"{shown(text)}"'
            )
        return value


def number_of(text: str) -> float | None:
    """Return the number that a text is, or None if it is none that counts."""
    try:
        value = float(text) if "_" not in text else math.nan
    except ValueError:
        return None
    return value if abs(value) < LARGEST else None


def shown(text: str) -> str:
    """Return a stranger's text so that it can stand in a message."""
    return one_line(text, most=MOST // 5)


def read_grid(path: Path) -> Grid:
    """Read a table with tabs between its cells, its rows' names in the first column.

    Parameters
    ----------
    path
        UTF-8; Windows line ends are fine. The first line may have a name for the
        column of names, an empty cell, or no cell for it.

    Raises
    ------
    Refused
        If it is no such table; the message names the line.
    """
    lines = [
        (number, line)
        for number, line in enumerate(text_of(path).split("\n"), start=1)
        if line.strip()
    ]
    if len(lines) < 2:
        raise Refused(f"{path}: expected a line of names and a line for each row")
    cells = [[cell.strip() for cell in line.split("\t")] for _, line in lines]
    header = cells[0] if len(cells[0]) == len(cells[1]) else ["", *cells[0]]
    if len(header) < 2:
        raise Refused(f"{path}: line 1 has one cell; expected tabs between cells")
    for (number, _), row in zip(lines[1:], cells[1:], strict=True):
        if len(row) != len(header):
            raise Refused(
                f"{path}: line {number} has {len(row)} cells, expected {len(header)}"
            )
    names = tuple(row[0] for row in cells[1:])
    numbers = tuple(number for number, _ in lines[1:])
    _check_names(path, header[1:], names, numbers)
    return Grid(
        path, tuple(header[1:]), names, numbers, tuple(tuple(r[1:]) for r in cells[1:])
    )


def text_of(path: Path) -> str:
    """Return the text of a table or a list, its lines parted by line feeds.

    Raises
    ------
    Refused
        If it is no file, too large, or not UTF-8; the message names the line.
    """
    if not path.is_file():
        found = "a folder or a device" if path.exists() else "nothing there"
        raise Refused(f"{path}: expected a table, found {found}")
    if path.stat().st_size > MOST_BYTES:
        raise Refused(
            f"{path}: has more than {MOST_BYTES // 1024**2} MB; cut it in parts"
        )
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = problem.object.count(b"\n", 0, problem.start) + 1
        raise Refused(f"{path}: line {line} is not UTF-8; save it as such") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _check_names(
    path: Path, columns: list[str], rows: tuple[str, ...], lines: tuple[int, ...]
) -> None:
    seen: set[str] = set()
    for name in columns:
        if not name or name in seen:
            what = f'"{shown(name)}" is there twice' if name else "one has no name"
            raise Refused(
                f"{path}: line 1: expected a name for each column, once; {what}"
            )
        seen.add(name)
    first: dict[str, int] = {}
    for name, line in zip(rows, lines, strict=True):
        if name in first:
            raise Refused(
                f'{path}: line {line}: "{shown(name)}" is on line {first[name]} already'
            )
        first[name] = line
