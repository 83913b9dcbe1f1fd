"""What readings of the paper give, beside distance and what was published."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bioripple.figures import style
from bioripple.predictors.registry import BY_ID, CLASSIFIERS
from bioripple.vocabulary import ALL, PAPER, REFERENCE, TIES, Protocol

READOUT = "expected"
MARKERS = dict(zip(CLASSIFIERS, ("o", "D"), strict=True))
GRAPH_COLOURS = dict(zip(CLASSIFIERS, ("#3d6fa3", "#0a2c5c"), strict=True))
SPLIT_LABELS = {
    "families": "whole families held out",
    "models": "whole networks held out",
    "transductive": "half of the nodes known,\nthe others scored",
    "transductive_all": "half of the nodes known,\nall scored",
    "resubstitution": "all known,\nall scored",
}
TIE_LABELS = {"average": "average", "jitter": "jittered"}
ROW_IN, DODGE, DOT = 0.2, 0.16, 3.2


def rows_of(table: pd.DataFrame) -> pd.DataFrame:
    """Return what is drawn, with the column `place`, the same for all of a reading.

    Parameters
    ----------
    table
        What `evaluation.readings.summary` returned. Between splits a place is left
        empty.
    """
    entries = Protocol().entries
    chosen = table[(table["entries"] == entries) & (table["readout"] == READOUT)]
    names = chosen[["split", "reading"]].drop_duplicates()
    gap = (names["split"] != names["split"].shift()).cumsum() - 1
    names = names.assign(place=range(len(names)) + gap)
    return chosen.merge(names, on=["split", "reading"])


@style.styled
def draw(table: pd.DataFrame) -> Figure:
    """Draw every reading for both sets and both ways with ties.

    Parameters
    ----------
    table
        What `evaluation.readings.summary` returned.
    """
    rows = rows_of(table)
    sets = [name for name in (PAPER, ALL) if (rows["evaluation_set"] == name).any()]
    if not sets:
        return style.empty_figure("no reading was scored")
    height = 1.1 + ROW_IN * (rows["place"].max() + 1)
    figure = style.new_figure(width_in=style.DOUBLE_COLUMN_IN, height_in=height)
    panels = figure.subplots(1, len(sets) * len(TIES), sharey=True, sharex=True)
    columns = [(name, ties) for name in sets for ties in TIES]
    for axes, (name, ties) in zip(panels, columns, strict=True):
        inside = (rows["evaluation_set"] == name) & (rows["ties"] == ties)
        _draw_panel(axes, rows[inside])
        axes.set_title(f"{name}, {TIE_LABELS[ties]} ties")
        axes.set_xlabel("mean accuracy")
    _name_rows(panels[0], rows)
    figure.legend(
        *panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=4
    )
    style.note(
        figure,
        "off-diagonal entries, pooled, expected class; lines: 95 % bootstrap intervals "
        "over families; distance on the same entries; dotted: published, .63 for "
        "distance, .70 and .73",
    )
    return figure


def _draw_panel(axes: Axes, rows: pd.DataFrame) -> None:
    published = [BY_ID[name].published for name in (REFERENCE, *CLASSIFIERS)]
    colours = [style.COLOURS[REFERENCE], *GRAPH_COLOURS.values()]
    for value, colour in zip(published, colours, strict=True):
        if value is not None:
            axes.axvline(value, color=colour, linestyle=":", linewidth=0.6, zorder=0)
    beside = rows.drop_duplicates("place")
    axes.plot(
        beside["distance"],
        beside["place"],
        "|",
        color=style.COLOURS[REFERENCE],
        markersize=8.0,
        label="distance",
    )
    for number, graph in enumerate(CLASSIFIERS):
        known = rows[rows["graph"] == graph]
        level = known["place"] + (number - 0.5) * DODGE * 2
        colour = GRAPH_COLOURS[graph]
        axes.hlines(level, known["ci_low"], known["ci_high"], color=colour)
        axes.plot(
            known["mean"],
            level,
            MARKERS[graph],
            color=colour,
            markersize=DOT,
            label=BY_ID[graph].label,
        )
    axes.set_ylim(rows["place"].max() + 0.7, -1.0)
    axes.tick_params(axis="y", length=0)


def _name_rows(axes: Axes, rows: pd.DataFrame) -> None:
    names = rows.drop_duplicates("place")
    heads = names.drop_duplicates("split")
    ticks = [*names["place"], *(heads["place"] - 1.0)]
    labels = [
        *(str(name).replace("_", " ") for name in names["reading"]),
        *(SPLIT_LABELS[split].replace("\n", " ") for split in heads["split"]),
    ]
    axes.set_yticks(ticks, labels, parse_math=False)
    for text in axes.get_yticklabels()[len(names) :]:
        text.set_fontweight("bold")
