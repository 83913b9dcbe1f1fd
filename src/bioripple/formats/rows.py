"""Rows of text as arrays: comments blanked, names cleaned and numbered."""

import re
from collections.abc import Sequence
from io import StringIO
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bioripple.formats.relations import Words

Places = NDArray[np.intp]

_COMMENT = re.compile(r"(?m)^#.*$")


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
        raise pd.errors.ParserError(
            f"Expected {len(names)} fields in line {more.get('skiprows', 0) + 1}, "
            f"saw {wide}"
        )
    return frame


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
