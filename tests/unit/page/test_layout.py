"""Layers are distances, boxes do not overlap, and nothing is drawn by lot."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bioripple.network.signed import SignedNetwork, signed_network
from bioripple.page.layout import HEIGHT, MOST_LETTERS, levels, places, short, widths
from tests.support.answers import random_network


def overlapping(network: SignedNetwork, starts: list[int]) -> list[tuple[int, int]]:
    """Return which boxes share more than an edge."""
    at, wide = places(network, starts), widths(network.labels)
    right, down = (np.abs(at[:, None, k] - at[None, :, k]) for k in (0, 1))
    near = (right < (wide[:, None] + wide[None, :]) / 2 - 0.2) & (down < HEIGHT - 0.2)
    return [(i, j) for i, j in np.argwhere(near).tolist() if i < j]


@pytest.mark.parametrize(("n", "edges"), [(1, 0), (12, 15), (80, 160), (200, 420)])
@pytest.mark.parametrize("seed", [0, 1])
def test_boxes_do_not_overlap(n: int, edges: int, seed: int) -> None:
    network = (
        random_network(n, edges, seed=seed)
        if edges
        else signed_network(["a"], [], [], [])
    )
    assert overlapping(network, [0]) == []


@settings(max_examples=15, deadline=None)
@given(
    labels=st.lists(st.text(max_size=40), min_size=2, max_size=25),
    seed=st.integers(0, 99),
)
def test_boxes_do_not_overlap_whatever_they_are_called(
    labels: list[str], seed: int
) -> None:
    n = len(labels)
    network = random_network(n, n, seed=seed, labels=labels)
    assert overlapping(network, [seed % n]) == []


def test_a_layer_is_a_distance() -> None:
    network = random_network(60, 90, seed=4)
    source, target, _ = network.edges
    graph = nx.DiGraph(zip(source.tolist(), target.tolist(), strict=True))
    graph.add_nodes_from(range(network.size))
    there = nx.multi_source_dijkstra_path_length(graph, {3, 7})
    back = nx.multi_source_dijkstra_path_length(graph.reverse(), {3, 7})
    expected = [
        there.get(k, -back[k] if k in back else float("nan")) for k in range(60)
    ]
    np.testing.assert_array_equal(levels(network, [3, 7]), expected)
    assert {*np.sign(levels(network, [3, 7]))} >= {-1.0, 0.0, 1.0}


def test_a_perturbed_link_begins_between_its_ends() -> None:
    network = signed_network("abcd", [0, 1, 2], [1, 2, 3], [1, 1, 1])
    np.testing.assert_array_equal(levels(network, [1], [2]), [-1, 0, 1, 2])


def test_effects_go_to_the_right() -> None:
    network = random_network(40, 60, seed=2)
    x, level = places(network, [0])[:, 0], levels(network, [0])
    for layer in range(int(np.nanmax(level))):
        assert x[level == layer].max() < x[level == layer + 1].min()


def test_a_network_looks_the_same_every_time() -> None:
    first, second = (places(random_network(150, 300, seed=5), [4]) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_a_large_picture_has_about_the_shape_of_a_screen() -> None:
    width, height = np.ptp(places(random_network(600, 1400, seed=1), [0]), axis=0)
    assert 0.8 < width / height < 2.5


def test_a_long_name_keeps_its_ends() -> None:
    name = "phosphorylated-receptor-complex-7"
    assert len(short(name)) <= MOST_LETTERS
    assert short(name)[:4] == name[:4] and short(name)[-2:] == name[-2:]
    assert widths(["漢字" * 5])[0] > widths(["ab" * 5])[0]
