"""Network properties against networkx and closed forms."""

import networkx as nx
import numpy as np
import pytest

from bioripple.arrays import Floats
from bioripple.network.influence import distances
from bioripple.network.properties import (
    PROPERTIES,
    eigenvector_centrality,
    mean_constraint,
    mean_edge_betweenness,
    network_properties,
    reversible_share,
)
from tests.support.synthetic_networks import random_jacobian


def random_network(
    seed: int, *, n: int = 14, links_per_node: float = 1.5
) -> tuple[Floats, "nx.DiGraph[int]"]:
    """Return a Jacobian and, from row to column as networkx has it, its graph."""
    jacobian = random_jacobian(
        n, np.random.default_rng(seed), links_per_node=links_per_node
    )
    edges = (jacobian != 0).T.astype(int)
    return jacobian, nx.from_numpy_array(edges, create_using=nx.DiGraph)


def without_loops(graph: "nx.DiGraph[int]") -> "nx.DiGraph[int]":
    copy = graph.copy()
    copy.remove_edges_from(list(nx.selfloop_edges(copy)))
    return copy


@pytest.mark.parametrize("seed", range(5))
def test_all_agree_with_networkx(seed: int) -> None:
    jacobian, graph = random_network(seed)
    n, bare = len(graph), without_loops(graph)
    both = bare.to_undirected(reciprocal=True).number_of_edges()
    betweenness = nx.edge_betweenness_centrality(graph, normalized=False)
    sizes = [abs(jacobian[i, j]) for j, i in bare.edges]
    expected = {
        "strong_components": nx.number_strongly_connected_components(graph) / n,
        "mean_edge_betweenness": np.mean(list(betweenness.values())),
        "model_size": n,
        "reversible_share": both / bare.to_undirected().number_of_edges(),
        "mean_jacobian": np.log10(np.mean(sizes)),
        "mean_degree": np.mean([degree for _, degree in graph.degree]) / (2 * n),
        "edge_density": bare.number_of_edges() / n**2,
    }
    found = network_properties(jacobian)
    assert tuple(found) == PROPERTIES
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, rel=1e-12), name
    assert found["structural_holes"] == -mean_constraint(jacobian != 0)


@pytest.mark.parametrize("seed", range(5))
def test_constraint_agrees_with_networkx(seed: int) -> None:
    jacobian, graph = random_network(seed)
    # Weights count both directions, as mutual weights of the directed graph do; the
    # directed graph itself is not passed, since networkx skips nodes without successor.
    ties: nx.Graph[int] = nx.Graph()
    for one, other in without_loops(graph).edges:
        before = ties.get_edge_data(one, other, {"weight": 0})["weight"]
        ties.add_edge(one, other, weight=before + 1)
    expected = np.mean(list(nx.constraint(ties, weight="weight").values()))
    assert mean_constraint(jacobian != 0) == pytest.approx(expected, rel=1e-12)


def test_constraint_of_a_pair_and_of_a_star() -> None:
    """A pair: each node's only tie, so 1. A star of k: 1/k at the hub, 1 at a ray."""
    assert mean_constraint(np.array([[0, 1], [0, 0]], dtype=bool)) == 1.0
    star = np.zeros((5, 5), dtype=bool)
    star[1:, 0] = True
    assert mean_constraint(star) == pytest.approx((0.25 + 4) / 5)


def test_constraint_leaves_out_nodes_without_a_neighbour() -> None:
    pair_and_loner = np.array([[0, 1, 0], [0, 0, 0], [0, 0, 1]], dtype=bool)
    assert mean_constraint(pair_and_loner) == 1.0
    assert np.isnan(mean_constraint(np.eye(3, dtype=bool)))


def test_betweenness_along_a_chain() -> None:
    """Edges of a chain of 4 carry 3, 4 and 3 paths."""
    edges = np.eye(4, k=-1, dtype=bool)
    steps = distances(edges.astype(np.int8), directed=True)
    assert mean_edge_betweenness(edges, steps) == pytest.approx(10 / 3)


def test_centrality_of_a_path_of_three() -> None:
    """The middle has √2 times the centrality of the ends."""
    edges = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], dtype=bool)
    assert np.allclose(eigenvector_centrality(edges), [0.5**0.5, 1, 0.5**0.5])


@pytest.mark.parametrize("seed", range(3))
def test_centrality_agrees_with_networkx(seed: int) -> None:
    jacobian, graph = random_network(seed, links_per_node=2.5)
    ties = nx.from_numpy_array((jacobian != 0) + (jacobian != 0).T.astype(int))
    expected = np.array(list(nx.eigenvector_centrality_numpy(ties, "weight").values()))
    expected = np.abs(expected) / np.abs(expected).max()
    assert nx.is_weakly_connected(graph)
    assert np.allclose(eigenvector_centrality(jacobian != 0), expected, atol=1e-8)


def test_equal_components_have_equal_centrality() -> None:
    pair = np.array([[0, 0], [1, 0]], dtype=bool)
    assert np.allclose(eigenvector_centrality(np.kron(np.eye(3, dtype=bool), pair)), 1)


def test_a_network_of_loops_only_has_what_is_defined() -> None:
    found = network_properties(-np.eye(3))
    undefined = {"structural_holes", "reversible_share", "mean_jacobian"}
    assert {name for name, value in found.items() if np.isnan(value)} == undefined
    assert found["mean_edge_betweenness"] == 0.0
    assert found["strong_components"] == 1.0


def test_renumbering_the_nodes_changes_nothing() -> None:
    jacobian, _ = random_network(9)
    order = np.random.default_rng(1).permutation(len(jacobian))
    moved = network_properties(jacobian[np.ix_(order, order)])
    assert moved == pytest.approx(network_properties(jacobian), rel=1e-9)


def test_reversible_share_pairs_each_entry_with_its_mirror() -> None:
    edges = np.zeros((4, 4), dtype=bool)
    edges[1, 0] = edges[0, 1] = edges[2, 1] = edges[3, 0] = True
    assert reversible_share(edges) == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("entries", "mean"),
    [([1e-3, 1e-5], 5.05e-4), ([1.5e308, 1.5e308], 1.5e308), ([1e308] * 6, 1e308)],
)
def test_the_mean_of_entries_whose_sum_overflows_is_finite(
    entries: list[float], mean: float
) -> None:
    jacobian = -np.eye(8)
    for k, entry in enumerate(entries):
        jacobian[k, k + 1] = entry
    found = network_properties(jacobian)
    assert found["mean_jacobian"] == pytest.approx(np.log10(mean), rel=1e-12)
