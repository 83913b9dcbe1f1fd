"""Small tables beside a network, cell by cell, with the number of each line."""

import csv
from pathlib import Path

from bioripple.errors import Failed, Refused
from bioripple.formats.content import MAX_PARSED_BYTES, read_content, text_of


def read_cells(path: Path, *, has_comments: bool = True) -> list[tuple[int, list[str]]]:
    """Return the rows of a table: the number of its line, and its cells.

    Cells are separated by tabs, or by commas (semicolons) where the first line has no
    tab. Empty lines are left out, and blanks around cells.

    Parameters
    ----------
    path
        The file.
    has_comments
        Whether lines that begin with # are none of the table.

    Raises
    ------
    Refused, Failed
        As `read_small`, or if there is no row; messages name the file.
    """
    lines = [
        (number, line)
        for number, line in enumerate(read_small(path).split("\n"), 1)
        if line.strip() and not (has_comments and line.startswith("#"))
    ]
    if not lines:
        raise Failed(f"{path}: has no row")
    delimiter = next((it for it in "\t,;" if it in lines[0][1]), "\t")
    rows = []
    for number, line in lines:
        try:
            cells = next(csv.reader([line], delimiter=delimiter))
        except csv.Error as problem:
            raise Failed(f"{path}: line {number}: {problem}") from None
        rows.append((number, [cell.strip() for cell in cells]))
    return rows


def read_small(path: Path) -> str:
    """Return the text of a table or a list, its lines parted by line feeds.

    Raises
    ------
    Refused, Failed
        As `content.read_content` and `content.text_of`; messages name the file.
    """
    try:
        content = read_content(path, max_bytes=MAX_PARSED_BYTES, expected="a table")
        return text_of(content.data)
    except (Refused, Failed) as problem:
        raise type(problem)(f"{path}: {problem}") from None
