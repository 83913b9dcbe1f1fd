"""Numbers that stand in a document and come from a table: docs/numbers.tsv.

A line says where a number stands and where it is from. In `text`, which is there as on
the page, braces mark the number: `| distance | .63 | {.571} |`. `rows` chooses rows of
the table, `column=value`, `column=this|that` or `column!=value`, with spaces between;
`column` is one of the table's, or `(rows)` for how many were chosen. The cell has to be
within half of `rounding` of the number. What is not trained is held to its last digit;
trainings differ a little between machines and have a coarser rounding.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bioripple.runtime.rows import read_rows

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs/numbers.tsv"
COLUMNS = ("page", "text", "table", "rows", "column", "rounding")
COUNT = "(rows)"
# Tables of other targets than `all`, which may not have been made.
BEYOND = {"table2.tsv", "units.tsv", "ablations.tsv", "strata.tsv", "pilots.tsv"}
BEYOND |= {"readings.tsv", "ceiling.tsv", "ceiling_models.tsv"}
BEYOND |= {"measured.tsv", "measured_sets.tsv"}
ROUND_OFF = 1e-9  # so that what is exactly half way is on neither side

Table = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Stated:
    """A line of docs/numbers.tsv."""

    page: str
    text: str
    table: str
    rows: str
    column: str
    rounding: float

    @property
    def words(self) -> str:
        """What stands on the page."""
        return self.text.replace("{", "").replace("}", "")

    @property
    def number(self) -> float:
        """The number that is meant."""
        (shown,) = re.findall(r"{([^{}]+)}", self.text)
        plain = shown.replace("−", "-").replace(",", "")
        if plain.endswith("%"):
            return float(plain.removesuffix("%")) / 100
        return float(plain)


def read_stated(path: Path = FILE) -> list[Stated]:
    """Read the file."""
    return [
        Stated(
            row["page"],
            row["text"],
            row["table"],
            row["rows"],
            row["column"],
            float(row["rounding"]),
        )
        for row in read_rows(path, needed=COLUMNS)
    ]


def on_page(stated: Stated, page: str) -> bool:
    """Return whether the words stand on a page, wherever its lines are broken."""
    return " ".join(stated.words.split()) in " ".join(page.split())


def value_of(stated: Stated, table: Table) -> float:
    """Return what a table has of what is stated; NaN where the cell is empty.

    Raises
    ------
    ValueError
        If the line chooses no row, or several where one is meant.
    """
    chosen = [row for row in table if _is_chosen(row, stated.rows)]
    if stated.column == COUNT:
        return float(len(chosen))
    if len(chosen) != 1:
        raise ValueError(f"{stated.table}: {len(chosen)} rows have {stated.rows}")
    return float(chosen[0][stated.column] or math.nan)


def difference(stated: Stated, table: Table) -> str:
    """Say how a table differs from what is stated; empty if it does not.

    Raises
    ------
    ValueError
        As `value_of`.
    """
    found = value_of(stated, table)
    if abs(found - stated.number) <= stated.rounding / 2 + ROUND_OFF:
        return ""
    return (
        f"{stated.page} says {stated.number:g} in {stated.words!r}, but {stated.table} "
        f"has {found:g} ({stated.column}; {stated.rows})"
    )


def _is_chosen(row: Mapping[str, str], rows: str) -> bool:
    for condition in rows.split(" "):
        name, equals, value = condition.partition("=")
        wanted = not name.endswith("!")
        name = name.removesuffix("!")
        if not equals or name not in row:
            raise ValueError(f"{condition!r}: expected column=value with a column")
        if (row[name] in value.split("|")) != wanted:
            return False
    return True
