"""Rows of text as arrays: comments blanked, names cleaned and numbered."""

import csv
import re
from collections.abc import Sequence
from contextlib import suppress
from io import StringIO
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bioripple.formats.relations import Words

Places = NDArray[np.intp]

_COMMENT = re.compile(r"(?m)^#.*$")
_LINE = re.compile(r"[^\n]*\S[^\n]*")


def blank_comments(text: str) -> str:
    """Empty the lines that begin with #, so that all others keep their numbers."""
    return _COMMENT.sub("", text) if "#" in text else text


def parse_rows(
    text: str, *, delimiter: str, names: Sequence[str], **more: Any
) -> pd.DataFrame:
    """Return the cells of a table as text, `""` where there is none.

    Parameters
    ----------
    text
        As `content.text_of` returns it.
    delimiter
        Between cells; a blank stands for any number of them.
    names
        Of the columns.
    **more
        For `pandas.read_csv`.

    Raises
    ------
    pandas.errors.ParserError
        If a row has more cells than there are names.
    """
    # pandas makes a level of an index of each cell that has no name
    cells = _cells_of_first(
        text,
        delimiter,
        more.get("skiprows", 0),
        quoting=more.get("quoting", csv.QUOTE_MINIMAL),
    )
    if cells > 2 * len(names):
        raise _too_many(len(names), cells, more.get("skiprows", 0))
    frame: pd.DataFrame = pd.read_csv(
        StringIO(text),
        sep=r"\s+" if delimiter == " " else delimiter,
        header=None,
        names=list(names),
        dtype=object,
        na_filter=False,
        skip_blank_lines=False,
        on_bad_lines="error",
        **more,
    )
    if not isinstance(frame.index, pd.RangeIndex):  # cells beyond those with names
        wide = len(names) + frame.index.nlevels
        raise _too_many(len(names), wide, more.get("skiprows", 0))
    return frame


def _cells_of_first(text: str, delimiter: str, skipped: int, *, quoting: Any) -> int:
    """Return how many cells the first line has that is not empty."""
    start = 0
    for _ in range(skipped):
        start = text.find("\n", start) + 1
    for match in _LINE.finditer(text, start):
        line = match[0]
        if delimiter == " ":
            return len(line.split())
        if '"' not in line or quoting == csv.QUOTE_NONE:
            return line.count(delimiter) + 1
        with suppress(csv.Error):  # what is wrong with it, pandas says
            rows = csv.reader([line], delimiter=delimiter, skipinitialspace=True)
            return len(next(rows))
        return 0
    return 0


def _too_many(expected: int, found: int, skipped: int) -> pd.errors.ParserError:
    return pd.errors.ParserError(
        f"Expected {expected} fields in line {skipped + 1}, saw {found}"
    )


def clean_names(column: Words) -> Words:
    """Return names without the blanks around them; empty where there is none."""
    codes, different = pd.factorize(column)
    clean = [it.strip() if isinstance(it, str) else "" for it in different]
    table = np.array([*clean, ""], dtype=np.object_)
    found: Words = table[codes]
    return found


def number_names(source: Words, target: Words) -> tuple[Places, Places, list[str]]:
    """Return places of both ends, and the names in the order of the file."""
    both = np.column_stack([source, target]).ravel()
    codes, names = pd.factorize(both)
    codes = codes.astype(np.intp)
    return codes[::2], codes[1::2], [str(it) for it in names]
