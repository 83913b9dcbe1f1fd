"""Steps through sparse networks, against networkx and by hand."""

import networkx as nx
import numpy as np
import pytest

from bioripple.network.influence import distances
from bioripple.network.signed import SignedNetwork, signed_network
from bioripple.network.steps import AWAY, Walker, steps_of_block
from tests.support.signed_networks import drawn, of_text


def graph(network: SignedNetwork) -> "nx.DiGraph[int]":
    source, target, sign = network.edges
    found: nx.DiGraph[int] = nx.DiGraph()
    found.add_nodes_from(range(network.size))
    for j, i, s in zip(source.tolist(), target.tolist(), sign.tolist(), strict=True):
        found.add_edge(j, i, sign=s)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_steps_are_those_of_the_dense_distances(seed: int) -> None:
    network = drawn(40, 1.5, seed)
    expected = distances(network.sign.toarray(), directed=True)
    expected = np.where(np.isinf(expected), AWAY, expected)
    onwards, back = Walker(network), Walker(network, backwards=True)
    for k in range(network.size):
        assert np.array_equal(onwards.steps({k: 0}), expected[:, k])
        assert np.array_equal(back.steps({k: 0}), expected[k])
        assert np.array_equal(onwards.signed_steps(k)[0], expected[:, k])
    assert np.array_equal(steps_of_block(network, range(40)), expected)


@pytest.mark.parametrize("seed", range(3))
def test_signs_are_means_over_all_shortest_paths(seed: int) -> None:
    """networkx lists them one by one."""
    network = drawn(25, 2.5, seed)
    known, walker = graph(network), Walker(network)
    for j in range(0, network.size, 5):
        steps, sign = walker.signed_steps(j)
        for i in range(network.size):
            if steps[i] == AWAY:
                assert sign[i] == 0
                continue
            paths = nx.all_shortest_paths(known, j, i)
            signs = [
                np.prod([known.edges[e]["sign"] for e in nx.utils.pairwise(path)])
                for path in paths
            ]
            assert sign[i] == pytest.approx(np.mean(signs), abs=1e-12)


def test_several_starts_are_met_at_their_own_steps() -> None:
    network = of_text("A -> B\nB -> C\nC -> D\nE -> D")
    steps = Walker(network).steps({0: 0, 4: 1})  # A at once, E after one step
    assert steps.tolist() == [0, 1, 2, 2, 1]


def test_more_paths_than_a_float_can_count_still_have_a_mean_sign() -> None:
    """1,200 layers of two nodes: 2^1200 paths; each second of them is negative."""
    layers = 1200
    pairs = [
        (2 * k + a, 2 * k + 2 + b)
        for k in range(layers)
        for a in (0, 1)
        for b in (0, 1)
    ]
    source, target = zip(*pairs, strict=True)
    signs = [-1 if t == 2 * layers + 1 else 1 for t in target]
    names = [str(k) for k in range(2 * layers + 2)]
    steps, sign = Walker(signed_network(names, source, target, signs)).signed_steps(0)
    assert steps[-1] == layers
    assert sign[-2:].tolist() == [1.0, -1.0]


def test_a_word_has_so_many_bits() -> None:
    with pytest.raises(ValueError, match="expected at most 64, found 65"):
        steps_of_block(drawn(70, 1.0, 0), range(65))
