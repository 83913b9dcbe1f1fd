"""Tables in Markdown."""

from collections.abc import Collection, Iterable, Sequence


def table_lines(
    columns: Sequence[object],
    rows: Iterable[Sequence[object]],
    *,
    numbers: Collection[object] = (),
) -> list[str]:
    """Lay out a table.

    Parameters
    ----------
    columns
        Their heads.
    rows
        One cell for each column.
    numbers
        Heads of those columns that are aligned on the right.

    Returns
    -------
    list of str
        One line each for the heads, for the rule below them, and for every row.
    """
    rule = "".join("---:|" if name in numbers else "---|" for name in columns)
    return [table_row(columns), f"|{rule}", *map(table_row, rows)]


def table_row(cells: Iterable[object]) -> str:
    """Return a row; whatever a cell says, it stays within its cell."""
    texts = (" ".join(str(cell).split()).replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(texts)} |"
