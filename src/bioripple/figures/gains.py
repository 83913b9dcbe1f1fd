"""Figure 7: what is left of the published gain when each choice is put right."""

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bioripple.figures import style
from bioripple.predictors.registry import BY_ID, CLASSIFIERS
from bioripple.vocabulary import ALL, PAPER, PUBLISHED_TRUTH, REFERENCE

MARKERS = {"full_graph": "o", "sparse_graph": "s"}
COLOURS = {"full_graph": "#0b4a8f", "sparse_graph": "#b8281f"}
OFFSET = 0.1  # of the two GCNs from the middle of a step [steps]


@dataclass(frozen=True)
class Step:
    """One way to compare a GCN with the distance model."""

    label: str
    ties: str
    split: str


STEPS = (
    Step("ties broken by noise,\nrows held out", "jitter", "transductive"),
    Step("average ties,\nrows held out", "average", "transductive"),
    Step("average ties,\nmodels held out", "average", "models"),
    Step("average ties,\nfamilies held out", "average", "families"),
)
PUBLISHED = "published"


def gains(table: pd.DataFrame, *, models: str) -> pd.DataFrame:
    """Return the gain of each GCN over the distance model at each step.

    Parameters
    ----------
    table
        Table 2.
    models
        Name of the evaluation set.

    Returns
    -------
    pandas.DataFrame
        `predictor`, `step` (0 is the published gain), `gain`, `gain_low`, `gain_high`;
        steps that the table does not have are left out, and so is what was published
        if no set of the table stands for the paper's models.
    """
    rows: list[tuple[object, ...]] = []
    reference = BY_ID[REFERENCE].published
    has_paper = (table["evaluation_set"] == PAPER).any()
    for name in CLASSIFIERS:
        known = BY_ID[name].published
        if has_paper and known is not None and reference is not None:
            rows.append((name, 0, known - reference, None, None))
        for place, step in enumerate(STEPS, start=1):
            chosen = table[
                (table["predictor"] == name)
                & (table["truth"] == PUBLISHED_TRUTH)
                & (table["entries"] == "off_diagonal")
                & (table["evaluation_set"] == models)
                & (table["ties"] == step.ties)
                & (table["split"] == step.split)
            ]
            rows += [
                (name, place, row.gain, row.gain_low, row.gain_high)
                for row in chosen.itertuples()
            ]
    columns = ["predictor", "step", "gain", "gain_low", "gain_high"]
    return pd.DataFrame(rows, columns=columns).astype(
        {"gain": float, "gain_low": float, "gain_high": float}
    )


@style.styled
def draw(table: pd.DataFrame) -> Figure:
    """Draw the gains over both evaluation sets side by side.

    Parameters
    ----------
    table
        Table 2.
    """
    found = {name: gains(table, models=name) for name in (PAPER, ALL)}
    found = {name: rows for name, rows in found.items() if len(rows)}
    if not found:
        return style.empty_figure("Too few models: no GCN was trained.")
    figure = style.new_figure(width_in=style.DOUBLE_COLUMN_IN, height_in=3.1)
    panels = figure.subplots(1, len(found), sharey=True, squeeze=False)[0]
    for axes, (name, rows) in zip(panels, found.items(), strict=True):
        _draw_panel(axes, rows, name)
    panels[0].set_ylabel("gain over the distance model")
    panels[0].legend(loc="upper right")
    style.note(
        figure,
        "truth dynamo, off-diagonal entries, pooled; distance and GCNs on the same "
        "entries with the same ties; lines: 95 % bootstrap intervals over families",
    )
    return figure


def _draw_panel(axes: Axes, found: pd.DataFrame, models: str) -> None:
    axes.axhline(0.0, color=style.INK, linewidth=0.6)
    for name, offset in zip(CLASSIFIERS, (-OFFSET, OFFSET), strict=True):
        rows = found[found["predictor"] == name]
        known = rows.dropna(subset=["gain_low"])
        axes.vlines(
            known["step"] + offset,
            known["gain_low"],
            known["gain_high"],
            color=COLOURS[name],
        )
        axes.plot(
            rows["step"] + offset,
            rows["gain"],
            MARKERS[name],
            color=COLOURS[name],
            markersize=3.5,
            label=BY_ID[name].label,
        )
    labels = [PUBLISHED, *(step.label for step in STEPS)]
    first = int(found["step"].min())
    places = range(first, len(labels))
    axes.set_xticks(places, labels[first:], rotation=40, ha="right")
    axes.set_title(models)
