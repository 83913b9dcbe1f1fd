"""Tables of edges: a row for each, with columns for source, target and sign."""

import re

import numpy as np
import pandas as pd

from bioripple.arrays import Flags
from bioripple.errors import Failed
from bioripple.formats.columns import column_signs
from bioripple.formats.edges import FIRST, Edges, Places
from bioripple.formats.findings import Finding
from bioripple.formats.layout import Layout, find_layout
from bioripple.formats.relations import Words
from bioripple.formats.rows import (
    blank_comments,
    clean_names,
    number_names,
    parse_rows,
)
from bioripple.runtime.text import one_line


def read_table(text: str, findings: list[Finding], *, ending: str = "") -> Edges:
    """Read a table of edges; a row with a source and nothing else is a node.

    Parameters
    ----------
    text
        As `content.text_of` returns it.
    findings
        How it was understood, and what is left out, is added.
    ending
        Of the file's name, which breaks ties about the delimiter.

    Raises
    ------
    Refused, Failed
        As `layout.find_layout`; and if its rows cannot be told apart.
    """
    layout = find_layout(text, ending=ending)
    findings.append(Finding("note", _line(layout.header), layout.told()))
    frame = _frame(text, layout)
    lines = np.arange(len(frame), dtype=np.intp) + layout.header + 1
    ends = [
        clean_names(frame[it].to_numpy(dtype=np.object_))
        for it in (layout.source, layout.target)
    ]
    filled = (ends[0] != "") & (ends[1] != "")
    alone = _alone(frame, layout, ends)
    _name_unfilled(frame, filled | alone, lines, findings)
    lines = lines[filled]
    source, target, names = number_names(ends[0][filled], ends[1][filled])
    columns = {
        it: frame[it].to_numpy(dtype=np.object_)[filled] for it in layout.sign.names
    }
    sign = column_signs(layout.sign, columns, lines, "line", findings)
    labels: dict[str, str] = {}
    for column, of in zip(layout.labels or (), ends, strict=False):
        labels |= zip(of[filled], frame[column].to_numpy()[filled], strict=True)
    names = list(dict.fromkeys([*names, *ends[0][alone]]))
    return Edges(names, source, target, sign, lines, labels=labels)


def _line(number: int) -> str:
    return f"line {number}" if number else ""


def _frame(text: str, layout: Layout) -> pd.DataFrame:
    text = _after(text, layout.header)
    wanted = {layout.source, layout.target, *layout.sign.names, *(layout.labels or ())}
    try:
        frame = parse_rows(
            text,
            delimiter=layout.delimiter,
            names=layout.names,
            skiprows=layout.header,
            skipinitialspace=True,
        )
    except pd.errors.ParserError as problem:
        raise Failed(_told(str(problem))) from None
    return frame[[it for it in layout.names if it in wanted]]


def _after(text: str, header: int) -> str:
    """Blank the comments, and what is above a header, which may begin with #."""
    end = -1
    for _ in range(header):
        end = text.find("\n", end + 1)
        if end < 0:
            return "\n" * header
    return "\n" * header + blank_comments(text[end + 1 :])


def _told(problem: str) -> str:
    wide = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", problem)
    if wide:
        expected, line, saw = wide.groups()
        return f"line {line}: {saw} columns; expected {expected}"
    if opened := re.search(r"EOF inside string starting at row (\d+)", problem):
        line = int(opened[1]) + 1
        return f'line {line}: a quotation mark (") is opened and never closed'
    return f"its rows cannot be told apart: {one_line(problem, most=200)}"


def _alone(frame: pd.DataFrame, layout: Layout, ends: list[Words]) -> Flags:
    """Return which rows name a source and nothing else: a node without edges."""
    alone = (ends[0] != "") & (ends[1] == "")
    for name in layout.sign.names:
        alone &= frame[name].to_numpy(dtype=np.object_) == ""
    found: Flags = alone.astype(np.bool_)
    return found


def _name_unfilled(
    frame: pd.DataFrame, filled: Flags, lines: Places, findings: list[Finding]
) -> None:
    """Say which rows have something, but not both names."""
    some = np.zeros(len(frame), dtype=np.bool_)
    for column in frame:
        some |= ~frame[column].isin(["", None]).to_numpy()
    missing = lines[some & ~filled]
    for line in missing[:FIRST]:
        findings.append(
            Finding(
                "warning",
                f"line {line}",
                "the source or the target has no name; the line is left out",
            )
        )
    if len(missing) > FIRST:
        findings.append(Finding("warning", "", f"lines left out: {len(missing)}"))
