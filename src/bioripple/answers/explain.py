"""Why a node responds: the strongest signed paths, and what each edge contributes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from bioripple.answers.known import known
from bioripple.answers.names import places_of
from bioripple.answers.notes import notes_of
from bioripple.answers.paths import kept_off, mean_of, nodes_between, strongest_paths
from bioripple.answers.result import Condition, SignedPath
from bioripple.answers.solve import System
from bioripple.errors import Refused
from bioripple.network.signed import SignedNetwork
from bioripple.predictors.passing import Passing
from bioripple.predictors.propagating import AUTO

# Columns of the edges of an explanation, and what each says.
EDGES: dict[str, str] = {
    "source": "id of the node that acts",
    "target": "id of the node that is acted on",
    "sign": "1 activates, -1 inhibits",
    "share": "relative change of the response if the edge were a little stronger, per "
    "relative change of the edge: 1 = the response is proportional to it, negative = "
    "it works against the response; without loops, those into the target add up to 1",
}
MOST_PATHS = 1000  # each takes memory in all nodes, before it is known to be there
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
    abundances: Mapping[str, float] | None = None,
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
    abundances
        As in `answer.respond`.

    Raises
    ------
    Refused
        If there is no such node, both are one, no path leads there, or the predictor
        takes no abundances.
    ValueError
        If the predictor passes nothing along edges, or `paths` is out of range.

    Notes
    -----
    With x the response to the source (held there, or added) and y the pushes that move
    the target by 1 (a transposed solve in which a held source stays where it is), the
    share of the edge j -> i is y_i W_ij x_j / x_t: how the logarithm of the response
    changes with that of the edge. It is exact, loops included. Shares are means over
    the members, weighted by their responses; paths are those of their mean W.
    """
    told = known(network, predictor, abundances)
    passed = told.passing(network)
    if not 1 <= paths <= MOST_PATHS:
        raise ValueError(f"paths: expected 1 to {MOST_PATHS}, found {paths}")
    s, t = places_of(network, [source, target])
    if s == t:
        raise Refused(f'"{source}": expected a target that is not the source')
    if not nodes_between(network, [s], t).size:
        raise Refused(f'no path leads from "{source}" to "{target}" in the network')
    flows = [_flows(System(member), passed, s, t) for member in passed.members]
    response = float(np.mean([x for x, _, _ in flows]))
    carried = mean_of([flow for _, flow, _ in flows])
    table = _edge_table(network, carried, response, edges)
    converged = all(is_good for _, _, is_good in flows)
    notes = list(
        notes_of(
            told.predictor,
            held=passed.held,
            number=None,
            converged=converged,
            has_abundances=told.has_abundances,
        )
    )
    if response == 0.0:
        notes.insert(0, "Paths of opposite signs cancel, so that no edge has a share.")
    condition = Condition("", {source: 1.0})
    return Explanation(
        told.predictor,
        source,
        target,
        response,
        strongest_paths(network, passed, condition, target, number=paths),
        table,
        (f"Of the paths: {WALKED}.", *notes),
    )


def _flows(
    system: System, passed: Passing, s: int, t: int
) -> tuple[float, csr_array, bool]:
    """Return the response, what each edge carries of it, and whether that converged."""
    off = System(kept_off(system.matrix, [s] if passed.held else []))
    x = off.inverse_columns([s])
    y = off.transposed.inverse_columns([t])
    entries = off.matrix.tocoo()
    i, j = entries.coords
    carried = passed.scale * y.changes[i, 0] * entries.data * x.changes[j, 0]
    full = csr_array((carried, (i, j)), shape=off.matrix.shape)
    return passed.scale * float(x.changes[t, 0]), full, x.converged and y.converged


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
    sign = network.sign[target, source]  # of no entry at all, SciPy makes one
    table["sign"] = np.asarray(sign).ravel()[order]
    table["share"] = share
    return table[list(EDGES)]
