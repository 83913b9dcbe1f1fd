"""Equality of networks up to names, held against an independent matcher."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from bioripple.arrays import Signs
from bioripple.collection.candidates import find_twin_in_time
from bioripple.errors import Failed
from bioripple.network.isomorphism import (
    network_hash,
    refined_colours,
    same_network,
)
from bioripple.runtime.guard import Limits


def random_sign(n: int, links: float, seed: int) -> Signs:
    rng = np.random.default_rng(seed)
    drawn = rng.choice([-1, 0, 1], size=(n, n), p=[links / 2, 1 - links, links / 2])
    return drawn.astype(np.int8)


def permuted(sign: Signs, seed: int) -> Signs:
    order = np.random.default_rng(seed).permutation(len(sign))
    return np.ascontiguousarray(sign[np.ix_(order, order)])


def ring(*lengths: int) -> Signs:
    sign = np.zeros((sum(lengths), sum(lengths)), dtype=np.int8)
    start = 0
    for length in lengths:
        for k in range(length):
            sign[start + (k + 1) % length, start + k] = 1
        start += length
    return sign


def judge(first: Signs, second: Signs) -> bool:
    """Ask networkx."""
    match = nx.algorithms.isomorphism.categorical_edge_match("sign", 0)
    return bool(nx.is_isomorphic(graph(first), graph(second), edge_match=match))


def graph(sign: Signs) -> "nx.DiGraph[int]":
    found: nx.DiGraph[int] = nx.DiGraph()
    found.add_nodes_from(range(len(sign)))
    for i, j in np.argwhere(sign):
        found.add_edge(int(j), int(i), sign=int(sign[i, j]))
    return found


@given(st.integers(1, 9), st.floats(0, 0.6), st.integers(0, 10**6), st.integers(0, 99))
def test_the_order_of_nodes_does_not_matter(
    n: int, links: float, seed: int, order: int
) -> None:
    sign = random_sign(n, links, seed)
    other = permuted(sign, order)
    assert network_hash(sign) == network_hash(other)
    assert same_network(sign, other)


@given(st.integers(2, 6), st.integers(0, 10**6))
def test_it_agrees_with_networkx_on_networks_one_edge_apart(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    first = random_sign(n, 0.3, seed)
    second = permuted(first, seed)
    i, j = rng.integers(n, size=2)
    second[i, j] = rng.integers(-1, 2)
    assert same_network(first, second) == judge(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (ring(6), ring(3, 3)),
        (ring(8), ring(4, 4)),
        (ring(3, 5), ring(4, 4)),
    ],
)
def test_rings_that_colours_cannot_tell_apart(first: Signs, second: Signs) -> None:
    """Every node of a ring looks like every other, until one is singled out."""
    assert set(refined_colours(first)) == set(refined_colours(second))
    assert network_hash(first) != network_hash(second)
    assert not same_network(first, second)
    assert same_network(first, permuted(first, 1))


def test_sign_direction_and_self_loops_count() -> None:
    chain = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], dtype=np.int8)
    fork = np.array([[0, 0, 0], [1, 0, 0], [1, 0, 0]], dtype=np.int8)
    assert same_network(chain, chain.T.copy())  # a chain read backwards is a chain
    assert not same_network(fork, fork.T.copy())
    assert not same_network(chain, -chain)
    assert not same_network(chain, chain + np.eye(3, dtype=np.int8))
    assert not same_network(chain, chain[:2, :2])


def test_many_interchangeable_nodes_are_no_trouble() -> None:
    star = np.zeros((200, 200), dtype=np.int8)
    star[1:, 0] = 1
    assert same_network(star, permuted(star, 3))


def test_colours_of_few_rounds_see_few_steps() -> None:
    chain = np.zeros((7, 7), dtype=np.int8)
    chain[np.arange(1, 7), np.arange(6)] = 1
    assert len(set(refined_colours(chain, rounds=0))) == 1
    assert len(set(refined_colours(chain, rounds=1))) == 3
    assert len(set(refined_colours(chain))) == 7


@pytest.mark.parametrize("nodes", [100, 400])
def test_rings_of_all_lengths_have_digests_of_their_own(nodes: int) -> None:
    """If they had one, each would have to be compared with each."""
    networks = [ring(nodes - k, k) for k in range(3, 8)]
    assert len({network_hash(network) for network in networks}) == len(networks)
    assert network_hash(permuted(networks[0], 1)) == network_hash(networks[0])


def latin_square_graph(square: NDArray[np.int64]) -> Signs:
    """Join the cells that share a row, a column or a symbol."""
    row, column = np.indices(square.shape).reshape(2, -1)
    cells = row, column, square.ravel()
    alike = np.any([cell[:, None] == cell for cell in cells], axis=0)
    found: Signs = (alike & ~np.eye(len(row), dtype=bool)).astype(np.int8)
    return found


def test_networks_that_look_alike_from_every_node() -> None:
    """Squares of two groups of order 8: strongly regular, and no node is special."""
    group = np.arange(8)
    cyclic = latin_square_graph(np.add.outer(group, group) % 8)
    doubled = latin_square_graph(np.bitwise_xor.outer(group, group))
    assert network_hash(cyclic) == network_hash(doubled)
    assert not same_network(cyclic, doubled)
    assert same_network(cyclic, permuted(cyclic, 1))


def test_the_time_for_a_network_is_for_all_comparisons_together() -> None:
    others = [permuted(ring(*[3] * 60), seed) for seed in range(3)]
    roomy = Limits(seconds=60.0, memory_mb=500)
    assert find_twin_in_time(ring(*[6] * 30), others, limits=roomy) is None
    assert find_twin_in_time(others[0], [ring(180), others[1]], limits=roomy) == 1
    hard = [ring(*[3] * 600)] * 100
    with pytest.raises(Failed, match=r"100 that look alike ran longer than 0\.1 s"):
        find_twin_in_time(
            ring(*[6] * 300), hard, limits=Limits(seconds=0.1, memory_mb=500)
        )
