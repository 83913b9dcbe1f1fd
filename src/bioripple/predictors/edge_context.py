"""What stands around each edge of a signed network: features to learn from.

Everything takes time in proportion to the number of edges.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bioripple.arrays import Floats, Signs
from bioripple.predictors.abundances import log_abundance

Places = NDArray[np.intp]
Table = NDArray[np.float32]

FARTHEST = 4.0  # powers of ten from the median, beyond which abundances are alike
COUNT_NAMES = (
    "activators",
    "inhibitors",
    "activated",
    "inhibited",
    "activates_itself",
    "mutual",
)
NETWORK_NAMES = ("nodes", "mean_degree")
LEVEL_NAMES = ("log_abundance",)
PAIR_NAMES = ("sign", "reverse_activates", "reverse_inhibits")


def feature_names(*, abundances: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what is known of each edge, and of each node."""
    own = (*COUNT_NAMES, *LEVEL_NAMES) if abundances else COUNT_NAMES
    node = tuple(f"{of}{name}" for of in ("", "causes_", "effects_") for name in own)
    ends = tuple(f"{end}_{name}" for end in ("source", "target") for name in node)
    return (*PAIR_NAMES, *ends, *NETWORK_NAMES), (*node, *NETWORK_NAMES)


@dataclass(frozen=True, eq=False)
class EdgeContext:
    """The edges between different nodes, and what is known of them and of the nodes.

    Attributes
    ----------
    source, target : (E,)
        Places of the ends; ordered by target, then source. Self-loops are no edges:
        that a node activates itself is known of the node, and that it inhibits itself
        is not, for every node is taken to decay.
    sign : (E,) int8
        -1 or 1.
    edges : (E, F) float32
        The first names of `feature_names`.
    nodes : (n, G) float32
        The second ones.
    """

    source: Places
    target: Places
    sign: Signs
    edges: Table
    nodes: Table


def edge_context(sign: csr_array, abundances: Floats | None = None) -> EdgeContext:
    """Describe every edge of a network by what stands around it.

    Parameters
    ----------
    sign : csr_array of int8, shape (n, n)
        As `network.signed.SignedNetwork` has it: `[i, j]` = sign of the edge j -> i.
    abundances : (n,), optional
        Of the nodes, in any one unit; NaN where not known, which counts as the median.

    Returns
    -------
    EdgeContext
        Counts are there as log(1 + count).
    """
    edge = sign.tocoo()
    target, source = (each.astype(np.intp) for each in edge.coords)
    others = target != source
    order = np.lexsort((source[others], target[others]))
    target, source = target[others][order], source[others][order]
    signs = np.asarray(edge.data)[others][order].astype(np.int8)
    matrix = csr_array((signs.astype(np.float32), (target, source)), shape=sign.shape)
    loops = np.asarray(sign.diagonal(), dtype=np.float64)
    back = _reverse(matrix, target, source)
    known = _nodes(matrix, loops, target, np.abs(back))
    if abundances is not None:
        known = np.column_stack([known, _levels(abundances)])
    known = np.hstack([known, *_around(abs(matrix), known)]).astype(np.float32)
    pairs = np.column_stack([signs, back > 0, back < 0])
    size = np.log1p([len(loops), len(signs) / max(len(loops), 1)]).astype(np.float32)
    edges: list[Any] = [
        pairs,
        known[source],
        known[target],
        np.tile(size, (len(signs), 1)),
    ]
    nodes = np.hstack([known, np.tile(size, (len(loops), 1))])
    every = np.hstack(edges).astype(np.float32)
    return EdgeContext(source, target, signs, every, nodes)


def _around(edges: csr_array, known: Floats) -> list[Floats]:
    """Return means over the causes of each node, and over its effects; 0 of none."""
    return [
        np.asarray(side @ known) / np.maximum(side.sum(axis=1), 1.0)[:, None]
        for side in (edges, edges.T.tocsr())
    ]


def _nodes(matrix: csr_array, loops: Floats, target: Places, mutual: Floats) -> Floats:
    """Return `COUNT_NAMES` of each node."""
    more, less = matrix > 0, matrix < 0
    counts = [
        more.sum(axis=1),
        less.sum(axis=1),
        more.sum(axis=0),
        less.sum(axis=0),
    ]
    both = np.bincount(target, weights=mutual, minlength=len(loops))
    columns = [*map(np.log1p, counts), loops > 0, np.log1p(both)]
    return np.column_stack(columns).astype(np.float64)


def _reverse(matrix: csr_array, target: Places, source: Places) -> Floats:
    """Return the sign of the edge i -> j beside each edge j -> i; 0 without one."""
    if not len(target):
        return np.zeros(0)
    n = matrix.shape[0]
    key, turned = target * n + source, source * n + target
    place = np.minimum(np.searchsorted(key, turned), len(key) - 1)
    return np.where(key[place] == turned, matrix.data[place], 0.0)


def _levels(abundances: Floats) -> Floats:
    """Return log10 abundances about their median, within a range."""
    known = np.isfinite(abundances)
    if not known.any():
        return np.zeros(len(abundances))
    logs = np.zeros(len(abundances))
    logs[known] = log_abundance(abundances[known])
    logs[known] -= np.median(logs[known])
    return np.clip(logs, -FARTHEST, FARTHEST)
