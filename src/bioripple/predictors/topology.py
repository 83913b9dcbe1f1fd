"""Predictions that know the influence network only, after DYNAMO.

Source: Santolini & Barabási, PNAS 2018. Every matrix is n × n, row = affected, column =
affecting, and every predictor gives all unreachable pairs the same lowest size, 0.
"""

import numpy as np

from bioripple.arrays import Floats, Signs
from bioripple.network.influence import adjacency, distances, reachable, signs


def propagation(sign: Signs, *, directed: bool, signed: bool, alpha: float) -> Floats:
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


def baselines(jacobian_signs: Signs, *, alpha: float) -> dict[str, Floats]:
    """Return every topology-only prediction of one model by its method id.

    Parameters
    ----------
    jacobian_signs
        Signed adjacency matrix of the influence network.
    alpha
        Share of an effect that propagation passes on [dimensionless].

    Returns
    -------
    dict[str, Floats]
        One matrix for each of `methods.BASELINE_IDS`.
    """
    sign = signs(jacobian_signs)
    return {
        "propagation_signed_directed": propagation(
            sign, directed=True, signed=True, alpha=alpha
        ),
        "propagation_directed": propagation(
            sign, directed=True, signed=False, alpha=alpha
        ),
        "propagation_undirected": propagation(
            sign, directed=False, signed=False, alpha=alpha
        ),
        "distance_directed": closeness(sign, directed=True),
        "distance_undirected": closeness(sign, directed=False),
        "first_neighbour_signed_directed": sign.astype(np.float64),
        "first_neighbour_directed": adjacency(sign, directed=True).astype(np.float64),
        "first_neighbour_undirected": adjacency(sign, directed=False).astype(
            np.float64
        ),
    }


def _inverse_root(degrees: np.ndarray) -> Floats:
    roots = np.sqrt(degrees.astype(np.float64))
    return np.divide(1.0, roots, out=np.zeros_like(roots), where=roots > 0)
