"""What topology alone predicts for chosen sources, without n × n.

Columns of what `predictors.topology` computes, by the same sparse steps that answer for
networks of people's own.
"""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from scipy.sparse import csr_array

from bioripple.answers.solve import System
from bioripple.arrays import Floats
from bioripple.errors import Failed
from bioripple.network.signed import Places, SignedNetwork
from bioripple.network.steps import AWAY, BLOCK, steps_of_block
from bioripple.predictors.propagating import propagation_passing
from bioripple.predictors.registry import BY_ID
from bioripple.predictors.topology import (
    ALPHA,
    closeness,
    first_neighbour,
    propagation,
)


def goes_by_source(predictor: str) -> bool:
    """Say whether `predict_of` can do a predictor, by its id in the registry."""
    return _way(predictor) is not None


def predict_of(
    predictor: str, network: SignedNetwork, sources: Sequence[int] | Places
) -> Floats:
    """Predict the responses to some sources.

    Parameters
    ----------
    predictor
        Id of a propagation, a distance or a first neighbour of the registry.
    network
        Of n nodes.
    sources
        Places of k nodes.

    Returns
    -------
    ndarray, shape (n, k)
        Columns of what the predictor gives for the whole network; propagation within
        `answers.solve.TOLERANCE` of the largest number of a column. Exactly 0 where a
        source reaches nothing.

    Raises
    ------
    Failed
        If propagation has not converged.
    ValueError
        If the predictor needs the whole network's responses at once.
    """
    way = _way(predictor)
    if way is None:
        raise ValueError(f"predictor: {predictor!r} does not go by source")
    return way(network, np.asarray(sources, dtype=np.intp))


def _way(predictor: str) -> Callable[[SignedNetwork, Places], Floats] | None:
    """Return what does the columns of a predictor, with the settings that it has."""
    compute = getattr(BY_ID.get(predictor), "compute", None)
    if not isinstance(compute, partial) or compute.func not in _WAYS:
        return None
    return partial(_WAYS[compute.func], **compute.keywords)


def _propagated(
    network: SignedNetwork,
    sources: Places,
    *,
    directed: bool,
    signed: bool,
    alpha: float = ALPHA,
) -> Floats:
    seen = _seen(network, directed=directed, signed=signed)
    passing = propagation_passing(seen, alpha=alpha)
    system = System(passing.members[0])
    found = np.zeros((network.size, len(sources)))
    for first in range(0, len(sources), BLOCK):
        these = slice(first, first + BLOCK)
        solved = system.inverse_columns(sources[these])
        if not solved.converged:
            raise Failed(
                f"propagation has not converged: {solved.residual:.1e} of the largest "
                "change is left"
            )
        away = steps_of_block(seen, sources[these]) == AWAY
        found[:, these] = np.where(away, 0.0, passing.scale * solved.changes)
    return found


def _near(network: SignedNetwork, sources: Places, *, directed: bool) -> Floats:
    seen = _seen(network, directed=directed, signed=False)
    found = np.zeros((network.size, len(sources)))
    for first in range(0, len(sources), BLOCK):
        these = slice(first, first + BLOCK)
        steps = steps_of_block(seen, sources[these])
        found[:, these] = np.where(steps == AWAY, 0.0, 1.0 / (1.0 + np.abs(steps)))
    return found


def _joined(
    network: SignedNetwork, sources: Places, *, directed: bool, signed: bool = False
) -> Floats:
    seen = _seen(network, directed=directed, signed=signed)
    return np.asarray(seen.sign[:, sources].toarray(), dtype=np.float64)


def _seen(network: SignedNetwork, *, directed: bool, signed: bool) -> SignedNetwork:
    """Return a network as a predictor sees it: without signs, or without directions."""
    if directed and signed:
        return network
    edges = abs(network.sign)
    if not directed:
        edges = edges.maximum(edges.T)
    edges = csr_array(edges)
    edges.sort_indices()
    return SignedNetwork(network.nodes, network.labels, edges)


_WAYS: dict[Callable[..., Floats], Callable[..., Floats]] = {
    propagation: _propagated,
    closeness: _near,
    first_neighbour: _joined,
}
