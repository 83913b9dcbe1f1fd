"""Why a node responds: the strongest signed paths, and what each edge contributes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array
from scipy.sparse.csgraph import yen

from bioripple.arrays import Floats
from bioripple.errors import Refused
from bioripple.network.signed import Places, SignedNetwork
from bioripple.network.steps import AWAY, Walker
from bioripple.predictors.passing import Passing
from bioripple.predictors.propagating import AUTOMATIC, passing
from bioripple.respond.answer import AUTO
from bioripple.respond.conditions import places_of
from bioripple.respond.notes import notes_of
from bioripple.respond.result import SignedPath
from bioripple.respond.solve import System

# Columns of the edges of an explanation, and what each says.
EDGES: dict[str, str] = {
    "source": "id of the node that acts",
    "target": "id of the node that is acted on",
    "sign": "1 activates, -1 inhibits",
    "share": "relative change of the response if the edge were a little stronger, per "
    "relative change of the edge: 1 = the response is proportional to it, negative = "
    "it works against the response; without loops, those into the target add up to 1",
}
WALKED = "paths that pass a node twice are summed in the response but not listed"


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why a node responds to another.

    Attributes
    ----------
    predictor
        Its id.
    source, target
        Ids.
    response
        Of the target to strength 1 at the source, mean over the members.
    paths
        The strongest ones first.
    edges : DataFrame
        Columns `EDGES`, the largest |share| first.
    notes
        As in `result.Responses`.
    """

    predictor: str
    source: str
    target: str
    response: float
    paths: tuple[SignedPath, ...]
    edges: pd.DataFrame
    notes: tuple[str, ...]


def explain(
    network: SignedNetwork,
    source: str,
    target: str,
    *,
    predictor: str = AUTO,
    paths: int = 5,
    edges: int | None = 20,
) -> Explanation:
    """Explain how a perturbation of one node reaches another.

    Parameters
    ----------
    network
        Who acts on whom.
    source, target
        Ids of two nodes.
    predictor
        Id in `propagating.PASSINGS`, or `auto`.
    paths
        How many of the strongest paths are wanted.
    edges
        How many edges are wanted; None = all that take part.

    Raises
    ------
    Refused
        If there is no such node, both are one, or no path leads there.
    ValueError
        If the predictor passes nothing along edges.

    Notes
    -----
    With x the response to the source (held there, or added) and y the pushes that move
    the target by 1 (a transposed solve in which a held source stays where it is), the
    share of the edge j -> i is y_i W_ij x_j / x_t: how the logarithm of the response
    changes with that of the edge. It is exact, loops included. Shares are means over
    the members, weighted by their responses; paths are those of their mean W.
    """
    name = AUTOMATIC if predictor == AUTO else predictor
    passed = passing(name, network)
    s, t = places_of(network, [source, target])
    if s == t:
        raise Refused(f'"{source}": expected a target that is not the source')
    between = nodes_between(network, s, t)
    if not between.size:
        raise Refused(f'no path leads from "{source}" to "{target}" in the network')
    flows = [_flows(System(member), passed, s, t) for member in passed.members]
    response = float(np.mean([x for x, _, _ in flows]))
    carried = _mean([flow for _, flow, _ in flows])
    table = _edge_table(network, carried, response, edges)
    notes = list(
        notes_of(
            name,
            held=passed.held,
            number=0,
            converged=all(good for _, _, good in flows),
        )
    )
    if response == 0.0:
        notes.insert(
            0, "Paths of opposite signs cancel: no edge has a share of nothing."
        )
    return Explanation(
        name,
        source,
        target,
        response,
        strongest_paths(network, passed, s, t, number=paths, between=between),
        table,
        (f"Of the paths: {WALKED}.", *notes),
    )


def nodes_between(network: SignedNetwork, s: int, t: int) -> Places:
    """Return the places that lie on walks from s to t, both included; or none."""
    after = Walker(network).steps({s: 0}) != AWAY
    before = Walker(network, backwards=True).steps({t: 0}) != AWAY
    return np.flatnonzero(after & before) if after[t] else np.zeros(0, dtype=np.intp)


