"""Where the nodes stand: what is perturbed on the left, effects to its right.

A node stands in the layer of its distance from what is perturbed; what only acts on it
stands to its left, what has no link to it below. Nothing is drawn by lot: a network
looks the same every time.
"""

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression
from scipy.sparse import csr_array

from bioripple.arrays import Floats
from bioripple.network.signed import SignedNetwork

HEIGHT = 28.0  # of a box
LETTER = 7.4  # width at 12 px
MOST_LETTERS = 20
SHAPE = 1.5  # width by height of the whole
MOST_STRETCHED = 2.2  # to come to that shape
FURTHEST_BACK = -2.0  # layer of what acts from further away
SWEEPS = 12


@dataclass(frozen=True)
class Gaps:
    """Room around boxes.

    Attributes
    ----------
    pitch
        From box to box in a column.
    columns
        Between two columns of one layer.
    layers
        Between two layers.
    """

    pitch: float
    columns: float
    layers: float


WIDE = Gaps(pitch=46.0, columns=30.0, layers=66.0)
TIGHT = Gaps(pitch=36.0, columns=14.0, layers=58.0)
MANY = 60  # nodes, for which there is less room

Columns = list[list[NDArray[np.intp]]]  # nodes, by layer and column


def short(label: str) -> str:
    """Return what fits into a box: a long label loses its middle."""
    text = " ".join(label.split()) or "?"
    if len(text) <= MOST_LETTERS:
        return text
    half = (MOST_LETTERS - 1) // 2
    return f"{text[:half]}…{text[-half:]}"


def widths(labels: Iterable[str]) -> Floats:
    """Return how wide a box each label needs, which `short` may have made shorter."""
    letters = [sum(map(_letter_width, short(label))) for label in labels]
    return np.maximum(44.0, 18.0 + LETTER * np.array(letters, dtype=float))


