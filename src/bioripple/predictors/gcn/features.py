"""What a node's classifier may know, seen from one perturbed source.

By default that is topology: only the signs of the influence network enter, no rate
constant, no state and no size of a Jacobian entry. The paper does not say what its
features are; `GROUPS` has what they may have been.
"""

from collections.abc import Collection
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from bioripple.arrays import Floats, Signs
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
SIZE_PAIR_FEATURES = ("direct_size",)
SIZE_NODE_FEATURES = ("self_size", "in_size", "out_size")

# `labels`, the classes of the nodes that are labelled, are no columns computed here,
# nor is `identity`, a vector of its own for every node; see `table` and `classifier`.
FeatureGroup = Literal[
    "topology", "source", "degrees", "jacobian", "labels", "identity"
]
FEATURE_GROUPS: tuple[FeatureGroup, ...] = get_args(FeatureGroup)
GROUPS: dict[FeatureGroup, tuple[str, ...]] = {
    "topology": (*NODE_FEATURES, *PAIR_FEATURES),
    "source": ("is_source",),
    "degrees": ("one", "in_degree", "out_degree"),
    "jacobian": (*SIZE_NODE_FEATURES, *SIZE_PAIR_FEATURES),
    "labels": (),
    "identity": ("one",),
}
ALL_NODE_FEATURES = (*NODE_FEATURES, *SIZE_NODE_FEATURES)
ALL_PAIR_FEATURES = (*PAIR_FEATURES, *SIZE_PAIR_FEATURES)
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


def size_features(sizes: Floats) -> tuple[Features, Features]:
    """Describe nodes by the sizes of the Jacobian's entries.

    Parameters
    ----------
    sizes : (n, n)
        |jacobian|, `[i, j]` = effect on i of j.

    Returns
    -------
    per_node : (n, len(SIZE_NODE_FEATURES))
        Place of the self-link, and mean places of the links in and of those out.
    per_pair : (n, n, len(SIZE_PAIR_FEATURES))
        `[j, i]` is the place of the direct effect on i of j.

    Notes
    -----
    ASSUME: the place of an entry among all entries of its network, as a share; 0 for
    none. Entries span decades, and their unit is the model's own.
    """
    n = len(sizes)
    linked = sizes > 0
    place = np.zeros((n, n))
    place[linked] = rankdata(sizes[linked]) / max(int(linked.sum()), 1)
    others = np.where(np.eye(n, dtype=bool), 0.0, place)
    affecting, affected = (np.count_nonzero(others, axis=axis) for axis in (1, 0))
    per_node = (
        np.diagonal(place),
        others.sum(axis=1) / np.maximum(affecting, 1),
        others.sum(axis=0) / np.maximum(affected, 1),
    )
    return (
        np.stack(per_node, axis=-1).astype(np.float32),
        place.T[..., None].astype(np.float32),
    )


def names_of(groups: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the columns of some groups: of nodes, and of pairs.

    Parameters
    ----------
    groups
        Some of `FEATURE_GROUPS`; their order does not matter.
    """
    wanted = {name for group in groups for name in GROUPS[group]}  # type: ignore[index]
    return (
        tuple(name for name in ALL_NODE_FEATURES if name in wanted),
        tuple(name for name in ALL_PAIR_FEATURES if name in wanted),
    )


def columns(
    sign: Signs, sizes: Floats | None, groups: Collection[str]
) -> tuple[Features, Features]:
    """Return the features of some groups.

    Parameters
    ----------
    sign : (n, n)
        Signs of the Jacobian, `[i, j]` = effect on i of j.
    sizes : (n, n), or None
        |jacobian|, which the group `jacobian` needs.
    groups
        Some of `FEATURE_GROUPS`.

    Returns
    -------
    per_node : (n, D)
    per_pair : (n, n, P)
        As `pair_features`, in the order of `names_of`.
    """
    per_node, per_pair = node_features(sign), pair_features(sign)
    if "jacobian" in groups:
        if sizes is None:
            raise ValueError("the features `jacobian` need the sizes of its entries")
        of_node, of_pair = size_features(sizes)
        per_node = np.concatenate([per_node, of_node], axis=-1)
        per_pair = np.concatenate([per_pair, of_pair], axis=-1)
    node_names, pair_names = names_of(groups)
    return (
        per_node[..., [ALL_NODE_FEATURES.index(name) for name in node_names]],
        per_pair[..., [ALL_PAIR_FEATURES.index(name) for name in pair_names]],
    )
