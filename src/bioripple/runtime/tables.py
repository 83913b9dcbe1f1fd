"""Tables of pandas as text, and back."""

from collections.abc import Collection
from pathlib import Path

import numpy as np
import pandas as pd

from bioripple.runtime import files, rows


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write a table as `rows.text_of` lays it out."""
    lines = table.itertuples(index=False, name=None)
    plain = ([_plain(value) for value in line] for line in lines)
    files.write_text(path, rows.text_of(table.columns.tolist(), plain))


def read_table(path: Path, *, numbers: Collection[str] = ()) -> pd.DataFrame:
    """Read a table as text, so that ids and names are what they are.

    Parameters
    ----------
    path
        What `write_table` wrote.
    numbers
        The columns that hold numbers; read to their last digit, empty = NaN.
    """
    columns, cells = rows.read_cells(path)
    table = pd.DataFrame(cells, columns=columns, dtype=str)
    for name in numbers:
        values = [float(text or "nan") for text in table[name]]
        table[name] = np.array(values, np.float64)
    return table


def cell(value: object) -> str:
    """Return a value of a pandas table as `rows.cell` does."""
    return rows.cell(_plain(value))


def _plain(value: object) -> object:
    if value is pd.NA:
        return None
    return bool(value) if isinstance(value, np.bool_) else value
