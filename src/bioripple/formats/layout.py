"""How a table of edges is laid out: its delimiter, its columns, and whether it says."""

import csv
from dataclasses import dataclass

from bioripple.errors import Failed, Refused
from bioripple.formats.columns import (
    SOURCE_LABELS,
    SOURCE_NAMES,
    TARGET_LABELS,
    TARGET_NAMES,
    SignColumns,
    named,
    sign_by_words,
    sign_columns,
)
from bioripple.formats.relations import is_relation
from bioripple.runtime.text import one_line

_DELIMITERS = ("\t", ",", ";", "|", " ")
_SAMPLE = 200  # lines that are looked at
_LONGEST_LINE = 100_000
_ADVICE = "name its columns source, target and sign"


@dataclass(frozen=True)
class Layout:
    """Where things stand in a table.

    Attributes
    ----------
    delimiter
        Between columns.
    header
        Number of the line that names the columns, from 1; 0 if none does.
    names
        Of the columns, each once; 1, 2, … if no line names them.
    source, target
        Names of the columns with the ends of edges.
    sign
        What says the sign.
    labels
        Columns with what people call source and target, if there are.
    """

    delimiter: str
    header: int
    names: tuple[str, ...]
    source: str
    target: str
    sign: SignColumns
    labels: tuple[str, str] | None = None

    def told(self) -> str:
        """Say it in a sentence."""
        word = {"\t": "tabs", " ": "blanks"}.get(self.delimiter, f'"{self.delimiter}"')
        sign = " and ".join(f'"{one_line(it, most=40)}"' for it in self.sign.names)
        head = "named by the first line" if self.header else "no line names them"
        return (
            f"columns, between {word}, {head}: source "
            f'"{one_line(self.source, most=40)}", target '
            f'"{one_line(self.target, most=40)}", sign {sign or "not said"}'
        )


def find_layout(text: str, *, ending: str) -> Layout:
    """Find out how a table is laid out.

    Parameters
    ----------
    text
        Of the table, lines that begin with # included.
    ending
        Of the file's name: `.csv` and `.tsv` break ties.

    Raises
    ------
    Refused
        If it is a table of something else.
    Failed
        If it has one column only, or no row.
    """
    first, lines = _first_lines(text)
    delimiter = _delimiter(lines, ending)
    rows = list(csv.reader(lines, delimiter=delimiter, skipinitialspace=True))
    rows = [[cell.strip() for cell in row] for row in rows if any(row)]
    if not rows or len(rows[0]) < 2:
        raise Failed(
            f"line {first}: one column; expected source, target and sign, between tabs "
            "or commas"
        )
    head = rows[0]
    _refuse_other_tables(head, rows[1:])
    head[0] = head[0].removeprefix("#").strip()
    source, target = named(head, SOURCE_NAMES), named(head, TARGET_NAMES)
    edge = any(is_relation(cell) for cell in head[1:])  # so it is no header
    if source is not None and target is not None and not edge:
        return _by_names(delimiter, first, _once(head), source, target)
    if (source is None) != (target is None) and not edge:
        what, which = ("source", "target")[:: 1 if source is None else -1]
        raise Refused(
            f"line {first}: names a column for the {which} and none for the {what}: "
            f"{_listed(head)}; {_ADVICE}"
        )
    return _by_words(delimiter, first, rows)


def _first_lines(text: str) -> tuple[int, list[str]]:
    """Return the number of the first line that counts, and the first ones of them."""
    found: list[str] = []
    first = start = number = 0
    while start < len(text) and len(found) < _SAMPLE:
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        number += 1
        if end - start > _LONGEST_LINE:
            raise Refused(f"line {number}: {end - start} characters; is it a network?")
        line = text[start:end]
        # `#node1<tab>node2` names columns; other lines with # are comments
        if line.strip() and (line[0] != "#" or (not found and _names_ends(line))):
            first = first or number
            found.append(line)
        start = end + 1
    return first, found


