"""Predictions that know the influence network only, after DYNAMO.

After Santolini & Barabási, PNAS 2018. Every matrix is n × n, row = affected, column =
affecting, and every predictor gives all unreachable pairs the same lowest size, 0.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from bioripple.arrays import Floats, Signs
from bioripple.network.influence import adjacency, distances, reachable, signs

ALPHA = 0.9  # share of an effect that is passed on, as in DYNAMO


def propagation(
    sign: Signs, *, directed: bool, signed: bool, alpha: float = ALPHA
) -> Floats:
    """Let an effect spread over the network, losing strength with every step.

    Parameters
    ----------
    sign
        Signed adjacency matrix.
    directed
        Follow the direction of edges, or let effects run both ways.
    signed
        Let inhibition and activation cancel; only with `directed`.
    alpha
        Share of the effect that is passed on, 0 <= alpha < 1 [dimensionless].

    Returns
    -------
    Floats
        P, signed if `signed`.

    Raises
    ------
    ValueError
        If alpha is out of range, or signs are asked for without directions.

    Notes
    -----
    P = (1 - α) (I - α W')⁻¹ with W' = D_row^(-1/2) W D_col^(-1/2), where D_row and
    D_col hold Σ|W| over rows and columns (self-loops counted, 1/√0 = 0). No eigenvalue
    of W' exceeds 1 in size, so the inverse exists for every alpha below 1.
    """
    if not 0.0 <= alpha < 1.0:
        raise ValueError(f"alpha is {alpha}; expected 0 <= alpha < 1")
    if signed and not directed:
        raise ValueError("signed propagation is defined for directed networks only")
    edges = adjacency(sign, directed=directed)
    weights = (sign if signed else edges).astype(np.float64)
    scaled = _inverse_root(edges.sum(axis=1))[:, None] * weights
    scaled *= _inverse_root(edges.sum(axis=0))[None, :]
    spread = (1.0 - alpha) * np.linalg.inv(np.eye(sign.shape[0]) - alpha * scaled)
    return np.where(reachable(sign, directed=directed), spread, 0.0)


def closeness(sign: Signs, *, directed: bool) -> Floats:
    """Return 1 / (1 + d), where d counts the edges from j to i; 0 if unreachable.

    Parameters
    ----------
    sign
        Signed adjacency matrix.
    directed
        Whether a path has to follow the direction of the edges.

    Returns
    -------
    Floats
        The distance model: 1 on the diagonal, 1/2 for neighbours, and so on.
    """
    return 1.0 / (1.0 + distances(sign, directed=directed))


def reachability(sign: Signs) -> Floats:
    """Return 1 where a path leads from j to i, and 0 elsewhere."""
    return reachable(sign).astype(np.float64)


def first_neighbour(sign: Signs, *, directed: bool, signed: bool = False) -> Floats:
    """Return 1 where an edge joins two nodes, with its sign if that is asked for.

    Parameters
    ----------
    sign
        Signed adjacency matrix.
    directed
        Whether the edge has to run from j to i.
    signed
        Keep the signs; only with `directed`.
    """
    edges = sign if signed else adjacency(sign, directed=directed)
    return edges.astype(np.float64)


# By id, what Table 1 compares; the first ones take `alpha`.
PROPAGATIONS: dict[str, Callable[..., Floats]] = {
    "propagation_signed_directed": partial(propagation, directed=True, signed=True),
    "propagation_directed": partial(propagation, directed=True, signed=False),
    "propagation_undirected": partial(propagation, directed=False, signed=False),
}
BASELINES: dict[str, Callable[..., Floats]] = {
    **PROPAGATIONS,
    "distance_directed": partial(closeness, directed=True),
    "distance_undirected": partial(closeness, directed=False),
    "first_neighbour_signed_directed": partial(
        first_neighbour, directed=True, signed=True
    ),
    "first_neighbour_directed": partial(first_neighbour, directed=True),
    "first_neighbour_undirected": partial(first_neighbour, directed=False),
}


def baselines(jacobian_signs: Signs, *, alpha: float) -> dict[str, Floats]:
    """Return every topology-only prediction of Table 1 for one model, by its id.

    Parameters
    ----------
    jacobian_signs
        Signed adjacency matrix of the influence network.
    alpha
        Share of an effect that propagation passes on [dimensionless].
    """
    sign = signs(jacobian_signs)
    return {
        name: compute(sign, alpha=alpha) if name in PROPAGATIONS else compute(sign)
        for name, compute in BASELINES.items()
    }


def _inverse_root(degrees: np.ndarray) -> Floats:
    roots = np.sqrt(degrees.astype(np.float64))
    return np.divide(1.0, roots, out=np.zeros_like(roots), where=roots > 0)
