"""What stands around an edge, counted by hand."""

import numpy as np
from scipy.sparse import csr_array

from bioripple.predictors.edge_context import EdgeContext, edge_context, feature_names

# a -> b, a -| c, b -> c, c -| b, b activates itself, c inhibits itself
SIGN = csr_array(np.array([[0, 0, 0], [1, 1, -1], [-1, 1, -1]], dtype=np.int8))


def edge(found: EdgeContext, source: int, target: int) -> dict[str, float]:
    (k,) = np.flatnonzero((found.source == source) & (found.target == target))
    names, _ = feature_names(abundances=False)
    return dict(zip(names, found.edges[k].tolist(), strict=True))


def test_edges_are_those_between_different_nodes() -> None:
    found = edge_context(SIGN)
    assert found.target.tolist() == [1, 1, 2, 2]
    assert found.source.tolist() == [0, 2, 0, 1]
    assert found.sign.tolist() == [1, -1, -1, 1]


def test_counts_by_hand() -> None:
    one = edge(edge_context(SIGN), 1, 2)  # b -> c
    log2 = float(np.float32(np.log(2.0)))
    assert one["sign"] == 1.0
    assert (one["reverse_activates"], one["reverse_inhibits"]) == (0.0, 1.0)
    assert (one["source_activators"], one["source_inhibitors"]) == (log2, log2)
    assert (one["source_activated"], one["source_inhibited"]) == (log2, 0.0)
    assert (one["source_activates_itself"], one["target_activates_itself"]) == (1, 0)
    assert one["source_mutual"] == one["target_mutual"] == log2
    assert one["nodes"] == np.float32(np.log(4.0))
    # the causes of c are a, which has none, and b, which has two
    assert one["target_causes_activators"] == np.float32(log2 / 2)
    assert one["target_effects_activated"] == log2


def test_decay_makes_no_difference() -> None:
    loops = SIGN.toarray()
    loops[0, 0] = -1
    more, less = edge_context(csr_array(loops)), edge_context(SIGN)
    np.testing.assert_array_equal(more.edges, less.edges)
    np.testing.assert_array_equal(more.nodes, less.nodes)


def test_the_order_of_nodes_does_not_matter() -> None:
    rng = np.random.default_rng(0)
    sign = rng.choice([-1, 0, 1], p=[0.1, 0.8, 0.1], size=(20, 20)).astype(np.int8)
    size = 10.0 ** rng.normal(size=20)
    order = rng.permutation(20)
    one = edge_context(csr_array(sign), size)
    two = edge_context(csr_array(sign[np.ix_(order, order)]), size[order])
    np.testing.assert_allclose(one.nodes[order], two.nodes, rtol=1e-6)
    place = {
        (order[i], order[j]): k
        for k, (i, j) in enumerate(
            zip(two.target.tolist(), two.source.tolist(), strict=True)
        )
    }
    same = [
        place[pair]
        for pair in zip(one.target.tolist(), one.source.tolist(), strict=True)
    ]
    np.testing.assert_allclose(one.edges, two.edges[same], rtol=1e-6)


def test_abundances_count_by_their_ratio() -> None:
    size = np.array([1.0, 10.0, np.nan])
    one, two = edge_context(SIGN, size), edge_context(SIGN, 1e6 * size)
    np.testing.assert_allclose(one.edges, two.edges, atol=1e-6)
    names, node_names = feature_names(abundances=True)
    assert one.edges.shape[1] == len(names)
    level = one.nodes[:, node_names.index("log_abundance")]
    np.testing.assert_allclose(level, [-0.5, 0.5, 0.0])


def test_networks_without_edges_or_nodes() -> None:
    for n in (0, 1, 3):
        for size in (None, np.full(n, np.nan)):
            found = edge_context(csr_array(np.zeros((n, n), dtype=np.int8)), size)
            names = feature_names(abundances=size is not None)
            assert found.edges.shape == (0, len(names[0]))
            assert found.nodes.shape == (n, len(names[1]))
            assert np.isfinite(found.nodes).all()
