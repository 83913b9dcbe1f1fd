"""How every figure looks, and how it is saved."""

import textwrap
from functools import cache
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.patheffects import withStroke

from bioripple.runtime import files

SINGLE_COLUMN_IN = 3.5
DOUBLE_COLUMN_IN = 7.2
INK = "#1a1a1a"
NOTE_CHARACTERS_PER_IN = 18
QUIET = "#767676"
BAND = "#d9d9d9"

# DejaVu Sans comes with matplotlib, so that a figure is the same on every machine;
# font type 42 embeds it as TrueType, so that text stays text.
PARAMETERS: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 7.0,
    "axes.labelsize": 7.0,
    "axes.titlesize": 7.5,
    "xtick.labelsize": 6.5,
    "ytick.labelsize": 6.5,
    "legend.fontsize": 6.5,
    "axes.linewidth": 0.6,
    "axes.edgecolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "lines.linewidth": 0.8,
    "patch.linewidth": 0.5,
    "legend.frameon": False,
    "pdf.fonttype": 42,
    "savefig.dpi": 300,
    "figure.dpi": 100,
}

# Lightness separates the members of a family and hue the families; the hues (blue,
# vermilion, ochre, grey) stay apart under the common forms of colour blindness.
COLOURS: dict[str, str] = {
    "biochemical": "#000000",
    "propagation_signed_directed": "#0b4a8f",
    "propagation_directed": "#3d8ac8",
    "propagation_undirected": "#a3cbe8",
    "distance_directed": "#b8281f",
    "distance_undirected": "#f0988a",
    "first_neighbour_signed_directed": "#a07400",
    "first_neighbour_directed": "#d9ac2b",
    "first_neighbour_undirected": "#f2dc9a",
    "bio_impact_oracle": "#4d4d4d",
    "scaled_impact_oracle": "#858585",
    "full_graph": "#bdbdbd",
    "sparse_graph": "#e9e9e9",
}

# A white rim keeps a line visible on a dark bar.
HALO = [withStroke(linewidth=2.0, foreground="w")]

styled = mpl.rc_context(PARAMETERS)
"""Decorate a function that draws, so that it draws in this style."""


def new_figure(
    *,
    width_in: float,
    height_in: float,
    layout: Literal["constrained", "compressed"] | None = "constrained",
) -> Figure:
    """Return an empty figure that no global state knows of.

    Parameters
    ----------
    width_in, height_in
        Size on paper [in].
    layout
        How places are found for its panels; None leaves them where they are put.
    """
    figure = Figure(figsize=(width_in, height_in), layout=layout)
    FigureCanvasAgg(figure)
    return figure


@styled
def empty_figure(reason: str) -> Figure:
    """Return a figure that says why there is nothing to draw."""
    figure = new_figure(width_in=SINGLE_COLUMN_IN, height_in=1.5)
    figure.text(0.5, 0.5, reason, ha="center", va="center", color=QUIET, wrap=True)
    return figure


def note(figure: Figure, text: str) -> None:
    """Write a quiet line above everything: the data and the protocol drawn."""
    lines = textwrap.fill(text, int(NOTE_CHARACTERS_PER_IN * figure.get_figwidth()))
    # Names come from strangers: a dollar sign in one must not start a formula.
    title = figure.suptitle(
        lines, x=0.01, ha="left", fontsize=6.5, color=QUIET, parse_math=False
    )
    if figure.get_layout_engine() is None:
        title.set(y=1 - 0.06 / figure.get_figheight(), va="top")


@styled
def save(figure: Figure, *, pdf: Path, png: Path) -> None:
    """Write a figure twice; the bytes depend on what is drawn and on nothing else.

    Parameters
    ----------
    figure
        Any figure.
    pdf
        Vector file with embedded fonts and no creation date.
    png
        Raster file at 300 dots per inch.
    """
    without_date: dict[str, Any] = {"CreationDate": None, "Creator": "bioripple"}
    for path, kind, facts in (
        (pdf, "pdf", without_date),
        (png, "png", {"Software": None}),
    ):
        # Given a path, matplotlib would leave the file open if the disk is full.
        with files.replacing(path) as temporary, temporary.open("wb") as stream:
            figure.savefig(stream, format=kind, metadata=facts)


def can_write(text: str) -> bool:
    """Return whether the font of the figures has every letter of a text."""
    known = _letters()
    return all(ord(letter) in known for letter in text)


@cache
def _letters() -> frozenset[int]:
    font = get_font(findfont(PARAMETERS["font.family"]))
    return frozenset(font.get_charmap())


def count(n: int, noun: str) -> str:
    """Return a number of things in words, such as `1 model` or `87 models`."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
