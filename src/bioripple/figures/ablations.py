"""Figure 9: what the learned kinetics owe to their parts, and where they are good."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bioripple.evaluation.strata import QUARTERS, SIZE, SPEED, STEADINESS
from bioripple.figures import style
from bioripple.figures.tiers import TIER_LABELS, TITLES
from bioripple.network.tiers import TIER_ORDER
from bioripple.vocabulary import (
    ENSEMBLE,
    LEADING_TRUTH,
    LEARNED_KINETICS,
    LEARNED_TRUTHS,
    REFERENCE,
)

TIER_COLOURS = dict(
    zip(
        TIER_ORDER,
        ("#a8a8a8", "#8cc0e6", "#3d8ac8", "#1f5a9c", "#7a4fa3", "#0a2c5c"),
        strict=True,
    )
)
TIER_MARKERS = dict(zip(TIER_ORDER, "vosD<^", strict=True))
TRUTH_COLOURS = dict(
    zip(LEARNED_TRUTHS, ("#b8281f", "#d9992b", "#767676"), strict=True)
)
TRUTH_MARKERS = dict(zip(LEARNED_TRUTHS, "osD", strict=True))
PROPERTY_LABELS = {
    SIZE: "number of nodes",
    STEADINESS: "steadiness\n[1 / model time unit]",
    SPEED: "log₁₀ mean size of a Jacobian\nentry [1 / model time unit]",
}
DODGE = 0.22  # between the truths of a variant [rows]
ROW_IN = 0.27
BELOW_IN = 2.2
MOST_COLUMNS = 3  # of a legend below half a figure
DOT = 3.2


def split_variants(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of the learning curve, and those of the other variants.

    Parameters
    ----------
    table
        What `evaluation.ablations.compare` returned.

    Returns
    -------
    curve, parts
        Whole runs and variants that learned from fewer models than the whole of their
        tier, for tiers with such variants; all other variants.
    """
    whole = table[table["variant"] == LEARNED_KINETICS]
    most = whole.groupby("tier")["n_training_models"].max()
    fewer = table["n_training_models"] < table["tier"].map(most)
    is_whole = table["variant"] == LEARNED_KINETICS
    thinned = set(table.loc[fewer, "tier"])
    return table[fewer | (is_whole & table["tier"].isin(thinned))], table[
        ~fewer & ~is_whole
    ]


@style.styled
def draw(table: pd.DataFrame, strata: pd.DataFrame) -> Figure:
    """Draw the learning curve, the ablations and accuracies by quarters of models.

    Parameters
    ----------
    table
        What `evaluation.ablations.compare` returned.
    strata
        What `strata.strata` returned.
    """
    curve, parts = split_variants(table)
    names = parts.drop_duplicates(["variant", "tier"])
    above = max(2.4, 0.9 + ROW_IN * len(names))
    figure = style.new_figure(
        width_in=style.DOUBLE_COLUMN_IN, height_in=above + BELOW_IN
    )
    grid = figure.add_gridspec(2, 1, height_ratios=[above, BELOW_IN])
    upper, lower = figure.add_subfigure(grid[0]), figure.add_subfigure(grid[1])
    left, right = upper.subplots(1, 2, width_ratios=[1.0, 1.25])
    _draw_curve(left, curve[curve["truth"] == LEADING_TRUTH])
    _draw_parts(right, parts)
    panels = lower.subplots(1, len(PROPERTY_LABELS), sharey=True)
    for axes, (name, label) in zip(panels, PROPERTY_LABELS.items(), strict=True):
        _draw_quarters(axes, strata[strata["property"] == name], label)
    panels[0].set_ylabel("mean accuracy")
    lower.legend(
        *panels[0].get_legend_handles_labels(), loc="outside upper center", ncols=5
    )
    for letter, axes in zip("abc", (left, right, panels[0]), strict=True):
        axes.set_title(letter, loc="left", fontweight="bold")
    style.note(
        figure,
        "families held out, off-diagonal entries, pooled, average ties, set all; lines "
        "in a and b: 95 % bootstrap intervals over families; a and c: truth relative",
    )
    return figure


