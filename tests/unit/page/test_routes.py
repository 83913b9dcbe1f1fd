"""How edges run: from rim to rim, and around what is in the way."""

import numpy as np
import pytest

from bioripple.network.signed import signed_network
from bioripple.page.layout import HEIGHT, places, widths
from bioripple.page.routes import HEAD, along, routes
from tests.support.signed_networks import drawn

BOX = 60.0  # width


def drawn_edges(at: np.ndarray, *edges: tuple[int, int]) -> list[np.ndarray]:
    """Points along edges between boxes at some places, in the order of the edges."""
    source, target = zip(*edges, strict=True)
    names = [f"n{k}" for k in range(len(at))]
    network = signed_network(names, source, target, [1] * len(edges))
    points = along(routes(network, at, np.full(len(at), BOX)))
    order = list(zip(*(ends.tolist() for ends in network.edges[:2]), strict=True))
    return [points[order.index(edge)] for edge in edges]


def enters(points: np.ndarray, centre: np.ndarray, width: float) -> bool:
    inside = np.abs(points - centre) < np.array([width / 2, HEIGHT / 2])
    return bool(inside.all(axis=1).any())


def test_what_leads_on_is_straight_and_what_leads_back_is_not() -> None:
    at = np.array([[0.0, 0.0], [200.0, 0.0]])
    on, back = drawn_edges(at, (0, 1), (1, 0))
    assert np.all(on[:, 1] == 0.0)
    assert back[:, 1].min() < -HEIGHT / 2  # y leads downwards: it runs above


def test_a_box_in_the_way_is_passed_by() -> None:
    at = np.array([[0.0, 0.0], [200.0, 0.0], [400.0, 0.0]])
    straight, around = drawn_edges(at, (0, 1), (0, 2))
    assert np.all(straight[:, 1] == 0.0)
    assert not enters(around, at[1], BOX)


@pytest.mark.parametrize("seed", range(5))
def test_edges_begin_and_end_at_rims_and_enter_fewer_boxes_than_lines(
    seed: int,
) -> None:
    network = drawn(25, 1.5, seed)
    at, wide = places(network, [0], []), widths(network.labels)
    source, target, _ = network.edges
    ends = np.column_stack([source, target])[source != target]
    curves = routes(network, at, wide)
    assert curves.shape == (len(ends), 3, 2)
    for (j, i), (start, _, end) in zip(ends, curves, strict=True):
        for node, point, gap in ((j, start, 0.0), (i, end, HEAD)):
            half = np.array([wide[node] / 2, HEIGHT / 2]) + gap
            assert np.max(np.abs(point - at[node]) / half) == pytest.approx(1.0)

    def behind(points: np.ndarray) -> int:
        return sum(
            enters(points[e], at[k], wide[k])
            for e, edge in enumerate(ends)
            for k in range(network.size)
            if k not in edge
        )

    lines = np.stack([at[ends[:, 0]], at[ends].mean(axis=1), at[ends[:, 1]]], axis=1)
    assert behind(along(curves)) < 0.7 * behind(along(lines))
