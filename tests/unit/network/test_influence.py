"""Edges, distances and reachability of influence networks."""

import networkx as nx
import numpy as np
import pytest

from bioripple.arrays import Signs
from bioripple.network.influence import adjacency, distances, reachable, signs


def random_signs(n: int, seed: int, density: float = 0.15) -> Signs:
    rng = np.random.default_rng(seed)
    return signs(rng.normal(size=(n, n)) * (rng.random((n, n)) < density))


def test_a_chain_is_followed_from_source_to_target() -> None:
    jacobian = np.array([[-1.0, 0, 0], [2.0, -1, 0], [0, -3.0, 0]])  # 0 -> 1 -| 2
    sign = signs(jacobian)
    assert sign.tolist() == [[-1, 0, 0], [1, -1, 0], [0, -1, 0]]
    inf = np.inf
    assert distances(sign, directed=True).tolist() == [
        [0, inf, inf],
        [1, 0, inf],
        [2, 1, 0],
    ]
    assert distances(sign, directed=False).tolist() == [[0, 1, 2], [1, 0, 1], [2, 1, 0]]
    assert reachable(sign).tolist() == [
        [True, False, False],
        [True] * 2 + [False],
        [True] * 3,
    ]


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("layout", ["C", "F", "strided"])
def test_distances_agree_with_networkx_for_every_memory_layout(
    directed: bool, seed: int, layout: str
) -> None:
    sign = random_signs(14, seed)
    stored = {
        "C": sign,
        "F": np.asfortranarray(sign),
        "strided": np.repeat(np.repeat(sign, 2, axis=0), 2, axis=1)[::2, ::2],
    }[layout]
    kind = nx.DiGraph if directed else nx.Graph
    # networkx runs from row to column
    graph = nx.from_numpy_array((sign != 0).T.astype(int), create_using=nx.DiGraph)
    expected = np.full(sign.shape, np.inf)
    for source, lengths in nx.all_pairs_shortest_path_length(kind(graph)):
        for target, length in lengths.items():
            expected[target, source] = length
    assert np.array_equal(distances(stored, directed=directed), expected)


def test_undirected_adjacency_is_the_union_of_both_directions() -> None:
    edges = adjacency(random_signs(9, 1), directed=False)
    assert np.array_equal(edges, edges.T)
    assert np.array_equal(
        edges,
        adjacency(random_signs(9, 1), directed=True) | (random_signs(9, 1).T != 0),
    )


def test_reachability_is_the_closure_of_the_edges() -> None:
    sign = random_signs(12, 3, density=0.1)
    step = np.eye(12) + (sign != 0)
    closure = np.linalg.matrix_power(step, 12) > 0
    assert np.array_equal(reachable(sign), closure)


def test_no_nodes_are_no_distances() -> None:
    assert distances(np.zeros((0, 0), np.int8), directed=True).shape == (0, 0)
