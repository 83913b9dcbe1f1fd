"""The pictures themselves, in the style of the figures."""

import pathlib
import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from bioripple.answers.result import Condition, Responses
from bioripple.arrays import Floats
from bioripple.figures import style
from bioripple.page import colours
from bioripple.page.contents import wording
from bioripple.page.drawn import Part, part
from bioripple.page.layout import HEIGHT, places, short, widths
from bioripple.page.routes import along, routes

PX_PER_IN = 120.0  # of the layout, on paper
MOST_IN = 40.0
LARGEST = 10  # responses whose strongest path is drawn in bold, as on the page
MOST_COLUMNS, MOST_ROWS = 60, 100  # of the heat map
CURVE = (Path.MOVETO, Path.CURVE3, Path.CURVE3)
TICKS = (-1.0, -0.25, 0.0, 0.25, 1.0)  # of the largest response
# Runs over places on the scale, -1 to 1, as `colours.place` gives them.
COLOUR_MAP = LinearSegmentedColormap.from_list("responses", colours.STOPS, N=257)


def save_all(folder: pathlib.Path, answer: Responses) -> None:
    """Write both pictures, each twice; see `pictures.write_pictures`."""
    for name, figure in (
        ("network", network(answer, answer.conditions[0])),
        ("heatmap", heatmap(answer)),
    ):
        pdf, png = (folder / f"{name}.{kind}" for kind in ("pdf", "png"))
        style.save(figure, pdf=pdf, png=png)


@style.styled
def network(answer: Responses, condition: Condition) -> Figure:
    """Draw the network, or the part of it that is on the page, coloured by response.

    Parameters
    ----------
    answer
        Any answer.
    condition
        One of its conditions.
    """
    rows = answer.table[answer.table["condition"] == condition.name]
    rows = rows.sort_values("rank", kind="stable")
    found = part(answer, condition, rows)
    at = places(found.network, *found.starts(condition))
    wide = widths(found.network.labels)
    curves = routes(found.network, at, wide)
    margin = np.array([wide.max() / 2 + 10, HEIGHT])
    ends = np.vstack([at - margin, at + margin, along(curves).reshape(-1, 2)])
    low, high = ends.min(axis=0), ends.max(axis=0)
    size = (high - low) / PX_PER_IN
    by = min(1.0, MOST_IN / float(size.max()))
    width = max(style.SINGLE_COLUMN_IN, by * float(size[0]))
    figure = style.new_figure(width_in=width, height_in=by * float(size[1]) + 0.9)
    axis = figure.subplots()
    axis.set(xlim=(low[0], high[0]), ylim=(high[1], low[1]), aspect="equal")
    axis.set_axis_off()
    points = by * 72 / PX_PER_IN  # of a px of the layout
    most = colours.limit(rows["response"].to_numpy(float))
    _draw_edges(axis, found, curves, _on_ways(answer, condition, rows), points)
    _draw_nodes(axis, found, at, wide, condition, rows, most, points)
    _draw_scale(figure, axis, most)
    labels = dict(zip(answer.network.nodes, answer.network.labels, strict=True))
    said = textwrap.shorten(wording(condition, labels), 160, placeholder="…")
    style.note(figure, f"Response to {_writable(said)}")
    return figure


def _on_ways(
    answer: Responses, condition: Condition, rows: pd.DataFrame
) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for node in rows["node"].head(LARGEST):
        for way in answer.paths.get((condition.name, node), ())[:1]:
            found.update(zip(way.nodes[:-1], way.nodes[1:], strict=True))
    return found


def _draw_edges(
    axis: Axes,
    found: Part,
    curves: Floats,
    ways: set[tuple[str, str]],
    points: float,
) -> None:
    ids = found.network.nodes
    few = found.network.n_edges <= 80
    no_loops = [e for e in zip(*found.network.edges, strict=True) if e[0] != e[1]]
    for (source, target, sign), curve in zip(no_loops, curves, strict=True):
        bold = (ids[source], ids[target]) in ways
        arrow = FancyArrowPatch(
            path=Path(curve, CURVE),
            arrowstyle="-|>" if sign > 0 else "|-|,widthA=0,widthB=.35",
            mutation_scale=9 * points,
            linewidth=(2.4 if bold else 1.0) * points,
            color=style.INK if bold else style.QUIET,
            alpha=1.0 if bold else 0.6 if few else 0.25,
            zorder=2 if bold else 1,
        )
        axis.add_patch(arrow)