def _letter_width(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    # Beyond the Latin alphabet some are as wide as two, whatever Unicode says of them.
    wide = unicodedata.east_asian_width(letter) in "WF" or ord(letter) > 0x2FFF
    return 2.0 if wide else 1.2 if letter in "MWmw@%" else 1.0


def levels(
    network: SignedNetwork, starts: Sequence[int], then: Sequence[int] = ()
) -> Floats:
    """Return the layer of each node.

    Parameters
    ----------
    network
        Of n nodes.
    starts, then
        Places of the nodes in layers 0 and 1: what is perturbed, and the targets of
        perturbed links.

    Returns
    -------
    ndarray, shape (n,)
        Edges from what is perturbed; a negative number of edges to it where a node is
        not reached from there; NaN where no path leads either way.
    """
    found = _distances(network.sign, starts, then)
    back = _distances(csr_array(network.sign.T), starts, ())
    upstream = np.isnan(found)
    found[upstream] = -back[upstream]
    return found


def _distances(sign: csr_array, starts: Sequence[int], then: Sequence[int]) -> Floats:
    """Walk from column to row, breadth first."""
    found = np.full(sign.shape[0], np.nan)
    found[list(then)] = 1.0
    found[list(starts)] = 0.0
    pattern = csr_array((np.ones(sign.nnz), sign.indices, sign.indptr), sign.shape)
    step = 0
    while (front := found == step).any() or step == 0:
        reached = (pattern @ front.astype(float) > 0) & np.isnan(found)
        step += 1
        found[reached] = step
    return found


def places(
    network: SignedNetwork, starts: Sequence[int], then: Sequence[int] = ()
) -> Floats:
    """Return where the centre of each node's box is.

    Parameters
    ----------
    network, starts, then
        As in `levels`.

    Returns
    -------
    ndarray, shape (n, 2)
        Right and down, in px at full size. Boxes as wide as `widths` says and `HEIGHT`
        high do not overlap.
    """
    at = np.zeros((network.size, 2))
    if not network.size:
        return at
    wide = widths(network.labels)
    gaps = TIGHT if network.size > MANY else WIDE
    level = np.maximum(levels(network, starts, then), FURTHEST_BACK)
    linked = np.flatnonzero(~np.isnan(level))
    rest = np.flatnonzero(np.isnan(level))
    if len(linked):
        groups = [linked[level[linked] == k] for k in np.unique(level[linked])]
        links = _between_groups(network, level)
        columns = _columns(_ordered(groups, links), wide, gaps)
        _put(at, columns, wide, gaps)
        _straighten(at, columns, links, gaps.pitch)
        _stretch(at, linked)
    _put_below(at, linked, rest, wide, gaps)
    return np.round(at, 1)


def _between_groups(network: SignedNetwork, level: Floats) -> csr_array:
    """Return who is linked with whom in another layer, as n × n ones."""
    source, target, _ = network.edges
    kept = ~(level[source] == level[target])
    ends = np.concatenate([source[kept], target[kept]])
    others = np.concatenate([target[kept], source[kept]])
    links = csr_array((np.ones(len(ends)), (ends, others)), shape=network.sign.shape)
    links.data[:] = 1.0
    return links


def _means(links: csr_array, members: NDArray[np.intp], y: Floats) -> Floats:
    """Return the mean height of each member's neighbours; its own if it has none."""
    rows = links[members]
    number = rows.sum(axis=1)
    known = np.nan_to_num(y)
    return np.where(number > 0, (rows @ known) / np.maximum(number, 1.0), y[members])


def _ordered(
    groups: list[NDArray[np.intp]], links: csr_array
) -> list[NDArray[np.intp]]:
    """Order each layer by the mean place of the neighbours, there and back."""
    y = np.zeros(links.shape[0])
    for group in groups:
        y[group] = _even(len(group))
    for sweep in range(SWEEPS):
        order = range(len(groups)) if sweep % 2 == 0 else reversed(range(len(groups)))
        for k in order:
            wanted = _means(links, groups[k], y)
            groups[k] = groups[k][np.argsort(wanted, kind="stable")]
            y[groups[k]] = _even(len(groups[k]))
    return groups


def _even(n: int) -> Floats:
    return (np.arange(n) + 0.5) / n - 0.5


def _columns(groups: list[NDArray[np.intp]], wide: Floats, gaps: Gaps) -> Columns:
    """Cut layers into columns so that the whole has about the shape of a screen."""
    largest = max(map(len, groups))
    tries = sorted({*np.geomspace(1, largest, 40).round().astype(int).tolist()})

    def misfit(rows: int) -> float:
        columns = _cut(groups, rows)
        inner = sum(
            float(wide[c].max()) + gaps.columns for layer in columns for c in layer
        )
        width = inner + len(columns) * (gaps.layers - gaps.columns)
        height = gaps.pitch * max(len(c) for layer in columns for c in layer)
        return abs(math.log(width / height / SHAPE))

    return _cut(groups, min(tries, key=misfit))


def _cut(groups: list[NDArray[np.intp]], rows: int) -> Columns:
    counts = [math.ceil(len(group) / rows) for group in groups]
    return [
        [group[k::count] for k in range(count)]
        for group, count in zip(groups, counts, strict=True)
    ]


def _put(at: Floats, columns: Columns, wide: Floats, gaps: Gaps) -> None:
    right = 0.0
    for layer in columns:
        for k, column in enumerate(layer):
            # Neighbouring columns are staggered: a link sees its target between boxes.
            down = (k / len(layer) - 0.5) * gaps.pitch if len(layer) > 1 else 0.0
            width = float(wide[column].max())
            at[column, 0] = right + width / 2
            at[column, 1] = gaps.pitch * len(column) * _even(len(column)) + down
            right += width + gaps.columns
        right += gaps.layers - gaps.columns


def _straighten(at: Floats, columns: Columns, links: csr_array, pitch: float) -> None:
    """Move single columns to where their neighbours are, each in its order."""
    for sweep in range(SWEEPS):
        for layer in columns if sweep % 2 == 0 else reversed(columns):
            if len(layer) > 1:
                continue
            column = layer[0]
            room = pitch * np.arange(len(column))
            wanted = _means(links, column, at[:, 1])
            at[column, 1] = isotonic_regression(wanted - room).x + room


def _stretch(at: Floats, nodes: NDArray[np.intp]) -> None:
    """Use the screen: a flat picture gets higher, a high one wider."""
    width, height = np.ptp(at[nodes], axis=0) + 2 * HEIGHT
    by = np.clip(width / height / SHAPE, 1 / MOST_STRETCHED, MOST_STRETCHED)
    at[nodes] *= (1.0, by) if by > 1 else (1 / by, 1.0)


def _put_below(
    at: Floats,
    linked: NDArray[np.intp],
    rest: NDArray[np.intp],
    wide: Floats,
    gaps: Gaps,
) -> None:
    """Put what is not linked in rows under everything else."""
    if not len(rest):
        return
    left = right = down = 0.0
    if len(linked):
        left = float((at[linked, 0] - wide[linked] / 2).min())
        right = float((at[linked, 0] + wide[linked] / 2).max())
        down = float(at[linked, 1].max()) + 1.5 * gaps.pitch
    total = float((wide[rest] + gaps.columns).sum())
    most = max(right - left, math.sqrt(total * gaps.pitch * SHAPE), float(wide.max()))
    x = left
    for node in rest.tolist():
        if x > left and x + wide[node] > left + most:
            x, down = left, down + gaps.pitch
        at[node] = x + wide[node] / 2, down
        x += float(wide[node]) + gaps.columns
