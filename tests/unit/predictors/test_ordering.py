"""Ranks of scores, with ties, and none where no path leads."""

import numpy as np

from bioripple.network.influence import reachable
from bioripple.predictors.ordering import ordered
from tests.support.synthetic_networks import random_jacobian


def test_unreachable_pairs_share_the_lowest_value() -> None:
    rng = np.random.default_rng(2)
    sign = np.sign(random_jacobian(14, rng)).astype(np.int8)
    linked = reachable(sign)
    found = ordered(rng.normal(size=sign.shape), sign)
    assert not linked.all()
    assert (found[linked] > 0.0).all()
    assert not found[~linked].any()


def test_equal_scores_have_equal_ranks() -> None:
    sign = np.array([[-1, 0], [1, -1]], dtype=np.int8)
    scores = np.array([[-2.0, 9.0], [5.0, -2.0]])
    assert np.array_equal(ordered(scores, sign), [[0.5, 0.0], [1.0, 0.5]])


def test_a_network_without_nodes_has_no_ranks() -> None:
    empty = np.zeros((0, 0))
    assert ordered(empty, empty.astype(np.int8)).shape == (0, 0)