def _kept_off(matrix: csr_array, passed: Passing, s: int) -> csr_array:
    """Return W, in which nothing acts on a source that is held."""
    if not passed.held:
        return matrix
    acted_on = np.ones(matrix.shape[0])
    acted_on[s] = 0.0
    return csr_array(diags_array(acted_on) @ matrix)


def _flows(
    system: System, passed: Passing, s: int, t: int
) -> tuple[float, csr_array, bool]:
    """Return the response, what each edge carries of it, and whether that converged."""
    off = System(_kept_off(system.matrix, passed, s))
    x = off.inverse_columns([s])
    y = off.transposed.inverse_columns([t])
    entries = off.matrix.tocoo()
    i, j = entries.coords
    carried = passed.scale * y.changes[i, 0] * entries.data * x.changes[j, 0]
    full = csr_array((carried, (i, j)), shape=off.matrix.shape)
    return passed.scale * float(x.changes[t, 0]), full, x.converged and y.converged


def strongest_paths(
    network: SignedNetwork,
    passed: Passing,
    s: int,
    t: int,
    *,
    number: int,
    between: Places,
) -> tuple[SignedPath, ...]:
    """Return the paths whose product of entries is largest in size.

    Parameters
    ----------
    network
        Gives names.
    passed
        What is passed along its edges.
    s, t
        Places of source and target.
    number
        How many paths.
    between
        What `nodes_between` returns.

    Returns
    -------
    tuple of SignedPath
        No node comes twice in one. `share` is of the sizes of all walks, which are
        summed with |W|.
    """
    mean = _mean(passed.members)
    inner = csr_array(_kept_off(mean, passed, s)[between][:, between])
    total = _sizes_of_walks(abs(inner), int(np.searchsorted(between, s)))
    # Lengths that Yen's algorithm adds: a path is short if its product is large.
    lengths = csr_array(abs(inner.T))
    lengths.eliminate_zeros()
    lengths.data = -np.log(lengths.data)
    # Yen's algorithm knows no other integers.
    lengths.indices = lengths.indices.astype(np.int32)
    lengths.indptr = lengths.indptr.astype(np.int32)
    start, end = (int(np.searchsorted(between, place)) for place in (s, t))
    sums, before = yen(lengths, start, end, number, return_predecessors=True)
    found = []
    for length, came_from in zip(sums, before, strict=True):
        path = _path(came_from, start, end)
        steps = [(path[k + 1], path[k]) for k in range(len(path) - 1)]
        sign = int(np.prod([np.sign(inner[step]) for step in steps]))
        names = tuple(network.nodes[between[k]] for k in path)
        found.append(SignedPath(names, sign, float(np.exp(-length) / total[end])))
    return tuple(found)


def _mean(matrices: Sequence[csr_array]) -> csr_array:
    total = matrices[0]
    for matrix in matrices[1:]:
        total = total + matrix
    return csr_array(total / len(matrices))


def _sizes_of_walks(sizes: csr_array, start: int) -> Floats:
    return System(sizes).inverse_columns([start]).changes[:, 0]


def _path(came_from: NDArray[np.int32], start: int, end: int) -> list[int]:
    path = [end]
    while path[-1] != start:
        path.append(int(came_from[path[-1]]))
    return path[::-1]


def _edge_table(
    network: SignedNetwork, carried: csr_array, response: float, most: int | None
) -> pd.DataFrame:
    entries = csr_array(carried).tocoo()
    target, source = entries.coords
    order = np.argsort(-np.abs(entries.data), kind="stable")
    order = order[entries.data[order] != 0.0][:most]
    nodes = np.array(network.nodes, dtype=object)
    share = entries.data[order] / response if response else np.nan
    table = pd.DataFrame(
        {"source": nodes[source[order]], "target": nodes[target[order]]}
    )
    table["sign"] = np.asarray(network.sign[target[order], source[order]]).ravel()
    table["share"] = share
    return table[list(EDGES)]
