from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

from bioripple.arrays import Floats
from bioripple.predictors.gcn.graph import (
    GraphKind,
    Sample,
    hubs,
    join,
    mean_pooling,
    normalised_adjacency,
    read_networks,
    undirected_links,
)
from bioripple.runtime.files import write_arrays
from tests.support.synthetic_networks import random_networks, write_collection

NETWORKS = random_networks([5, 2, 9], seed=1)


def dense_normalised(links: Floats) -> Floats:
    with_self = links + np.eye(len(links))
    root = np.diag(with_self.sum(axis=1) ** -0.5)
    normalised: Floats = root @ with_self @ root
    return normalised


def test_networks_are_read_in_order_of_their_ids(
    tmp_path: Path,
) -> None:
    write_collection(tmp_path / "collection.npz", NETWORKS[::-1])
    read = read_networks(tmp_path / "collection.npz")
    assert [network.model for network in read] == [n.model for n in NETWORKS]
    for got, expected in zip(read, NETWORKS, strict=True):
        np.testing.assert_array_equal(got.sign, expected.sign)
        np.testing.assert_array_equal(got.scaled_impact, expected.scaled_impact)


def test_a_collection_may_be_empty(tmp_path: Path) -> None:
    write_arrays(tmp_path / "collection.npz", {})
    assert read_networks(tmp_path / "collection.npz") == ()


def test_arrays_of_different_shapes_are_refused_by_model(tmp_path: Path) -> None:
    arrays = {"M1/sign": np.eye(3), "M1/scaled_impact": np.ones((2, 2))}
    write_arrays(tmp_path / "collection.npz", arrays)
    with pytest.raises(ValueError, match=r"M1 has .*\(3, 3\), \(2, 2\)"):
        read_networks(tmp_path / "collection.npz")


def test_links_are_the_union_of_both_directions_without_self_links() -> None:
    sign = np.array([[-1, 0, 0], [1, -1, 0], [0, -1, 0]], dtype=np.int8)
    expected = [[0, 1, 0], [1, 0, 1], [0, 1, 0]]
    np.testing.assert_array_equal(undirected_links(sign).toarray(), expected)


def test_all_nodes_of_largest_degree_are_hubs() -> None:
    path = np.diag(np.ones(3), 1) + np.diag(np.ones(3), -1)
    np.testing.assert_array_equal(hubs(csr_array(path)), [1, 2])
    np.testing.assert_array_equal(hubs(csr_array((2, 2))), [0, 1])


def test_normalised_adjacency_is_that_of_the_formula() -> None:
    links = undirected_links(NETWORKS[2].sign)
    np.testing.assert_allclose(
        normalised_adjacency(links).toarray(), dense_normalised(links.toarray())
    )


def test_sparse_graph_is_block_diagonal_and_pools_each_network() -> None:
    graph = join(NETWORKS, kind="sparse_graph")
    expected = np.zeros((16, 16))
    for network, start in zip(NETWORKS, (0, 5, 7), strict=True):
        block = slice(start, start + network.size)
        links = undirected_links(network.sign).toarray()
        expected[block, block] = dense_normalised(links)
    np.testing.assert_allclose(graph.adjacency.toarray(), expected)
    assert not graph.has_centre
    assert graph.pooling is not None
    values = np.arange(16.0)
    np.testing.assert_allclose(
        graph.pooling @ values, [np.mean(values[:5]), 5.5, np.mean(values[7:])]
    )


def test_full_graph_links_a_last_node_to_every_hub() -> None:
    graph = join(NETWORKS, kind="full_graph")
    links = np.zeros((17, 17))
    for network, start in zip(NETWORKS, (0, 5, 7), strict=True):
        block = slice(start, start + network.size)
        own = undirected_links(network.sign).toarray()
        links[block, block] = own
        best = start + np.flatnonzero(own.sum(axis=0) == own.sum(axis=0).max())
        links[best, -1] = links[-1, best] = 1
    assert graph.has_centre
    assert graph.pooling is None
    np.testing.assert_allclose(graph.adjacency.toarray(), dense_normalised(links))


@pytest.mark.parametrize("kind", ["full_graph", "sparse_graph"])
def test_a_part_has_the_weights_of_the_whole(kind: GraphKind) -> None:
    graph = join(NETWORKS, kind=kind)
    part = graph.part(2)
    nodes = [*range(7, 16), *([16] if graph.has_centre else [])]
    whole = graph.adjacency.toarray()
    np.testing.assert_array_equal(part.adjacency.toarray(), whole[np.ix_(nodes, nodes)])
    assert part.has_centre == graph.has_centre
    assert part.sizes.tolist() == [9]


def test_mean_pooling_rows_sum_to_one() -> None:
    pooling = mean_pooling(np.array([3, 1, 4]))
    assert pooling.shape == (3, 8)
    np.testing.assert_allclose(pooling.sum(axis=1), 1)


def test_row_normalisation_takes_means_over_a_node_and_its_neighbours() -> None:
    links = csr_array(np.array([[0.0, 3.0], [3.0, 0.0]]))
    found = normalised_adjacency(links, normalisation="row").toarray()
    np.testing.assert_allclose(found, [[0.25, 0.75], [0.75, 0.25]])


def test_a_weighted_graph_has_the_sizes_of_both_directions() -> None:
    sizes = np.array([[9.0, 2.0, 0.0], [0.5, 0.0, 0.0], [4.0, 0.0, 7.0]])
    network = Sample(
        "M1", np.sign(sizes).astype(np.int8), np.ones((3, 3), np.int16), None, sizes
    )
    graph = join([network], kind="full_graph", weights="jacobian", normalisation="row")
    # the first node has most links and meets the centre, whose links weigh 1
    weights = np.array([[1, 2.5, 4, 1], [2.5, 1, 0, 0], [4, 0, 1, 0], [1, 0, 0, 1]])
    expected = weights / weights.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(graph.adjacency.toarray(), expected)
    with pytest.raises(ValueError, match="M1: a weighted graph"):
        join(
            [Sample("M1", network.sign, network.scaled_impact)],
            kind="sparse_graph",
            weights="jacobian",
        )
