"""Figure 6: which properties of a network go with the accuracy of a predictor."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bioripple.figures import style
from bioripple.figures.data import (
    Protocol,
    choose_split,
    describe_learned,
    evaluation_set,
    per_predictor,
    too_few,
)
from bioripple.metrics.statistics import (
    count_pairs,
    fisher_interval,
    rank_correlation,
    shuffled_spread,
)
from bioripple.predictors.registry import BY_ID

# From top to bottom, as in the paper.
PROPERTY_LABELS = {
    "strong_components": "Strongly connected components",
    "structural_holes": "Structural holes",
    "mean_edge_betweenness": "Mean edge betweenness",
    "model_size": "Model size",
    "reversible_share": "Reversible equations",
    "mean_eigenvector_centrality": "Mean eigenvector centrality",
    "mean_jacobian": "Mean Jacobian value",
    "mean_degree": "Mean degree",
    "edge_density": "Edge density",
}
COLUMNS = 3
BAND_SD = 2.0


@dataclass(frozen=True)
class Effect:
    """How one property goes with one predictor's accuracy.

    Attributes
    ----------
    correlation
        Spearman's, over models; NaN where it is undefined.
    low, high
        Its 95 % interval by Fisher's z.
    chance_sd
        Standard deviation of the correlation with shuffled values.
    n
        Number of models that have both.
    """

    correlation: float
    low: float
    high: float
    chance_sd: float
    n: int


def effects(
    table: pd.DataFrame, properties: pd.DataFrame, *, shuffles: int, seed: int
) -> dict[str, dict[str, Effect]]:
    """Correlate every property with every predictor's accuracy.

    Parameters
    ----------
    table
        Accuracies, models by predictors.
    properties
        Models by properties.
    shuffles, seed
        Number of shuffles behind the grey band, and their seed.

    Returns
    -------
    dict
        `[predictor][property]`, properties in the order drawn.
    """
    rng = np.random.default_rng(seed)
    properties = properties.reindex(table.index)
    return {
        predictor: {
            name: _effect(properties[name], table[predictor], shuffles, rng)
            for name in PROPERTY_LABELS
        }
        for predictor in table.columns
    }


def _effect(
    values: pd.Series, scores: pd.Series, shuffles: int, rng: np.random.Generator
) -> Effect:
    correlation = rank_correlation(values, scores)
    n = count_pairs(values, scores)
    low, high = fisher_interval(correlation, n=n)
    chance_sd = shuffled_spread(values, scores, draws=shuffles, rng=rng)
    return Effect(correlation, low, high, chance_sd, n)


@style.styled
def draw(
    accuracy: pd.DataFrame,
    outcomes: pd.DataFrame,
    properties: pd.DataFrame,
    *,
    protocol: Protocol,
    models: str,
    split: str,
    shuffles: int,
    seed: int,
) -> Figure:
    """Draw Figure 6: one panel a predictor, one bar a property.

    Parameters
    ----------
    accuracy, outcomes, properties
        As `data.read_accuracy`, `data.outcomes_by_model` and
        `network.properties.read_properties` return them.
    protocol
        Which accuracies.
    models
        Name of the evaluation set.
    split
        That of the classifiers, if it was run; another one otherwise.
    shuffles, seed
        Number of shuffles behind the grey bands, and their seed.

    Returns
    -------
    Figure
        A sentence instead of panels if there are too few models; see `data.too_few`.
    """
    rows = protocol.of(accuracy)
    split = choose_split(rows, split)
    inside = evaluation_set(outcomes, models)
    table = per_predictor(rows, models=inside, split=split)
    if reason := too_few(table):
        return style.empty_figure(reason)
    found = effects(table, properties, shuffles=shuffles, seed=seed)
    figure = _draw_panels(found)
    learned = describe_learned(rows, split)
    number = style.count(len(inside), "model")
    parts = [f"{models}: {number}", protocol.describe(), learned]
    style.note(figure, " · ".join(part for part in parts if part))
    return figure


def _draw_panels(found: dict[str, dict[str, Effect]]) -> Figure:
    n_rows = math.ceil(len(found) / COLUMNS)
    figure = style.new_figure(
        width_in=style.DOUBLE_COLUMN_IN, height_in=0.9 + 1.55 * n_rows
    )
    axes = figure.subplots(n_rows, COLUMNS, sharex=True, sharey=True, squeeze=False)
    for axis, predictor in zip(axes.flat, found, strict=False):
        _draw_panel(axis, found[predictor], colour=style.COLOURS[predictor])
        axis.set_title(BY_ID[predictor].label, fontsize=7)
    for axis in axes.flat[len(found) :]:
        axis.set_visible(False)
    for column in range(COLUMNS):
        lowest = (len(found) - 1 - column) // COLUMNS
        if 0 <= lowest < n_rows:
            axes[lowest, column].tick_params(labelbottom=True)
    figure.supxlabel(
        "Spearman's correlation with accuracy, over models (95 % interval; grey: "
        f"± {BAND_SD:g} s.d. with shuffled values)",
        fontsize=7,
    )
    return figure


def _draw_panel(axis: Axes, bars: dict[str, Effect], *, colour: str) -> None:
    for place, effect in enumerate(bars.values()):
        if not math.isfinite(effect.correlation):
            axis.text(0.0, place, "undefined", va="center", ha="center", fontsize=5.5)
            continue
        reach = BAND_SD * effect.chance_sd
        axis.barh(place, 2 * reach, 1.0, left=-reach, color=style.BAND, zorder=0)
        axis.barh(
            place, effect.correlation, 0.6, color=colour, edgecolor=style.INK, zorder=2
        )
        line: dict[str, Any] = {"color": style.INK, "path_effects": style.HALO}
        axis.plot([effect.low, effect.high], [place] * 2, zorder=3, **line)
    axis.axvline(0.0, color=style.INK, lw=0.6, zorder=4)
    axis.set_yticks(range(len(bars)), [PROPERTY_LABELS[name] for name in bars])
    axis.set(ylim=(len(bars) - 0.5, -0.5), xlim=(-1, 1))
    axis.set_xticks([-1, -0.5, 0, 0.5, 1], ["–1", "–.5", "0", ".5", "1"])
    axis.tick_params(axis="y", length=0)
