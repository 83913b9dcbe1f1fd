"""Tables as text: one line a row, cells between tabs.

Every table of the project is written and read here, and no cell is taken for anything
but what is written in it: a model may be called `00001`, `NA`, `1e5` or `"`. The
workflow reads tables before any job, so this needs nothing that Snakemake has not.
"""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from bioripple.runtime.text import one_line


def text_of(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Lay out a table as text: full precision, true / false, missing = empty.

    Parameters
    ----------
    columns
        Names of the columns.
    rows
        A value for each column: text, numbers, booleans; None and NaN are missing.
    """
    return "".join("\t".join(map(cell, line)) + "\n" for line in (columns, *rows))


def read_rows(path: Path, *, needed: Collection[str] = ()) -> list[dict[str, str]]:
    """Read a table as text: a row by the names of its columns; missing = empty.

    Parameters
    ----------
    path
        Text as `text_of` lays it out.
    needed
        Columns without which the table is of no use.

    Raises
    ------
    ValueError
        If a needed column is missing, or a line has another number of cells.
    """
    columns, rows = read_cells(path)
    missing = set(needed) - set(columns)
    if missing:
        raise ValueError(f"{path}: has no column {', '.join(sorted(missing))}")
    return [dict(zip(columns, row, strict=True)) for row in rows]


def read_cells(path: Path) -> tuple[list[str], list[list[str]]]:
    """Read a table as text: the names of its columns, and its rows in their order."""
    # Neither `csv` nor `splitlines`: they know quotes, and more ends of lines than one.
    header, *lines = path.read_bytes().decode("utf-8").split("\n")
    columns = header.split("\t")
    if lines and not lines[-1]:
        lines.pop()  # what follows the last line's end
    known: dict[str, str] = {}  # most cells are there many times; one of each is kept
    rows = [
        [known.setdefault(text, text) for text in line.split("\t")] for line in lines
    ]
    for number, row in enumerate(rows, start=2):
        if len(row) != len(columns):
            raise ValueError(
                f"{path}: line {number} has {len(row)} cells, expected {len(columns)}"
            )
    return columns, rows


def cell(value: object) -> str:
    """Return a value as a table has it: one line of text, empty if it is missing."""
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    # A tab or a line break within a text would be taken for the end of its cell, and
    # other control characters for commands to a terminal.
    return one_line(str(value))
