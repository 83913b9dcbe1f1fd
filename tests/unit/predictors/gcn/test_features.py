from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bioripple.predictors.gcn.features import (
    NODE_FEATURES,
    PAIR_FEATURES,
    columns,
    names_of,
    node_features,
    pair_features,
    size_features,
)
from tests.support.synthetic_networks import random_networks

# a → b ⊣ c, and every node but b decays.
CHAIN = np.array([[-1, 0, 0], [1, 0, 0], [0, -1, -1]], dtype=np.int8)
NETWORK = random_networks([14], seed=3)[0]


def pair(name: str) -> NDArray[np.float32]:
    return pair_features(CHAIN)[..., PAIR_FEATURES.index(name)]


def node(name: str) -> NDArray[np.float32]:
    return node_features(CHAIN)[..., NODE_FEATURES.index(name)]


@pytest.mark.parametrize(
    ("name", "from_source_to_node"),
    [
        ("is_source", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
        ("closeness_from_source", [[1, 1 / 2, 1 / 3], [0, 1, 1 / 2], [0, 0, 1]]),
        ("closeness_to_source", [[1, 0, 0], [1 / 2, 1, 0], [1 / 3, 1 / 2, 1]]),
        (
            "closeness_undirected",
            [[1, 1 / 2, 1 / 3], [1 / 2, 1, 1 / 2], [1 / 3, 1 / 2, 1]],
        ),
        ("reachable", [[1, 1, 1], [0, 1, 1], [0, 0, 1]]),
        ("reachable_share", [[1, 1, 1], [2 / 3] * 3, [1 / 3] * 3]),
        ("lowest_rank", np.log2([[3, 2, 1], [1, 3, 2], [1, 1, 3]]) / 10),
        ("highest_rank", np.log2([[3, 2, 1], [1, 3, 2], [2, 2, 3]]) / 10),
        ("direct_sign", [[-1, 1, 0], [0, 0, -1], [0, 0, -1]]),
    ],
)
def test_pair_features_of_a_chain(name: str, from_source_to_node: Any) -> None:
    np.testing.assert_allclose(pair(name), from_source_to_node, rtol=1e-6)


@pytest.mark.parametrize(
    ("name", "per_node"),
    [
        ("one", [1, 1, 1]),
        ("in_degree", [0, 0.1, 0.1]),
        ("out_degree", [0.1, 0.1, 0]),
        ("in_sign", [0, 1, -1]),
        ("out_sign", [1, -1, 0]),
        ("self_sign", [-1, 0, -1]),
        ("network_size", np.log2([3, 3, 3]) / 10),
    ],
)
def test_node_features_of_a_chain(name: str, per_node: Any) -> None:
    np.testing.assert_allclose(node(name), per_node, rtol=1e-6)


def test_features_follow_a_renumbering_of_the_nodes() -> None:
    order = np.random.default_rng(0).permutation(NETWORK.size)
    renumbered = NETWORK.sign[np.ix_(order, order)]
    np.testing.assert_array_equal(
        pair_features(renumbered), pair_features(NETWORK.sign)[np.ix_(order, order)]
    )
    np.testing.assert_array_equal(
        node_features(renumbered), node_features(NETWORK.sign)[order]
    )


def test_features_stay_within_the_unit_interval_around_zero() -> None:
    for table in (pair_features(NETWORK.sign), node_features(NETWORK.sign)):
        assert np.isfinite(table).all()
        assert np.abs(table).max() <= 1


def test_groups_choose_columns_by_name_in_one_order() -> None:
    of_node, of_pair = columns(CHAIN, None, ("source", "degrees"))
    assert names_of({"degrees", "source"}) == (
        ("one", "in_degree", "out_degree"),
        ("is_source",),
    )
    for k, name in enumerate(("one", "in_degree", "out_degree")):
        np.testing.assert_array_equal(of_node[:, k], node(name))
    np.testing.assert_array_equal(of_pair[..., 0], pair("is_source"))
    assert names_of(("topology",)) == (NODE_FEATURES, PAIR_FEATURES)
    with pytest.raises(ValueError, match="need the sizes"):
        columns(CHAIN, None, ("jacobian",))


def test_sizes_are_places_among_the_entries_of_a_network() -> None:
    sizes = np.array([[3.0, 0, 0], [1e-9, 0, 0], [0, 50.0, 3.0]])
    of_node, of_pair = size_features(sizes)
    place = np.array([[2.5, 0, 0], [1, 0, 0], [0, 4, 2.5]]) / 4
    np.testing.assert_allclose(of_pair[..., 0], place.T, rtol=1e-6)
    expected = [[0.625, 0, 0.25], [0, 0.25, 1], [0.625, 1, 0]]
    np.testing.assert_allclose(of_node, expected, rtol=1e-6)
