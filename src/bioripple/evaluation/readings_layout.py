"""The table of readings to be read, as Markdown."""

from collections.abc import Iterator, Sequence

import pandas as pd

from bioripple.runtime.markdown import table_lines
from bioripple.vocabulary import ALL, PAPER, TIES, Protocol

READOUT = "expected"
SHOWN = tuple((name, ties) for name in (PAPER, ALL) for ties in TIES)
NOTE = (
    "Mean accuracy over models, off-diagonal entries, pooled, expected class: distance "
    "→ full graph, sparse graph. ± is the larger standard deviation over seeds of the "
    "two. Distance is scored on the same entries. Published are .63 → .70, .73."
)


def readable(table: pd.DataFrame) -> str:
    """Lay out the readings, a row for each, both sets and both ways with ties.

    Parameters
    ----------
    table
        What `readings.summary` returned.
    """
    main = Protocol()
    chosen = table[(table["entries"] == main.entries) & (table["readout"] == READOUT)]
    sets = set(chosen["evaluation_set"])
    shown = [column for column in SHOWN if column[0] in sets]
    heads = ["Reading", "Split", *(f"{name}, {ties} ties" for name, ties in shown)]
    lines = [
        [str(reading), str(split), *_cells(rows, shown)]
        for (reading, split), rows in chosen.groupby(["reading", "split"], sort=False)
    ]
    return "\n".join([NOTE, "", *table_lines(heads, lines), ""])


def _cells(rows: pd.DataFrame, shown: Sequence[tuple[str, str]]) -> Iterator[str]:
    for name, ties in shown:
        inside = rows[(rows["evaluation_set"] == name) & (rows["ties"] == ties)]
        found = inside.set_index("graph")
        numbers = ", ".join(f"{value:.3f}" for value in found["mean"])
        spread = found["seed_sd"].max()
        text = f"{found['distance'].mean():.3f} → {numbers}"
        yield text if pd.isna(spread) else f"{text} ± {spread:.3f}"
