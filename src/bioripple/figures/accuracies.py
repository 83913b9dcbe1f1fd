"""Figure 3: the mean accuracy of every predictor, on one or two evaluation sets."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from bioripple.collection.evaluation_sets import caveat
from bioripple.figures import style
from bioripple.figures.bars import OTHER_TIES, Bar, accuracy_bars
from bioripple.figures.data import Protocol, evaluation_set
from bioripple.vocabulary import ALL, PAPER

BAR_HEIGHT = 0.78
_ROW_IN = 0.2
_GAP = 0.55
# Three lanes in a bar's height keep the marks apart: what was published stands on its
# edge, the interval and the other tie rule in the middle, training runs below.
_PUBLISHED_LANE, _SEED_LANE = -0.36, 0.25
_COLUMNS = (1.13, 1.27)
_INTERVAL: dict[str, Any] = {"color": style.INK, "path_effects": style.HALO}
_PUBLISHED: dict[str, Any] = {
    "marker": "v",
    "markersize": 4.4,
    "markerfacecolor": style.INK,
    "markeredgecolor": "w",
    "markeredgewidth": 0.5,
    "linestyle": "none",
}
_OTHER: dict[str, Any] = {
    "marker": "o",
    "markersize": 3.6,
    "markerfacecolor": "w",
    "markeredgecolor": style.INK,
    "markeredgewidth": 0.8,
    "linestyle": "none",
}
_SEED: dict[str, Any] = {
    "marker": "o",
    "markersize": 2.2,
    "markerfacecolor": style.INK,
    "markeredgecolor": "w",
    "markeredgewidth": 0.3,
    "linestyle": "none",
}
_TIE_WORDS = {"average": "average ties", "jitter": "jittered ties"}
_TIE_HEADS = {"average": "aver.", "jitter": "jitter"}


@style.styled
def draw(
    accuracy: pd.DataFrame,
    outcomes: pd.DataFrame,
    *,
    protocol: Protocol,
    sets: Sequence[str],
    family: Mapping[str, str],
    bootstrap_draws: int,
    seed: int,
) -> Figure:
    """Draw Figure 3: one panel for each evaluation set.

    Parameters
    ----------
    accuracy, outcomes
        As `data.read_accuracy` and `data.outcomes_by_model` return them.
    protocol
        What the bars show; circles show its other treatment of ties.
    sets
        Names of evaluation sets, from left to right. Published values are shown only
        if that which stands for the paper's models is among them.
    family
        The family of each model.
    bootstrap_draws, seed
        Of the intervals over families.

    Returns
    -------
    Figure
        A sentence instead of panels if no predictor has a score.
    """
    panels = {
        name: accuracy_bars(
            accuracy,
            outcomes,
            models=name,
            protocol=protocol,
            family=family,
            bootstrap_draws=bootstrap_draws,
            seed=seed,
        )
        for name in sets
    }
    rows = _row_positions(panels)
    if not rows:
        return style.empty_figure(
            "No model is scored without a doubt: there is no accuracy to draw."
        )
    height = _ROW_IN * (max(rows.values()) + 1) + 0.95
    figure = style.new_figure(width_in=style.DOUBLE_COLUMN_IN, height_in=height)
    axes = figure.subplots(1, len(sets), sharey=True, squeeze=False)[0]
    least = min(0.0, *(1.05 * mark for mark in _marks(panels)))
    for axis, name in zip(axes, sets, strict=True):
        _draw_panel(axis, panels[name], rows, published=PAPER in sets)
        _write_numbers(axis, panels[name], rows, protocol)
        count = style.count(len(evaluation_set(outcomes, name)), "model")
        axis.set(xlim=(least, 1.0), title=f"{name}: {count}")
        axis.set_xlabel("Mean accuracy (rank correlation)")
    axes[0].set_yticks(list(rows.values()), list(rows))
    axes[0].set_ylim(max(rows.values()) + _GAP, -_GAP)
    _add_legend(figure, protocol, panels)
    parts = [protocol.describe(ties=False), caveat(len(evaluation_set(outcomes, ALL)))]
    style.note(figure, " · ".join(part for part in parts if part).capitalize())
    return figure


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


def _marks(panels: Mapping[str, list[Bar]]) -> list[float]:
    marks: list[float] = []
    for bar in (bar for bars in panels.values() for bar in bars):
        other = bar.mean if bar.other_ties is None else bar.other_ties
        marks += [bar.mean, bar.low, other, *bar.seeds]
    return [mark for mark in marks if math.isfinite(mark)]


def _draw_panel(
    axis: Axes, bars: list[Bar], rows: Mapping[str, float], *, published: bool
) -> None:
    for bar in bars:
        place = rows[bar.label]
        axis.barh(
            place,
            bar.mean,
            BAR_HEIGHT,
            color=style.COLOURS[bar.predictor.id],
            edgecolor=style.INK,
            zorder=2,
        )
        axis.plot([bar.low, bar.high], [place] * 2, zorder=4, **_INTERVAL)
        lane = [place + _SEED_LANE] * len(bar.seeds)
        axis.plot(bar.seeds, lane, zorder=5, **_SEED)
        if bar.other_ties is not None:
            axis.plot(bar.other_ties, place, zorder=6, **_OTHER)
        known = bar.predictor.published if published else None
        if known is not None and bar.predictor.family != "truth":
            lane_place = place + _PUBLISHED_LANE
            axis.plot(known, lane_place, zorder=7, **_PUBLISHED)
    axis.axvline(0.0, color=style.INK, linewidth=0.6, zorder=3)
    axis.tick_params(axis="y", length=0)
    axis.spines["left"].set_visible(False)
    axis.grid(axis="x", color=style.BAND, linewidth=0.4, zorder=0)


def _write_numbers(
    axis: Axes, bars: list[Bar], rows: Mapping[str, float], protocol: Protocol
) -> None:
    """Write the means under both tie rules to the right of a panel."""
    ties = (protocol.ties, OTHER_TIES[protocol.ties])
    for side, rule in zip(_COLUMNS, ties, strict=True):
        _write(axis, side, 1.01, _TIE_HEADS[rule], head=True)
    found = {bar.label: bar for bar in bars}
    most = max((bar.n_models for bar in bars), default=0)
    for label, place in rows.items():
        bar = found.get(label)
        _write(axis, _COLUMNS[0], place, "–" if bar is None else f"{bar.mean:.2f}")
        if bar is not None and bar.other_ties is not None:
            _write(axis, _COLUMNS[1], place, f"{bar.other_ties:.2f}")
        if bar is not None and bar.n_models != most:
            text = axis.text(
                0.01, place, f"n = {bar.n_models}", fontsize=5, va="center"
            )
            text.set(path_effects=style.HALO, zorder=8)


def _write(axis: Axes, x: float, y: float, text: str, *, head: bool = False) -> None:
    axis.text(
        x,
        y,
        text,
        transform=axis.transAxes if head else axis.get_yaxis_transform(),
        ha="right",
        va="bottom" if head else "center",
        fontsize=5.5 if head else 6.5,
        color=style.QUIET if head else style.INK,
    )


def _add_legend(
    figure: Figure, protocol: Protocol, panels: Mapping[str, list[Bar]]
) -> None:
    bars = [bar for panel in panels.values() for bar in panel]
    tie_words = _TIE_WORDS[protocol.ties], _TIE_WORDS[OTHER_TIES[protocol.ties]]
    handles: dict[str, Any] = {
        f"mean over models, {tie_words[0]}": Patch(fc="#858585", ec=style.INK),
        "its 95 % bootstrap interval": Line2D([], [], color=style.INK),
    }
    if any(bar.other_ties is not None for bar in bars):
        handles[f"mean over models, {tie_words[1]}"] = Line2D([], [], **_OTHER)
    if any(bar.seeds for bar in bars):
        handles["single seeds"] = Line2D([], [], **_SEED)
    if PAPER in panels:
        label = "published (Li & Gao 2019), on 87 models"
        handles[label] = Line2D([], [], **_PUBLISHED)
    figure.legend(
        list(handles.values()),
        list(handles),
        loc="outside lower center",
        ncols=3,
        columnspacing=1.5,
        handletextpad=0.6,
    )
