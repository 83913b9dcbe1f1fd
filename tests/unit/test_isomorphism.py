"""Equality of networks up to names, held against an independent matcher."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bioripple.family_members import same_as_far_as_known
from bioripple.guard import Limits
from bioripple.isomorphism import network_hash, refined_colours, same_network
from bioripple.network import Signs


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
    """Every node of a ring looks like every other: the search has to decide."""
    assert network_hash(first) == network_hash(second)
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


def test_networks_that_cannot_be_told_apart_in_time_count_as_the_same() -> None:
    alike = ring(*([3] * 60)), ring(*([6] * 30))  # of one colour throughout
    limits = Limits(seconds=0.2, memory_mb=500)
    hard = np.kron(alike[0], np.ones((3, 3), dtype=np.int8))
    assert same_as_far_as_known(hard, hard[::-1, ::-1].copy(), limits=limits)
    roomy = Limits(seconds=60.0, memory_mb=500)
    assert not same_as_far_as_known(ring(3, 3), ring(6), limits=roomy)
    assert same_as_far_as_known(ring(3, 4), permuted(ring(3, 4), 1), limits=roomy)
