"""Topology-only predictions against their definitions."""

import numpy as np
import pytest

from bioripple.arrays import Signs
from bioripple.network.influence import signs
from bioripple.predictors.topology import BASELINES, baselines, closeness, propagation
from tests.support.synthetic_networks import random_jacobian

CHAIN = np.array([[0, 0, 0], [1, 0, 0], [0, -1, 0]], dtype=np.int8)  # 0 -> 1 -| 2
VARIANTS = [(True, True), (True, False), (False, False)]


def random_signs(seed: int, n: int = 15) -> Signs:
    return signs(random_jacobian(n, np.random.default_rng(seed), links_per_node=1.2))


def test_propagation_along_a_chain_loses_alpha_at_every_step() -> None:
    """All degrees are 1 or 0, so W' = W and the inverse is I + αW + α²W²."""
    found = propagation(CHAIN, directed=True, signed=True, alpha=0.9)
    expected = 0.1 * np.array([[1, 0, 0], [0.9, 1, 0], [-0.81, -0.9, 1]])
    assert np.allclose(found, expected, atol=1e-15)


def test_undirected_propagation_along_a_chain() -> None:
    """W' couples neighbours with 1/√2; the inverse of that is taken by hand."""
    found = propagation(CHAIN, directed=False, signed=False, alpha=0.5)
    b = 0.5 / np.sqrt(2)
    determinant = 1 - 2 * b * b
    expected = np.array([[1 - b * b, b, b * b], [b, 1, b], [b * b, b, 1 - b * b]])
    assert np.allclose(found, 0.5 * expected / determinant, atol=1e-15)


@pytest.mark.parametrize(("directed", "signed"), VARIANTS)
@pytest.mark.parametrize("seed", range(3))
def test_propagation_sums_the_walks_over_the_network(
    directed: bool, signed: bool, seed: int
) -> None:
    """Σ_k (αW')^k, summed term by term with degrees counted one by one."""
    sign = random_signs(seed)
    weights = sign.astype(float)
    if not signed:
        weights = np.abs(weights)
    if not directed:
        weights = np.maximum(weights, weights.T)
    n = len(sign)
    scaled = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            degree = np.abs(weights[i]).sum() * np.abs(weights[:, j]).sum()
            scaled[i, j] = weights[i, j] / np.sqrt(degree) if degree else 0.0
    term, total = np.eye(n), np.eye(n)
    for _ in range(400):
        term = 0.9 * term @ scaled
        total += term
    found = propagation(sign, directed=directed, signed=signed, alpha=0.9)
    assert np.allclose(found, 0.1 * total, atol=1e-14)


@pytest.mark.parametrize("seed", range(3))
def test_closeness_falls_with_distance_and_ends_at_zero(seed: int) -> None:
    sign = random_signs(seed)
    near = closeness(sign, directed=True)
    assert np.all(np.diagonal(near) == 1.0)
    neighbours = (sign != 0) & ~np.eye(len(sign), dtype=bool)
    assert np.all(near[neighbours] == 0.5)
    assert np.all(near[~neighbours & ~np.eye(len(sign), dtype=bool)] <= 1 / 3)
    assert np.all(closeness(sign, directed=False) >= near)


@pytest.mark.parametrize("seed", range(3))
def test_all_predictors_give_unreachable_pairs_zero_and_others_none_less(
    seed: int,
) -> None:
    sign = random_signs(seed)
    reach = {
        True: np.linalg.matrix_power(np.eye(15) + (sign != 0), 15) > 0,
        False: np.linalg.matrix_power(np.eye(15) + (sign != 0) + (sign != 0).T, 15) > 0,
    }
    assert not reach[True].all()
    for predictor, prediction in baselines(sign, alpha=0.9).items():
        unreachable = ~reach["undirected" not in predictor]
        assert np.all(prediction[unreachable] == 0.0), predictor


def test_the_predictors_are_those_of_the_comparison_and_related_as_named() -> None:
    found = baselines(random_signs(4), alpha=0.9)
    assert list(found) == list(BASELINES)
    assert np.array_equal(
        np.abs(found["first_neighbour_signed_directed"]),
        found["first_neighbour_directed"],
    )
    for predictor in BASELINES:
        symmetric = np.allclose(found[predictor], found[predictor].T, atol=1e-14)
        assert symmetric == ("undirected" in predictor)


def test_renumbering_the_nodes_renumbers_the_predictions() -> None:
    sign = random_signs(5)
    order = np.random.default_rng(0).permutation(len(sign))
    moved = np.ix_(order, order)
    before, after = baselines(sign, alpha=0.9), baselines(sign[moved], alpha=0.9)
    for predictor in BASELINES:
        assert np.allclose(after[predictor], before[predictor][moved], atol=1e-14), (
            predictor
        )


@pytest.mark.parametrize("alpha", [-0.1, 1.0, 2.0])
def test_alpha_outside_its_range_is_refused(alpha: float) -> None:
    with pytest.raises(ValueError, match="alpha"):
        propagation(CHAIN, directed=True, signed=True, alpha=alpha)


def test_signs_without_directions_are_refused() -> None:
    with pytest.raises(ValueError, match="signed"):
        propagation(CHAIN, directed=False, signed=True, alpha=0.9)
