"""Table 1 to be read: as Markdown, and as a page for the report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from bioripple.evaluation.table1 import NUMBERS, TIES_SHOWN
from bioripple.predictors.registry import BY_ID
from bioripple.runtime.markdown import table_lines
from bioripple.runtime.pages import Table, page
from bioripple.runtime.tables import cell
from bioripple.vocabulary import (
    ALL,
    EVALUATION_SETS,
    NO_SPLIT,
    PAPER,
    PUBLISHED_TRUTH,
    UNFILTERED,
    Protocol,
)

NOTES = (
    f"`{UNFILTERED}` includes models with numerically doubtful responses. ± is the "
    "standard deviation over seeds. Jitter breaks the ties of distance, "
    "first-neighbour and enhancement predictions. Trained predictors are scored on the "
    "entries that their split leaves for testing, and Distance (directed) beside them "
    f"on the same entries. They learn from ranks of the truth `{PUBLISHED_TRUTH}`, "
    "whatever they are held against, and know the network at the horizon: they are not "
    "held against `steady_state`. The oracles are made of the same ranks."
)
NOTE_ON_PAPER = (
    f"The paper does not name its models: `{PAPER}` is this project's own choice of "
    "those nearest to a steady state."
)
COLUMNS_SHOWN = (
    *((name, ties) for name in (PAPER, ALL) for ties in TIES_SHOWN),
    (UNFILTERED, "average"),
)
TEXT_COLUMNS = ("Predictor", "Split")


def readable(
    table: pd.DataFrame,
    *,
    caveats: Sequence[str] = (),
    protocol: Protocol | None = None,
) -> str:
    """Lay out one protocol as Markdown, both ways with ties side by side.

    Parameters
    ----------
    table
        What `tables.table1` returned.
    caveats
        What has to be said first of all.
    protocol
        Which rows to show, whatever their ties; by default off-diagonal and pooled.

    Returns
    -------
    str
        For each truth a table of predictors by evaluation set and ties. What was
        published is shown beside the set that stands for the paper's, if there is one.
    """
    lines = []
    for note in _notes(table, caveats, protocol or Protocol()):
        lines += [note, ""]
    for part, sizes in _by_truth(table, protocol or Protocol()):
        lines += [f"## {part.heading}", ""]
        lines += [*table_lines(part.columns, part.rows), "", sizes, ""]
    return "\n".join(lines)


def as_page(table: pd.DataFrame, *, caveats: Sequence[str] = ()) -> str:
    """Lay out the main protocol, and below it every row, as an HTML page.

    Parameters
    ----------
    table, caveats
        See `readable`.
    """
    main = Protocol()
    parts = [
        replace(part, heading=f"{part.heading} ({sizes.rstrip('.')})")
        for part, sizes in _by_truth(table, main)
    ]
    columns = table.columns.tolist()
    rows = [
        [cell(value) for value in row]
        for row in table.itertuples(index=False, name=None)
    ]
    numbers = frozenset([*NUMBERS, "published"])
    parts.append(Table("Every protocol", columns, rows, numbers))
    notes = _notes(table, caveats, main)
    return page("Table 1", notes=notes, tables=parts)


def _notes(
    table: pd.DataFrame, caveats: Sequence[str], protocol: Protocol
) -> list[str]:
    entries = protocol.entries.replace("_", "-")
    about = (
        f"Mean accuracy over models ({entries} entries, {protocol.pooling}) "
        "[95 % bootstrap interval over families of models, the trained networks taken "
        "as they are]. "
    )
    paper = f" {NOTE_ON_PAPER}" if _has_paper(table) else ""
    return [*caveats, about + NOTES + paper]


def _has_paper(table: pd.DataFrame) -> bool:
    return bool((table["evaluation_set"] == PAPER).any())


def _by_truth(table: pd.DataFrame, protocol: Protocol) -> Iterator[tuple[Table, str]]:
    """Yield a table of predictors by evaluation set and ties, and how many models."""
    chosen = table[
        (table["entries"] == protocol.entries) & (table["pooling"] == protocol.pooling)
    ]
    sets = set(table["evaluation_set"])
    shown = [column for column in COLUMNS_SHOWN if column[0] in sets]
    heads = [f"{name}, {ties} ties" for name, ties in shown]
    published = ["Published"] if _has_paper(table) else []
    columns = [*TEXT_COLUMNS, *published, *heads]
    for truth, rows in chosen.groupby("truth", sort=False):
        lines = []
        for (name, split), group in rows.groupby(["predictor", "split"], sort=False):
            by_column = group.set_index(["evaluation_set", "ties"])[NUMBERS]
            cells = by_column.astype(float).to_dict("index")
            line = [BY_ID[str(name)].label, "–" if split == NO_SPLIT else str(split)]
            if published:
                value = group["published"].iloc[0]
                line.append("–" if pd.isna(value) else f"{value:.2f}")
            lines.append(line + [_cell(cells, column) for column in shown])
        numbers = frozenset([*published, *heads])
        yield Table(f"Truth `{truth}`", columns, lines, numbers), _sizes(rows)


def _cell(cells: Mapping[Any, Mapping[Any, Any]], column: tuple[str, str]) -> str:
    if column not in cells:
        return "–"
    number = cells[column]
    if number["n_models"] == 0:
        return "no model"
    interval = f"[{number['ci_low']:.3f}, {number['ci_high']:.3f}]"
    if number["n_models"] == 1:
        interval = "(one model)"
    text = f"{number['mean']:.3f} {interval}"
    return f"{text} ± {number['seed_sd']:.3f}" if number["n_seeds"] > 1 else text


def _sizes(rows: pd.DataFrame) -> str:
    counts = rows.groupby("evaluation_set")["n_models"].max()
    sizes = "; ".join(
        f"`{name}`: {counts[name]} {'model' if counts[name] == 1 else 'models'}"
        for name in EVALUATION_SETS
        if name in counts
    )
    return f"{sizes}."
