"""Table 2 to be read: as Markdown, and as a page for the report."""

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from bioripple.evaluation.table2 import (
    TABLE2_COLUMNS,
    best_first,
    compared,
    headline,
)
from bioripple.runtime.markdown import table_lines
from bioripple.runtime.pages import Table, page
from bioripple.runtime.tables import cell
from bioripple.vocabulary import TRUTHS

COLUMNS_SHOWN = (
    *("tier", "predictor", "mean", "gain", "p"),
    *("with a path", "top five", "sign (commoner)", "models", "seeds"),
)
NOTE = (
    "Mean accuracy over models, off-diagonal entries, pooled, average ties, set "
    "`all`; what is trained is tested on families that it has not seen. In "
    "brackets 95 % bootstrap intervals over families, the trained networks taken as "
    "they are: how another seed or fold would move them is no part of it. Gain over "
    "the distance model on the same models and the same signs, and of that on the "
    "signs at the state (`topology`) over that on the equations' (`wiring`); p: how "
    "often chance would give as much, after Holm's correction for the {count} gains "
    "below. With a path: the same correlation over the pairs with a path only. Top "
    "five: share of the five strongest targets of a source that is among the five "
    "predicted. Sign: share of the responding pairs whose direction is right, and of "
    "those what always saying the commoner one would get. Seeds: 0 where nothing is "
    "drawn in training."
)


def readable(table: pd.DataFrame, *, caveats: Sequence[str] = ()) -> str:
    """Lay out the main protocol as Markdown: one table for each truth.

    Parameters
    ----------
    table
        What `table2` returned.
    caveats
        What has to be said first of all.

    Returns
    -------
    str
        The rows of `headline`, best first within each tier.
    """
    notes = [*caveats, _note(table)]
    lines = [line for note in notes for line in (note, "")]
    for part in _by_truth(table):
        rows = [
            [f"`{tier}`", f"`{predictor}`", *numbers]
            for tier, predictor, *numbers in part.rows
        ]
        lines += [f"## {part.heading}", "", *table_lines(part.columns, rows), ""]
    return "\n".join(lines)


def as_page(table: pd.DataFrame, *, caveats: Sequence[str] = ()) -> str:
    """Lay out the main protocol, and below it every row, as an HTML page."""
    columns = list(TABLE2_COLUMNS)
    rows = [
        [cell(value) for value in row]
        for row in table[columns].itertuples(index=False, name=None)
    ]
    every = Table("Every protocol", columns, rows, frozenset(columns[7:]))
    parts = [*_by_truth(table), every]
    return page("Table 2", notes=[*caveats, _note(table)], tables=parts)


def _note(table: pd.DataFrame) -> str:
    return NOTE.format(count=len(compared(table)))


def _by_truth(table: pd.DataFrame) -> Iterator[Table]:
    numbers = frozenset(COLUMNS_SHOWN[2:])
    shown = headline(table)
    for truth in TRUTHS:
        rows = shown[shown["truth"] == truth]
        if rows.empty:
            continue
        lines = [_cells(row) for row in best_first(rows).to_dict("records")]
        yield Table(f"Truth `{truth}`", COLUMNS_SHOWN, lines, numbers)


def _cells(row: Mapping[Hashable, Any]) -> list[str]:
    """Return the cells of a row under `COLUMNS_SHOWN`."""
    return [
        str(row["tier"]),
        str(row["predictor"]),
        f"{row['mean']:.3f} {_interval(row, 'ci', '.3f')}",
        f"{row['gain']:+.3f} {_interval(row, 'gain', '+.3f')}",
        _chance(row["gain_holm"]),
        _number(row["reachable"]),
        _number(row["top_five"]),
        _signs(row),
        str(row["n_models"]),
        str(row["seeds"]),
    ]


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}"


def _chance(value: float) -> str:
    if math.isnan(value):
        return "–"
    return "< .001" if value < 0.001 else f"{value:.3f}"


def _signs(row: Mapping[Hashable, Any]) -> str:
    if math.isnan(row["sign"]):
        return "–"
    return f"{row['sign']:.2f} ({row['commoner_sign']:.2f})"


def _interval(row: Mapping[Hashable, Any], name: str, digits: str) -> str:
    if row["n_families"] < 2:
        return "(one family)"
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return f"[{low:{digits}}, {high:{digits}}]"