def _draw_curve(axes: Axes, rows: pd.DataFrame) -> None:
    for tier in TIER_ORDER:
        known = rows[rows["tier"] == tier].sort_values("n_training_models")
        if known.empty:
            continue
        colour, x = TIER_COLOURS[tier], known["n_training_models"]
        axes.vlines(x, known["ci_low"], known["ci_high"], color=colour)
        marker = f"{TIER_MARKERS[tier]}-"
        label = TIER_LABELS[tier].removeprefix("+ ")
        axes.plot(x, known["mean"], marker, color=colour, markersize=DOT, label=label)
    axes.set_xlim(left=0)
    axes.set_xlabel("models learned from, mean over folds")
    axes.set_ylabel("mean accuracy")
    if len(rows):
        _legend_below(axes)


def _legend_below(axes: Axes, **options: float) -> None:
    """Name lines below the axis: an interval may need any place above it."""
    names = axes.get_legend_handles_labels()[1]
    axes.legend(
        loc="upper right",
        bbox_to_anchor=(1.0, -0.18),
        ncols=min(len(names), MOST_COLUMNS),
        columnspacing=1.0,
        **options,
    )


def _draw_parts(axes: Axes, rows: pd.DataFrame) -> None:
    names = rows.drop_duplicates(["variant", "tier"])
    keys = zip(names.variant, names.tier, strict=True)
    place = {key: k for k, key in enumerate(keys)}
    axes.axvline(0.0, color=style.INK, linewidth=0.6)
    for number, truth in enumerate(LEARNED_TRUTHS):
        known = rows[rows["truth"] == truth]
        levels = [
            place[key] + (number - 1) * DODGE
            for key in zip(known.variant, known.tier, strict=True)
        ]
        colour = TRUTH_COLOURS[truth]
        axes.hlines(
            levels, known["difference_low"], known["difference_high"], color=colour
        )
        axes.plot(
            known["difference"],
            levels,
            TRUTH_MARKERS[truth],
            color=colour,
            markersize=DOT,
            label=TITLES[truth],
        )
    axes.set_yticks(range(len(place)), _variant_labels(names), parse_math=False)
    axes.set_ylim(max(len(place), 1) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.locator_params(axis="x", nbins=6)
    axes.set_xlabel("difference from the whole, in mean accuracy")
    if len(rows):
        _legend_below(axes, handletextpad=0.0)


def _variant_labels(names: pd.DataFrame) -> list[str]:
    """Return the names of variants; with their tiers if these are not all the same."""
    labels = [str(name).replace("_", " ") for name in names["variant"]]
    if names["tier"].nunique() < 2:
        return labels
    tiers = [TIER_LABELS[tier].removeprefix("+ ") for tier in names["tier"]]
    return [f"{one} ({tier})" for one, tier in zip(labels, tiers, strict=True)]


def _draw_quarters(axes: Axes, rows: pd.DataFrame, label: str) -> None:
    for tier in TIER_ORDER:
        known = rows[(rows["predictor"] == ENSEMBLE) & (rows["tier"] == tier)]
        if len(known):
            axes.plot(
                known["quarter"],
                known["mean"],
                f"{TIER_MARKERS[tier]}-",
                color=TIER_COLOURS[tier],
                markersize=DOT,
                label=TIER_LABELS[tier].removeprefix("+ "),
            )
    known = rows[(rows["predictor"] == REFERENCE) & (rows["tier"] == "topology")]
    if len(known):
        colour = style.COLOURS[REFERENCE]
        line = axes.plot(known["quarter"], known["mean"], "x--", color=colour)
        line[0].set(markersize=DOT, label="distance")
    ends = rows.drop_duplicates("quarter").set_index("quarter")
    ticks = [
        _range(ends["low"][quarter], ends["high"][quarter])
        if quarter in ends.index
        else "none"
        for quarter in range(1, QUARTERS + 1)
    ]
    axes.set_xticks(range(1, QUARTERS + 1), ticks)
    axes.set_xlim(0.6, QUARTERS + 0.4)
    axes.set_xlabel(label)


def _range(low: float, high: float) -> str:
    first, last = _digits(low), _digits(high)
    return first if first == last else f"{first} to\n{last}"


def _digits(value: float) -> str:
    """Return a number in short, with a typographic minus."""
    if abs(value) >= 1e5:
        return f"{value:.0e}".replace("e+", "e").replace("-", "−")
    return f"{value:.0f}" if abs(value) >= 10 else f"{value:.2g}".replace("-", "−")
