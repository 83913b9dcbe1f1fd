"""Small tables beside a network, cell by cell, with the number of each line."""

import csv
from pathlib import Path

from bioripple.errors import Failed, Refused
from bioripple.formats.content import MAX_PARSED_BYTES, read_content, text_of


def read_cells(path: Path) -> list[tuple[int, list[str]]]:
    """Return the rows of a table: the number of its line, and its cells.

    Cells are separated by tabs, or by commas (semicolons) where the first line has no
    tab. Empty lines and those that begin with # are left out, blanks around cells, too.

    Raises
    ------
    Refused, Failed
        As `content.read_content` and `content.text_of`, or if there is no row; messages
        name the file.
    """
    try:
        content = read_content(path, max_bytes=MAX_PARSED_BYTES)
        text = text_of(content.data)
        lines = text.split("\n")
        first = next((it for it in lines if it.strip() and it[0] != "#"), "")
        delimiter = next((it for it in "\t,;" if it in first), "\t")
        rows = []
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.startswith("#"):
                continue
            cells = next(csv.reader([line], delimiter=delimiter))
            rows.append((number, [cell.strip() for cell in cells]))
        if not rows:
            raise Failed("has no row")
    except csv.Error as problem:
        raise Failed(f"{path}: {problem}") from None
    except (Refused, Failed) as problem:
        raise type(problem)(f"{path}: {problem}") from None
    return rows
