"""MIDAS: what was given to cells, when they were looked at, and what was seen.

A comma-separated table with a row for each sample. `TR:` columns are treatments, `DA:`
columns times of measurement, `DV:` columns what was measured then.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bioripple.answers.grid import number_of, shown
from bioripple.arrays import Floats
from bioripple.errors import Refused
from bioripple.formats.small_table import read_small
from bioripple.measured.node_names import folded

MISSING = ("", "na", "nan")
ALL_READOUTS = "all"  # one column of times, DA:ALL, for all readouts
PREFIXES = ("TR", "DA", "DV")


@dataclass(frozen=True, eq=False)
class Midas:
    """A MIDAS table as it stands, with s samples, t treatments and r readouts.

    Attributes
    ----------
    path
        The file.
    treatments
        Names of the `TR:` columns, without the prefix.
    given : ndarray, shape (s, t)
        Dose; an empty cell is 0. NaN where the cell is a text, as names of samples are.
    readouts
        Names of the `DV:` columns, without the prefix.
    times : ndarray, shape (s, r)
        When each readout was measured.
    values : ndarray, shape (s, r)
        What was seen; NaN where nothing was.
    """

    path: Path
    treatments: tuple[str, ...]
    given: Floats
    readouts: tuple[str, ...]
    times: Floats
    values: Floats


def read_midas(path: Path) -> Midas:
    """Read a MIDAS table.

    Raises
    ------
    Refused
        If it is none; the message names the line and the column.
    """
    try:
        rows = list(csv.reader(read_small(path).split("\n")))
    except csv.Error as problem:
        raise Refused(f"{path}: is no table with commas: {problem}") from None
    filled = [(k, row) for k, row in enumerate(rows, 1) if any(map(str.strip, row))]
    if len(filled) < 2:
        raise Refused(f"{path}: expected a line of names and a line for each sample")
    header = [name.strip() for name in filled[0][1]]
    while header and not header[-1]:
        header.pop()
    columns = {prefix: _columns(header, prefix) for prefix in PREFIXES}
    for prefix, found in columns.items():
        if not found:
            raise Refused(f"{path}: line 1: expected columns {prefix}:…, found none")
    when = _times_of(path, columns["DA"], columns["DV"])
    for number, row in filled[1:]:
        if len(row) < len(header):
            raise Refused(
                f"{path}: line {number} has {len(row)} cells, expected {len(header)}"
            )

    def numbers(places: list[int], *, empty: float, text: bool = False) -> Floats:
        return np.array(
            [
                [
                    _number(path, line, header[k], row[k], empty=empty, text=text)
                    for k in places
                ]
                for line, row in filled[1:]
            ]
        )

    return Midas(
        path,
        tuple(name for name, _ in columns["TR"]),
        numbers([k for _, k in columns["TR"]], empty=0.0, text=True),
        tuple(name for name, _ in columns["DV"]),
        numbers(when, empty=np.nan),
        numbers([k for _, k in columns["DV"]], empty=np.nan),
    )


def _columns(header: list[str], prefix: str) -> list[tuple[str, int]]:
    """Return the names and places of the columns with a prefix."""
    return [
        (name.partition(":")[2].strip(), k)
        for k, name in enumerate(header)
        if name.partition(":")[0].strip().upper() == prefix and ":" in name
    ]


def _times_of(
    path: Path, times: list[tuple[str, int]], readouts: list[tuple[str, int]]
) -> list[int]:
    """Return the column of times that belongs to each readout."""
    if len(times) == 1 and folded(times[0][0]) == ALL_READOUTS:
        return [times[0][1]] * len(readouts)
    by_name = {folded(name): k for name, k in times}
    lacking = [name for name, _ in readouts if folded(name) not in by_name]
    if lacking:
        raise Refused(
            f"{path}: line 1: expected a column DA:{shown(lacking[0])} with the times "
            f"of DV:{shown(lacking[0])}, or one DA:ALL"
        )
    return [by_name[folded(name)] for name, _ in readouts]


def _number(
    path: Path, line: int, column: str, cell: str, *, empty: float, text: bool
) -> float:
    plain = cell.strip()
    if plain.casefold() in MISSING:
        return empty
    value = number_of(plain)
    if value is not None:
        return value
    if text:
        return np.nan
    raise Refused(
        f'{path}: line {line}, column "{shown(column)}": expected a number, or '
        f'nothing, found "{shown(plain)}"'
    )
