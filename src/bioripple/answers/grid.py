"""Tables of numbers that people make: a name to each row, a name to each column."""

import math
from dataclasses import dataclass
from pathlib import Path

from bioripple.errors import Refused
from bioripple.formats.small_table import read_cells
from bioripple.runtime.text import MOST, one_line

LARGEST = 1e100  # sums of squares of what is larger are no numbers any more


@dataclass(frozen=True)
class Grid:
    """Numbers under names.

    Attributes
    ----------
    path
        Where they are from, for messages.
    head
        The line of the file that has the names of the columns, from 1.
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
    head: int
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
            comma = number_of(text.replace(",", ".")) is not None
            advice = "; write decimals with a point" if comma else ""
            raise Refused(
                f"{self.path}: line {self.lines[row]}, column "
                f'"{shown(self.columns[column])}": expected {what}, found '
                f'"{shown(text)}"{advice}'
            )
        return value


def number_of(text: str) -> float | None:
    """Return the number that a text is, or None if it is none that counts."""
    try:
        value = float(text.replace("−", "-")) if "_" not in text else math.nan
    except ValueError:
        return None
    return value if abs(value) < LARGEST else None


def shown(text: str) -> str:
    """Return a stranger's text so that it can stand in a message."""
    return one_line(text, most=MOST // 5)


def read_grid(path: Path) -> Grid:
    """Read a table of numbers, its rows' names in the first column.

    Parameters
    ----------
    path
        As `formats.small_table.read_cells` reads it. The first line may have a name
        for the column of names, an empty cell, or no cell for it.

    Raises
    ------
    Refused, Failed
        If it is no such table; the message names the line.
    """
    # what people call the column of names may begin with #
    (head, header), *rows = read_cells(path, has_comments=False)
    if not rows:
        raise Refused(f"{path}: expected a line of names and a line for each row")
    if len(header) + 1 == len(rows[0][1]):
        header = ["", *header]
    if len(header) < 2:
        raise Refused(
            f"{path}: line {head} has one cell; expected tabs or commas between cells"
        )
    for number, row in rows:
        if len(row) != len(header):
            raise Refused(
                f"{path}: line {number} has {len(row)} cells, expected {len(header)}"
            )
    grid = Grid(
        path,
        head,
        tuple(header[1:]),
        rows=tuple(row[0] for _, row in rows),
        lines=tuple(number for number, _ in rows),
        cells=tuple(tuple(row[1:]) for _, row in rows),
    )
    _check_names(grid)
    return grid


def _check_names(grid: Grid) -> None:
    seen: set[str] = set()
    for name in grid.columns:
        if not name or name in seen:
            what = f'"{shown(name)}" is there twice' if name else "one has no name"
            raise Refused(
                f"{grid.path}: line {grid.head}: expected a name for each column, "
                f"once; {what}"
            )
        seen.add(name)
    first: dict[str, int] = {}
    for name, line in zip(grid.rows, grid.lines, strict=True):
        if name in first:
            raise Refused(
                f'{grid.path}: line {line}: "{shown(name)}" is on line {first[name]} '
                "already"
            )
        first[name] = line