def _draw_nodes(
    axis: Axes,
    found: Part,
    at: Floats,
    wide: Floats,
    condition: Condition,
    rows: pd.DataFrame,
    most: float,
    points: float,
) -> None:
    response = dict(zip(rows["node"], rows["response"], strict=True))
    network = found.network
    for k, (node, label) in enumerate(zip(network.nodes, network.labels, strict=True)):
        perturbed = node in condition.nodes
        fill = colours.colour(float(response.get(node, np.nan)), most)
        box = FancyBboxPatch(
            (at[k, 0] - wide[k] / 2 + 5, at[k, 1] - HEIGHT / 2 + 5),
            wide[k] - 10,
            HEIGHT - 10,
            boxstyle="round,pad=5",
            facecolor=colours.PERTURBED if perturbed else fill,
            edgecolor=colours.MARK if perturbed else style.QUIET,
            linewidth=(3.5 if perturbed else 0.8) * points,
            zorder=3,
        )
        axis.add_patch(box)
        axis.text(
            *at[k],
            short(label if style.can_write(label) else _writable(node)),
            ha="center",
            va="center",
            fontsize=11 * points,
            color="#ffffff" if perturbed else colours.ink(fill),
            parse_math=False,
            zorder=4,
        )


def _draw_scale(figure: Figure, axis: Axes, most: float) -> None:
    scale = ScalarMappable(Normalize(-1, 1), COLOUR_MAP)
    bar = figure.colorbar(
        scale,
        ax=axis,
        location="bottom",
        fraction=0.04,
        aspect=30,
        pad=0.02,
        shrink=0.6,
    )
    bar.set_ticks(
        [colours.place(tick, 1.0) for tick in TICKS],
        labels=[_signed(tick * most) for tick in TICKS],
    )
    bar.set_label("Response")
    bar.outline.set_linewidth(0.4)


def _signed(value: float) -> str:
    return f"{value:+.3g}".replace("-", "−") if value else "0"


@style.styled
def heatmap(answer: Responses) -> Figure:
    """Draw the responses of the nodes that move most, a row for each condition.

    Parameters
    ----------
    answer
        Any answer. The first 100 of its conditions are drawn, and the 60 nodes with the
        largest responses to any of them.
    """
    values, names = strongest(answer)
    if values.empty:
        return style.empty_figure("Nothing responds: there is nothing to draw.")
    sizes = values.to_numpy(float)
    most = colours.limit(sizes[np.isfinite(sizes)])
    shown = np.sign(sizes) * np.sqrt(np.minimum(np.abs(sizes) / most, 1.0))
    longest = max(map(len, map(short, values.index.astype(str))))
    figure = style.new_figure(
        width_in=max(style.SINGLE_COLUMN_IN, 1.2 + 0.07 * longest + 0.16 * len(names)),
        height_in=1.3 + 0.16 * len(values),
    )
    axis = figure.subplots()
    axis.imshow(shown, cmap=COLOUR_MAP, vmin=-1.0, vmax=1.0, aspect="auto")
    axis.set_facecolor(colours.UNKNOWN)
    axis.set_xticks(range(len(names)), names, rotation=90, parse_math=False)
    conditions = [short(_writable(str(name))) for name in values.index]
    axis.set_yticks(range(len(values)), conditions, parse_math=False)
    axis.tick_params(length=0, pad=1.5)
    axis.spines[:].set_visible(False)
    _draw_scale(figure, axis, most)
    return figure


def strongest(answer: Responses) -> tuple[pd.DataFrame, list[str]]:
    """Return what the heat map shows.

    Returns
    -------
    DataFrame
        Responses, a row for each condition and a column for each node, the largest
        first; NaN where the table has no row.
    list of str
        What each column is called.
    """
    asked = [condition.name for condition in answer.conditions[:MOST_ROWS]]
    table = answer.table[answer.table["condition"].isin(asked)]
    sizes = table["response"].abs().groupby(table["node"], sort=False).max()
    sizes = sizes[sizes > 0].sort_values(ascending=False, kind="stable")
    nodes = sizes.index[:MOST_COLUMNS].tolist()
    kept = table[table["node"].isin(nodes)]
    values = kept.set_index(["condition", "node"])["response"].unstack()  # noqa: PD010
    if not nodes:
        return values, []
    place, network = answer.network.place, answer.network
    labels = [network.labels[place[node]] for node in nodes]
    names = [
        short(label if style.can_write(label) else _writable(node))
        for label, node in zip(labels, nodes, strict=True)
    ]
    return values.reindex(index=asked, columns=nodes), names


def _writable(text: str) -> str:
    return "".join(letter if style.can_write(letter) else "?" for letter in text)
