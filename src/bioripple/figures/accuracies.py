"""Figure 3: the mean accuracy of every method, on one or two evaluation sets."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from bioripple.figures import style
from bioripple.figures.bars import OTHER_TIES, Bar, accuracy_bars
from bioripple.figures.data import Protocol, evaluation_set

_ROW_IN = 0.19
_GAP = 0.55
_PUBLISHED: dict[str, Any] = {
    "marker": "D",
    "markersize": 3.8,
    "markerfacecolor": style.INK,
    "markeredgecolor": "w",
    "markeredgewidth": 0.6,
    "linestyle": "none",
}
_OTHER: dict[str, Any] = {
    "marker": "o",
    "markersize": 3.8,
    "markerfacecolor": "w",
    "markeredgecolor": style.INK,
    "markeredgewidth": 0.8,
    "linestyle": "none",
}
_SEED: dict[str, Any] = {
    "marker": "|",
    "markersize": 5.0,
    "markeredgecolor": style.INK,
    "markeredgewidth": 0.6,
    "linestyle": "none",
}
_TIE_WORDS = {"jitter": "mean, ties jittered", "average": "mean, average ties"}


@style.styled
def draw(
    accuracy: pd.DataFrame,
    outcomes: pd.DataFrame,
    *,
    protocol: Protocol,
    sets: Sequence[str],
    bootstrap_draws: int,
    seed: int,
) -> Figure:
    """Draw Figure 3: one panel for each evaluation set.

    Parameters
    ----------
    accuracy, outcomes
        As `data.read_accuracy` and `data.read_outcomes` return them.
    protocol
        What the bars show.
    sets
        Names of evaluation sets, from left to right.
    bootstrap_draws, seed
        Of the intervals over models.

    Returns
    -------
    Figure
        A sentence instead of panels if no method has a score.
    """
    models = {name: evaluation_set(outcomes, name) for name in sets}
    panels = {
        name: accuracy_bars(
            accuracy,
            models=models[name],
            protocol=protocol,
            bootstrap_draws=bootstrap_draws,
            seed=seed,
        )
        for name in sets
    }
    rows = _row_positions(panels)
    if not rows:
        return style.empty_figure("No model was scored: there is no accuracy to draw.")
    height = _ROW_IN * (max(rows.values()) + 1) + 0.95
    figure = style.new_figure(width_in=style.DOUBLE_COLUMN_IN, height_in=height)
    axes = figure.subplots(1, len(sets), sharey=True, squeeze=False)[0]
    low = min(0.0, *_lowest(panels))
    for axis, name in zip(axes, sets, strict=True):
        _draw_panel(axis, panels[name], rows)
        axis.set(xlim=(low, 1.0), title=f"{name}: {_count(len(models[name]))}")
    axes[0].set_yticks(list(rows.values()), list(rows))
    axes[0].set_ylim(max(rows.values()) + _GAP, -_GAP)
    figure.supxlabel("Mean rank correlation with the biochemical model", fontsize=7)
    _add_legend(figure, protocol)
    style.note(figure, protocol.describe(ties=False).capitalize())
    return figure


def _count(n: int) -> str:
    return f"{n} model" if n == 1 else f"{n} models"


def _row_positions(panels: Mapping[str, list[Bar]]) -> dict[str, float]:
    """Return where each label stands, from the top, with a gap between groups."""
    bars = {bar.label: bar for panel in panels.values() for bar in panel}
    places: dict[str, float] = {}
    place, before = 0.0, None
    for bar in sorted(bars.values(), key=lambda bar: bar.order):
        place += _GAP if before not in (None, bar.group) else 0.0
        places[bar.label] = place
        place, before = place + 1.0, bar.group
    return places


def _lowest(panels: Mapping[str, list[Bar]]) -> list[float]:
    means = [bar.mean for bars in panels.values() for bar in bars]
    ends = [bar.low for bars in panels.values() for bar in bars if bar.low == bar.low]
    return [1.05 * value for value in (*means, *ends)]


def _draw_panel(axis: Axes, bars: list[Bar], rows: Mapping[str, float]) -> None:
    for bar in bars:
        place = rows[bar.label]
        colour = style.COLOURS[bar.method.id]
        axis.barh(place, bar.mean, 0.78, color=colour, edgecolor=style.INK, zorder=2)
        axis.plot([bar.low, bar.high], [place] * 2, color=style.INK, zorder=4)
        axis.plot(bar.seeds, [place] * len(bar.seeds), zorder=5, **_SEED)
        if bar.other_ties is not None:
            axis.plot(bar.other_ties, place, zorder=6, **_OTHER)
        if bar.method.published is not None and bar.method.family != "truth":
            axis.plot(bar.method.published, place, zorder=7, **_PUBLISHED)
    _write_means(axis, bars, rows)
    axis.axvline(0.0, color=style.INK, linewidth=0.6, zorder=3)
    axis.tick_params(axis="y", length=0)
    axis.spines["left"].set_visible(False)
    axis.grid(axis="x", color=style.BAND, linewidth=0.4, zorder=0)


def _write_means(axis: Axes, bars: list[Bar], rows: Mapping[str, float]) -> None:
    """Write each mean to the right of the panel, with its n where it differs."""
    means = {bar.label: bar for bar in bars}
    most = max((bar.n_models for bar in bars), default=0)
    for label, place in rows.items():
        bar = means.get(label)
        text = "–" if bar is None else f"{bar.mean:.2f}"
        if bar is not None and bar.n_models != most:
            text += f" (n={bar.n_models})"
        axis.text(
            1.02,
            place,
            text,
            transform=axis.get_yaxis_transform(),
            va="center",
            fontsize=6.5,
        )


def _add_legend(figure: Figure, protocol: Protocol) -> None:
    handles = [
        Patch(facecolor="#858585", edgecolor=style.INK),
        Line2D([], [], color=style.INK),
        Line2D([], [], **_OTHER),
        Line2D([], [], **_SEED),
        Line2D([], [], **_PUBLISHED),
    ]
    labels = [
        _TIE_WORDS[protocol.ties],
        "95 % bootstrap interval over models",
        _TIE_WORDS[OTHER_TIES[protocol.ties]],
        "single training runs (seeds)",
        "published (Li & Gao 2019, 87 models)",
    ]
    figure.legend(
        handles,
        labels,
        loc="outside lower center",
        ncols=3,
        columnspacing=1.5,
        handletextpad=0.6,
    )
