"""Figure 10: how predictors fare on measured sets, beside kinetic models."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bioripple.figures import style
from bioripple.vocabulary import COMMONER_SIGN, LEARNED_WIRING, WITH_GAPS

SFA = "propagation_0.5"
PROPAGATION = "propagation_signed_directed"
DISTANCE = "distance_directed"
# Name for people, colour and marker of what is drawn.
DRAWN: dict[str, tuple[str, str, str]] = {
    COMMONER_SIGN: ("always the commoner sign", "#767676", "|"),
    DISTANCE: ("distance", "#b8281f", "o"),
    PROPAGATION: ("propagation, α = .9", "#0b4a8f", "s"),
    SFA: ("propagation, α = .5", "#3d8ac8", "D"),
    LEARNED_WIRING: ("learned propagation", "#a07400", "^"),
    WITH_GAPS: ("learned, for networks with gaps", "#d9ac2b", "v"),
}
# In the order of the rows: what the card of the predictor that ships calls them.
OF_MODELS = {
    "relative": "kinetic models, at t = 10",
    "lasting": "kinetic models, lasting",
}
OF_CARD = {DISTANCE: "distance", PROPAGATION: "propagation", LEARNED_WIRING: "learned"}
ORIGINS = {
    "prior": "known network",
    "inferred": "network inferred from the data",
    "simulated": "simulated",
    "own": "own",
}
METRICS = {
    "order": "rank correlation of sizes",
    "sign_elsewhere": "share of directions that are right",
}
DODGE = 0.13  # between predictors [rows]
ROW_IN = 0.34
AROUND_IN = 1.4


def rows_drawn(table: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the set of each row below the kinetic models, and its label."""
    first = table.drop_duplicates("set")
    order = {name: k for k, name in enumerate(ORIGINS)}
    sorted_ = first.sort_values("network", key=lambda it: it.map(order), kind="stable")
    return [
        (str(row.set), f"{row.set} ({ORIGINS.get(str(row.network), row.network)})")
        for row in sorted_.itertuples()
    ]


@style.styled
def draw(table: pd.DataFrame, card: Mapping[str, Any]) -> Figure:
    """Draw the scores of some predictors on every measured set, and on models.

    Parameters
    ----------
    table
        `measured.tsv`; the rows of all contrasts of a set together are drawn.
    card
        Of the predictor that ships, which has scores on families of models held out.
    """
    table = table[table["kind"] == "all"]
    if table.empty:
        return style.empty_figure("No measured set could be read.")
    sets = rows_drawn(table)
    count = len(OF_MODELS) + len(sets)
    figure = style.new_figure(
        width_in=style.DOUBLE_COLUMN_IN, height_in=AROUND_IN + ROW_IN * count
    )
    panels = figure.subplots(1, len(METRICS), sharey=True)
    for axes, (metric, label) in zip(panels, METRICS.items(), strict=True):
        _draw_models(axes, card["accuracy"]["wiring"], metric)
        _draw_sets(axes, table[table["metric"] == metric], [name for name, _ in sets])
        axes.axhline(len(OF_MODELS) - 0.5, color=style.INK, linewidth=0.6)
        axes.set_xlabel(label)
    labels = [*OF_MODELS.values(), *(label for _, label in sets)]
    panels[0].set_yticks(range(count), labels, parse_math=False)
    panels[0].set_ylim(count - 0.5, -0.5)
    panels[0].axvline(0.0, color=style.QUIET, linewidth=0.4)
    handles, names = panels[1].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=3)
    for letter, axes in zip("ab", panels, strict=True):
        axes.set_title(letter, loc="left", fontweight="bold")
        axes.tick_params(axis="y", length=0)
    style.note(
        figure,
        "lines: 95 % intervals over what was perturbed; kinetic models: mean over "
        "models, families held out, off-diagonal entries, pooled, average ties",
    )
    return figure


def _draw_models(axes: Axes, accuracy: Mapping[str, Any], metric: str) -> None:
    kind = "order" if metric == "order" else "sign"
    for row, name in enumerate(OF_MODELS):
        scores = accuracy.get(name, {}).get(kind, {})
        known = {drawn: scores.get(of) for drawn, of in OF_CARD.items()}
        known[COMMONER_SIGN] = scores.get("commoner")
        for predictor, value in known.items():
            if value is not None:
                _point(axes, predictor, row, float(value), label=False)


def _draw_sets(axes: Axes, rows: pd.DataFrame, sets: Sequence[str]) -> None:
    for predictor in DRAWN:
        known = rows[rows["predictor"] == predictor].set_index("set")
        for k, name in enumerate(it for it in sets if it in known.index):
            place = len(OF_MODELS) + sets.index(name)
            one = known.loc[name]
            level = place + _dodge(predictor)
            colour = DRAWN[predictor][1]
            axes.hlines(level, one["low"], one["high"], color=colour, linewidth=0.8)
            _point(axes, predictor, place, float(one["value"]), label=k == 0)


def _dodge(predictor: str) -> float:
    names = list(DRAWN)
    return (names.index(predictor) - (len(names) - 1) / 2) * DODGE


def _point(axes: Axes, predictor: str, row: int, value: float, *, label: bool) -> None:
    name, colour, marker = DRAWN[predictor]
    (line,) = axes.plot(
        value, row + _dodge(predictor), marker, color=colour, markersize=3.2
    )
    line.set_label(name if label else "_nolegend_")