def _names_ends(line: str) -> bool:
    for delimiter in _DELIMITERS:
        words = line[1:].split(delimiter)
        if named(words, SOURCE_NAMES) is not None and named(words, TARGET_NAMES):
            return True
    return False


def _delimiter(lines: list[str], ending: str) -> str:
    """Return what splits every line into as many parts, at least two."""
    counts = {}
    for each in _DELIMITERS:
        widths = {
            len(row) for row in csv.reader(lines, delimiter=each, skipinitialspace=True)
        }
        if len(widths) == 1 and min(widths) > 1:
            counts[each] = min(widths)
    for each in {".csv": ",;\t", ".tsv": "\t"}.get(ending, "\t"):
        if each in counts or (not counts and all(each in line for line in lines)):
            return each
    return next(iter(counts), "\t")


def _refuse_other_tables(head: list[str], rows: list[list[str]]) -> None:
    if any(cell.startswith(("TR:", "DA:", "DV:")) for cell in head):
        raise Refused(
            "is a MIDAS table of measurements (columns TR:, DA:, DV:); expected a "
            "network"
        )
    if not head[0] and len(head) > 2:
        raise Refused(
            "is a matrix: its first line names columns, the first of which has no "
            "name; expected edges. Conditions go with --conditions, measurements with "
            f"--observed; of a matrix of edges make a list, and {_ADVICE}"
        )
    wide = len(head) > 3 and len({len(row) for row in rows}) == 1
    if wide and len(rows) == len(head) - 1 and head[1:] == [row[0] for row in rows]:
        raise Refused(f"is a matrix of edges; make a list of it, and {_ADVICE}")


def _by_names(
    delimiter: str, line: int, names: tuple[str, ...], source: int, target: int
) -> Layout:
    labels = named(names, SOURCE_LABELS), named(names, TARGET_LABELS)
    pair = None
    if labels[0] is not None and labels[1] is not None:
        pair = (names[labels[0]], names[labels[1]])
    rest = [it for k, it in enumerate(names) if k not in (source, target)]
    sign = sign_columns(rest)
    return Layout(delimiter, line, names, names[source], names[target], sign, pair)


def _by_words(delimiter: str, first: int, rows: list[list[str]]) -> Layout:
    """Find source, target and sign where no name says which they are."""
    head = rows[0]
    width = len(head)
    body = rows[1:] or rows
    sample = {
        str(k): [row[k] for row in body if len(row) > k and row[k]]
        for k in range(width)
    }
    sign = sign_by_words(list(sample), sample)
    if width > 3 or (width == 3 and not sign):
        raise Refused(
            f"line {first}: it is not clear which columns are which: {_listed(head)}; "
            f"{_ADVICE}"
        )
    places = [name for name in sample if name != sign or width == 2]
    is_head = bool(sign) and width == 3 and not is_relation(head[int(sign)])
    names = _once(head) if is_head else tuple(str(k + 1) for k in range(width))
    chosen = SignColumns(())
    if sign and width == 3:
        plain_signs = {"1", "+1", "1.0"}.issuperset(sample[sign])
        chosen = SignColumns((names[int(sign)],), weight=not plain_signs)
    source, target = (names[int(it)] for it in places[:2])
    line = first if is_head else 0
    return Layout(delimiter, line, names, source, target, chosen)


def _once(names: list[str]) -> tuple[str, ...]:
    """Return names that differ; what repeats an earlier one gets its place."""
    seen: dict[str, int] = {}
    for k, name in enumerate(names):
        seen[name if name not in seen else f"{name} ({k + 1})"] = k
    return tuple(seen)


def _listed(head: list[str]) -> str:
    shown = ", ".join(f'"{one_line(cell, most=30)}"' for cell in head[:8])
    return f"{shown}, … ({len(head)})" if len(head) > 8 else shown
