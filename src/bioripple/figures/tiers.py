"""Figure 8: what each tier of information is worth, ours against all others."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bioripple.evaluation.table2 import best_first, headline
from bioripple.figures import style
from bioripple.network.tiers import TIER_ORDER
from bioripple.predictors.registry import label_of
from bioripple.vocabulary import (
    LEADING_TRUTH,
    LEARNED_KINETICS,
    LEARNED_TRUTHS,
    REFERENCE,
    TruthName,
)

TITLES: dict[TruthName, str] = {
    "relative": "relative response",
    "steady_state": "relative response at rest",
    "dynamo": "response in the model's units",
}
TIER_LABELS = {
    "wiring": "wiring",
    "topology": "topology",
    "structure": "+ structure",
    "abundance_initial": "+ initial abundances",
    "abundance_state": "+ abundances at the state",
    "abundance_both": "+ both abundances",
}
OUR_COLOUR, OTHER_COLOUR = "#b8281f", "#3d6fa3"
ROW_IN = 0.135
POINTS_PER_IN, LABEL_GAP = 72.0, 4.0  # [points]


def rows_of(table: pd.DataFrame) -> pd.DataFrame:
    """Return what is drawn: one row a predictor, best first within each tier.

    Parameters
    ----------
    table
        Table 2.

    Returns
    -------
    pandas.DataFrame
        The rows of `table2.headline`, with the column `place`, the same for a predictor
        under every truth.
    """
    chosen = headline(table)
    order = best_first(chosen[chosen["truth"] == LEADING_TRUTH])
    order = order.assign(place=range(len(order)))
    return chosen.merge(order[["tier", "predictor", "place"]], on=["tier", "predictor"])


@style.styled
def draw(table: pd.DataFrame) -> Figure:
    """Draw the mean accuracies of all predictors under each truth that is learned.

    Parameters
    ----------
    table
        Table 2.
    """
    rows = rows_of(table)
    if rows.empty:
        return style.empty_figure("no predictor was scored")
    names = rows.drop_duplicates("place").sort_values("place")
    height = 1.0 + ROW_IN * (len(names) + names["tier"].nunique())
    figure = style.new_figure(width_in=style.DOUBLE_COLUMN_IN, height_in=height)
    panels = figure.subplots(1, len(LEARNED_TRUTHS), sharey=True)
    levels = _levels(names)
    for axes, truth in zip(panels, LEARNED_TRUTHS, strict=True):
        _draw_panel(axes, rows[rows["truth"] == truth], levels)
        axes.set_title(TITLES[truth])
        axes.set_xlabel("mean accuracy")
        axes.tick_params(axis="y", length=0)
    _name_rows(panels[0], names, levels)
    style.note(
        figure,
        "off-diagonal entries, pooled, average ties; what is trained is tested on "
        "families that it has not seen; lines: 95 % bootstrap intervals over families; "
        "grey: the distance model, of the wiring and of the topology; red: ours",
    )
    return figure


def _levels(names: pd.DataFrame) -> dict[int, float]:
    """Return the height of each row; a gap of one row before each tier."""
    tiers = names["tier"].tolist()
    gaps = [TIER_ORDER.index(tier) for tier in tiers]
    return {
        place: -(k + gap)
        for k, (place, gap) in enumerate(zip(names["place"], gaps, strict=True))
    }


def _draw_panel(axes: Axes, rows: pd.DataFrame, levels: dict[int, float]) -> None:
    for reference in rows[rows["predictor"] == REFERENCE].itertuples():
        wired = rows["tier"] == "wiring"
        against = rows[wired if reference.tier == "wiring" else ~wired]
        heights = [levels[place] for place in against["place"]]
        ends = (min(heights) - 0.5, max(heights) + 0.5)
        axes.vlines(reference.mean, *ends, color=style.BAND, zorder=0)
    for row in rows.itertuples():
        ours = str(row.predictor).startswith(LEARNED_KINETICS)  # or its ensemble
        colour = OUR_COLOUR if ours else OTHER_COLOUR
        level = levels[int(str(row.place))]
        axes.plot([row.ci_low, row.ci_high], [level, level], color=colour)
        axes.plot(row.mean, level, "o", color=colour, markersize=3.0)


def _name_rows(axes: Axes, names: pd.DataFrame, levels: dict[int, float]) -> None:
    ticks, labels = [], []
    for tier, rows in names.groupby("tier", sort=False):
        ticks.append(levels[rows["place"].iloc[0]] + 1.0)
        labels.append(TIER_LABELS[str(tier)])
        ticks += [levels[place] for place in rows["place"]]
        labels += ["  " + label_of(str(name)) for name in rows["predictor"]]
    axes.set_yticks(ticks, labels, ha="left", parse_math=False)
    heads = set(TIER_LABELS.values())
    texts = axes.get_yticklabels()
    for text in texts:
        if text.get_text() in heads:
            text.set_fontweight("bold")
    widths = [text.get_window_extent().width for text in texts]
    points = max(widths) * POINTS_PER_IN / axes.figure.dpi
    axes.tick_params(axis="y", pad=points + LABEL_GAP)  # their left ends in a line
