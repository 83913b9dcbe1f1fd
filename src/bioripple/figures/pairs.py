"""Figure 4: the accuracies of each predictor against those of each other."""

import math
import textwrap
from typing import Any

import numpy as np
import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
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
from bioripple.metrics.statistics import count_pairs, rank_correlation
from bioripple.predictors.registry import BY_ID

BIN_WIDTH = 0.05
_LABEL_CHARACTERS = 12
_LEFT_IN, _RIGHT_IN, _TOP_IN, _BOTTOM_IN = 0.92, 0.06, 0.55, 0.2
_PANEL_IN = (style.DOUBLE_COLUMN_IN - _LEFT_IN - _RIGHT_IN) / 9
# Stronger correlation, deeper tint; negative ones go to ochre.
_TINT = LinearSegmentedColormap.from_list("tint", ["#f2dc9a", "#ffffff", "#8fb4d9"])


@style.styled
def draw(
    accuracy: pd.DataFrame,
    outcomes: pd.DataFrame,
    *,
    protocol: Protocol,
    models: str,
    split: str,
) -> Figure:
    """Draw Figure 4 as a square grid of panels, one row and one column a predictor.

    Diagonal: distribution of a predictor's accuracies, its median as a line. Below:
    column's predictor (x) against row's predictor (y), one dot a model. Above:
    Spearman's correlation of the same two.

    Parameters
    ----------
    accuracy, outcomes
        As `data.read_accuracy` and `data.outcomes_by_model` return them.
    protocol
        Which accuracies.
    models
        Name of the evaluation set.
    split
        That of the classifiers, if it was run; another one otherwise.

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
    figure, axes = _grid(len(table.columns))
    limits = accuracy_limits(table)
    for row, name in enumerate(table.columns):
        for column, other in enumerate(table.columns):
            axis = axes[row, column]
            if row == column:
                _draw_distribution(axis, table, name, limits)
            elif row > column:
                _draw_scatter(axis, table, x=other, y=name, limits=limits)
            else:
                _write_correlation(axis, table, name, other)
    _label(axes, table)
    learned = describe_learned(rows, split)
    number = style.count(len(inside), "model")
    parts = [f"{models}: {number}", protocol.describe(), learned]
    style.note(figure, " · ".join(part for part in parts if part))
    return figure


def _grid(count: int) -> tuple[Figure, np.ndarray]:
    """Return a square of panels; its margins are known, so no layout is searched."""
    width = _LEFT_IN + _RIGHT_IN + count * _PANEL_IN
    height = _TOP_IN + _BOTTOM_IN + count * _PANEL_IN
    figure = style.new_figure(width_in=width, height_in=height, layout=None)
    figure.subplots_adjust(
        left=_LEFT_IN / width,
        right=1 - _RIGHT_IN / width,
        top=1 - _TOP_IN / height,
        bottom=_BOTTOM_IN / height,
        wspace=0.16,
        hspace=0.16,
    )
    return figure, figure.subplots(count, count, squeeze=False)


def accuracy_limits(table: pd.DataFrame) -> tuple[float, float]:
    """Return limits shared by all axes: whole quarters around the data, 0 and 1."""
    least = float(np.nanmin(table.to_numpy()))
    return min(0.0, math.floor(least / 0.25) * 0.25), 1.0


def _draw_distribution(
    axis: Axes, table: pd.DataFrame, name: str, limits: tuple[float, float]
) -> None:
    scores = table[name].dropna().to_numpy()
    bins = np.linspace(*limits, round((limits[1] - limits[0]) / BIN_WIDTH) + 1)
    seaborn.histplot(
        x=scores,
        bins=list(bins),
        color=style.COLOURS[name],
        alpha=1.0,
        edgecolor=style.INK,
        linewidth=0.3,
        ax=axis,
    )
    axis.set_ylabel("")
    axis.axvline(float(np.median(scores)), color=style.INK, lw=0.8, ls=(0, (2, 1)))
    axis.set(xlim=limits, yticks=[])
    axis.spines["left"].set_visible(False)


def _draw_scatter(
    axis: Axes, table: pd.DataFrame, *, x: str, y: str, limits: tuple[float, float]
) -> None:
    axis.plot(limits, limits, color=style.QUIET, lw=0.5, zorder=1)
    dots: dict[str, Any] = {"mfc": style.INK, "mec": "none", "alpha": 0.5}
    axis.plot(table[x], table[y], "o", ms=1.8, clip_on=False, zorder=2, **dots)
    axis.set(xlim=limits, ylim=limits)


def _write_correlation(axis: Axes, table: pd.DataFrame, one: str, other: str) -> None:
    correlation = rank_correlation(table[one], table[other])
    defined = math.isfinite(correlation)
    axis.set_facecolor(_TINT((correlation + 1) / 2) if defined else "w")
    text = f"{correlation:.2f}".replace("-", "−") if defined else "–"
    n = count_pairs(table[one], table[other])
    if n != len(table):
        text += f"\nn={n}"
    axis.text(0.5, 0.5, text, transform=axis.transAxes, ha="center", va="center")
    axis.set(xticks=[], yticks=[])
    axis.spines[:].set_visible(False)


def _label(axes: np.ndarray, table: pd.DataFrame) -> None:
    """Name rows and columns, and keep tick labels on the outer axes only."""
    last = len(table.columns) - 1
    for index, name in enumerate(table.columns):
        label = wrapped(BY_ID[name].label)
        axes[index, 0].set_ylabel(
            label, rotation=0, ha="right", va="center", fontsize=6.5, labelpad=5
        )
        axes[0, index].set_title(label, fontsize=6.5, pad=4)
        for other in range(index + 1):
            axis = axes[index, other]
            axis.set_xticks([0, 0.5, 1], ["0", ".5", "1"])
            axis.tick_params(labelsize=6, length=2, labelbottom=index == last)
            if other < index:
                axis.set_yticks([0, 0.5, 1], ["0", ".5", "1"])
                axis.tick_params(labelleft=other == 0)


def wrapped(label: str) -> str:
    """Return a predictor's name on several short lines."""
    return "\n".join(textwrap.wrap(label, _LABEL_CHARACTERS, break_long_words=False))
