"""What a node's classifier may know: topology, seen from one perturbed source.

Nothing here reads a rate constant, a state or the size of a Jacobian entry; only the
signs of the influence network enter.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from bioripple.arrays import Signs
from bioripple.predictors.topology import closeness

Features = NDArray[np.float32]

PAIR_FEATURES = (
    "is_source",
    "closeness_from_source",
    "closeness_to_source",
    "closeness_undirected",
    "reachable",
    "reachable_share",
    "lowest_rank",
    "highest_rank",
    "direct_sign",
)
NODE_FEATURES = (
    "one",
    "in_degree",
    "out_degree",
    "in_sign",
    "out_sign",
    "self_sign",
    "network_size",
)
# ASSUME: log2 of anything counted in a network stays below about ten, so that dividing
# by ten puts it beside the other features, which lie in [-1, 1].
LOG_SCALE = np.float32(0.1)


def pair_features(sign: Signs) -> Features:
    """Describe every node relative to every source.

    Parameters
    ----------
    sign : (n, n)
        Signs of the Jacobian, `[i, j]` = effect on i of j.

    Returns
    -------
    (n, n, len(PAIR_FEATURES))
        `[j, i]` describes node i when j is perturbed: whether it is the source;
        1 / (1 + d) along the links from it, along those to it, and along links of
        either direction; whether it is reached, and the share of nodes that are;
        log2 / 10 of the first and last place that it can take when the nodes are
        ranked by closeness to the source, nearest last; the sign of a direct effect.
    """
    n = len(sign)
    near = closeness(sign, directed=True)
    reached = near > 0
    table = (
        np.eye(n),
        near,
        near.T,
        closeness(sign, directed=False),
        reached,
        np.broadcast_to(reached.mean(axis=0), (n, n)),
        np.log2(rankdata(near, method="min", axis=0)) * LOG_SCALE,
        np.log2(rankdata(near, method="max", axis=0)) * LOG_SCALE,
        sign,
    )
    return np.stack([column.T for column in table], axis=-1).astype(np.float32)


def node_features(sign: Signs) -> Features:
    """Describe every node without regard to the source.

    Parameters
    ----------
    sign : (n, n)
        Signs of the Jacobian, `[i, j]` = effect on i of j.

    Returns
    -------
    (n, len(NODE_FEATURES))
        A constant one; log2(1 + degree) / 10 over links in and out, self-links left
        out; mean sign of the links in and of those out; sign of the self-link;
        log2(n) / 10.
    """
    n = len(sign)
    others = np.where(np.eye(n, dtype=bool), 0, sign).astype(np.float64)
    affecting, affected = (np.count_nonzero(others, axis=axis) for axis in (1, 0))
    table = (
        np.ones(n),
        np.log2(1 + affecting) * LOG_SCALE,
        np.log2(1 + affected) * LOG_SCALE,
        others.sum(axis=1) / np.maximum(affecting, 1),
        others.sum(axis=0) / np.maximum(affected, 1),
        np.diagonal(sign),
        np.full(n, np.log2(n) * LOG_SCALE),
    )
    return np.stack(table, axis=-1).astype(np.float32)
