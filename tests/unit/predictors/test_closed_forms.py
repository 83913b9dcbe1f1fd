"""Predictions in closed form."""

from typing import Any

import numpy as np
import pytest

from bioripple.metrics.accuracy import accuracy
from bioripple.network.influence import reachable
from bioripple.network.tiers import Topology
from bioripple.predictors.abundances import log_abundance
from bioripple.predictors.closed_forms import (
    PLAIN,
    Exponents,
    abundance_distance,
    ties_at_random,
    ties_by_source_degree,
    ties_by_target_degree,
)
from tests.support.synthetic_networks import random_jacobian


def random_signs(n: int, seed: int) -> np.ndarray:
    return np.sign(random_jacobian(n, np.random.default_rng(seed))).astype(np.int8)


def test_equal_abundances_leave_the_order_of_the_distance_model() -> None:
    sign = random_signs(14, 0)
    found = abundance_distance(sign, np.full(14, 3.0))
    closeness = abundance_distance(sign, np.ones(14), Exponents(0.0, 0.0, 1.0))
    assert np.array_equal(found, closeness)


def test_a_linear_chain_of_known_abundances_is_ordered_as_its_responses() -> None:
    # dx_i/dx_j of x1 -> x2 -> x3 in units where all elasticities are 1/10
    sign = np.array([[-1, 0, 0], [1, -1, 0], [0, 1, -1]], dtype=np.int8)
    x = np.array([1.0, 50.0, 2.0])
    truth = x[:, None] / x * 10.0 ** -np.array([[0, 0, 0], [1, 0, 0], [2, 1, 0]])
    truth[~reachable(sign)] = 0.0
    assert accuracy(truth, abundance_distance(sign, x)) == pytest.approx(1.0)


def test_the_order_does_not_depend_on_the_unit_of_all_abundances() -> None:
    sign, x = random_signs(14, 1), np.random.default_rng(1).lognormal(sigma=3, size=14)
    first, other = (abundance_distance(sign, scale * x) for scale in (1.0, 8.0))
    assert np.allclose(first, other)


def test_zeros_count_as_a_tenth_of_the_least_abundance() -> None:
    assert log_abundance(np.array([0.0, -10.0, 100.0])).tolist() == [0.0, 1.0, 2.0]
    assert log_abundance(np.zeros(2)).tolist() == [0.0, 0.0]


def test_a_tenth_of_the_least_abundance_is_never_zero() -> None:
    found = log_abundance(np.array([0.0, 1.5e-323, 1.0]))
    assert found.tolist() == [-290.0, -290.0, 0.0]


def test_relative_responses_have_no_unit() -> None:
    assert PLAIN.towards("relative") == Exponents(0.0, 0.0, 1.0)
    assert PLAIN.towards("lasting_push") == PLAIN == PLAIN.towards("dynamo")


@pytest.mark.parametrize(
    "predict",
    [
        ties_by_target_degree,
        ties_by_source_degree,
        lambda inputs: ties_at_random(inputs, seed=1),
    ],
)
def test_ties_are_broken_within_distances_only(predict: Any) -> None:
    sign = random_signs(14, 3)
    distance = abundance_distance(sign, np.ones(14))
    found = predict(Topology(sign))
    nearer = distance[:, :, None, None] > distance
    assert (found[:, :, None, None] > found)[nearer].all()
    assert len(np.unique(found)) > len(np.unique(distance))
