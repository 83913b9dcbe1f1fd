"""SIF: a node, a relation, and those that it acts on, on each line."""

from array import array

import numpy as np
import pandas as pd

from bioripple.errors import Failed
from bioripple.formats.columns import SIGN_NAMES, WEIGHT_NAMES, plain
from bioripple.formats.edges import FIRST, Edges
from bioripple.formats.findings import Finding
from bioripple.formats.relations import is_relation, signs_of, word_signs
from bioripple.formats.rows import (
    blank_comments,
    clean_names,
    number_names,
    parse_rows,
)
from bioripple.runtime.text import one_line

# First lines that name columns; the second word is what the relation is called there.
_RELATION_HEADERS = frozenset((*SIGN_NAMES, *WEIGHT_NAMES, "edge"))


class _Rows:
    """Edges as they are read, with each name and word stored once."""

    def __init__(self) -> None:
        self.names: dict[str, int] = {}
        self.words: dict[str, int] = {}
        self.columns = [array("q") for _ in range(4)]  # source, target, word, line
        self.turned = array("b")
        self.swapped = False
        self.short: list[int] = []

    def add(self, source: str, word: str, targets: list[str], line: int) -> None:
        turned = source.startswith("!") and len(source) > 1
        place = self.names.setdefault
        sources, ends, words, lines = self.columns
        start = place(source[1:] if turned else source, len(self.names))
        code = self.words.setdefault(word, len(self.words))
        for target in targets:
            sources.append(start)
            ends.append(place(target, len(self.names)))
            words.append(code)
            lines.append(line)
            self.turned.append(turned)


def read_sif(text: str, findings: list[Finding]) -> Edges:
    """Read SIF in any of its dialects.

    A line with a tab is split at tabs, so that names may have blanks; another one at
    blanks. A row may list several targets, a row with one name is a node, `!a -> b` is
    `a -| b`, and what begins with # is a comment. A first line that names columns is
    left out; if it names the target first, targets come first.

    Parameters
    ----------
    text
        As `content.text_of` returns it.
    findings
        What there is to say is added.

    Raises
    ------
    Failed
        If no line is an edge or a node.
    """
    return _all_alike(text, findings) or _one_by_one(text, findings)


def _all_alike(text: str, findings: list[Finding]) -> Edges | None:
    """Read a file in which every line has three parts, which most are, at once."""
    delimiter = "\t" if "\t" in text else " "
    plain = blank_comments(text)
    try:
        frame = parse_rows(plain, delimiter=delimiter, names="stx", quoting=3)
    except pd.errors.ParserError:
        return None
    columns = [clean_names(frame[it].to_numpy(dtype=np.object_)) for it in "sxt"]
    source, target, relation = columns
    there = (source != "") | (target != "") | (relation != "")
    columns = [it[there] for it in columns]
    source, target, relation = columns
    lines = np.flatnonzero(there) + 1
    if not len(source) or any((it == "").any() for it in columns):
        return None
    starts = {it[:1] for it in pd.unique(source)}
    if "!" in starts or _is_header([str(it[0]) for it in (source, relation, target)]):
        return None
    start, end, names = number_names(source, target)
    sign = word_signs(relation, lines, "line", findings)
    return Edges(names, start, end, sign, lines)


def _one_by_one(text: str, findings: list[Finding]) -> Edges:
    rows = _Rows()
    tabs = "\t" in text
    for number, line in enumerate(text.split("\n"), 1):
        if not line or line.isspace() or line[0] == "#":
            continue
        parts = _parts(line, tabs=tabs)
        if not rows.names and _is_header(parts):
            _name_header(rows, parts, number, findings)
            continue
        _add(rows, parts, number)
    if not rows.names:
        raise Failed("holds no edge; expected lines such as: A<tab>activates<tab>B")
    return _edges(rows, findings)


def _parts(line: str, *, tabs: bool) -> list[str]:
    if "\t" in line:
        return [part.strip() for part in line.split("\t")]
    words = line.split()
    # a node with blanks in its name, among lines that are split at tabs
    if tabs and not (len(words) > 2 and is_relation(words[1])):
        return [line.strip()]
    return words


def _is_header(parts: list[str]) -> bool:
    if len(parts) != 3:
        return False
    return plain(parts[1]) in _RELATION_HEADERS


def _name_header(
    rows: _Rows, parts: list[str], number: int, findings: list[Finding]
) -> None:
    rows.swapped = parts[0].casefold() == "target" and parts[2].casefold() == "source"
    shown = " ".join(one_line(part, most=40) for part in parts)
    order = "; the first name of a line is the target" if rows.swapped else ""
    findings.append(Finding("note", f"line {number}", f"names columns: {shown}{order}"))


def _add(rows: _Rows, parts: list[str], number: int) -> None:
    while len(parts) > 1 and not parts[-1]:
        parts.pop()  # tabs at the end of a line
    if len(parts) == 1:
        rows.names.setdefault(parts[0], len(rows.names))
    elif len(parts) == 2 or not parts[0] or not all(parts[2:]):
        rows.short.append(number)
    elif rows.swapped:
        for name in parts[2:]:
            rows.add(name, parts[1], parts[:1], number)
    else:
        rows.add(parts[0], parts[1], parts[2:], number)


def _edges(rows: _Rows, findings: list[Finding]) -> Edges:
    source, target, words, lines = (
        np.frombuffer(column, dtype=np.int64).astype(np.intp)
        if column
        else np.empty(0, dtype=np.intp)
        for column in rows.columns
    )
    for number in rows.short[:FIRST]:
        findings.append(
            Finding(
                "warning",
                f"line {number}",
                "a name is missing; expected source, relation and target. The line is "
                "left out",
            )
        )
    if len(rows.short) > FIRST:
        findings.append(
            Finding("warning", "", f"lines without a name: {len(rows.short)}")
        )
    sign = signs_of(words, list(rows.words), lines, "line", findings)
    turned = np.array(rows.turned, dtype=np.bool_) & (np.abs(sign) == 1)
    sign[turned] *= -1
    if turned.any():
        findings.append(
            Finding(
                "note",
                f"line {lines[turned][0]}",
                f"a name with ! before it turns the sign; such edges: {turned.sum()}",
            )
        )
    return Edges(list(rows.names), source, target, sign, lines)
