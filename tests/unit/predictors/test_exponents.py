"""Exponents that are fitted on other models."""

from collections.abc import Collection, Mapping

import numpy as np
import pytest

from bioripple.arrays import Floats
from bioripple.network.influence import distances, reachable
from bioripple.predictors.closed_forms import Exponents
from bioripple.predictors.exponents import GRID, best_exponents, grid_accuracies
from tests.support.synthetic_networks import random_jacobian


def made_of(target: float, source: float, seed: int) -> np.ndarray:
    """Return the accuracies of a model whose truth follows the formula exactly."""
    rng = np.random.default_rng(seed)
    sign = np.sign(random_jacobian(12, rng)).astype(np.int8)
    x = rng.lognormal(sigma=4, size=12)
    steps = distances(sign, directed=True)
    truth = x[:, None] ** target / x**source * 10.0 ** -np.minimum(steps, 99)
    truth[~reachable(sign)] = 0.0
    return grid_accuracies(sign, x, truth, seed=0)


def best(searches: Mapping[str, Floats], training: Collection[str]) -> Exponents:
    found = best_exponents(searches, training)
    assert found is not None
    return found


@pytest.mark.parametrize("exponents", [(1.0, 1.0), (0.5, 1.5), (0.0, 0.25)])
def test_the_exponents_of_the_training_models_are_found(
    exponents: tuple[float, float],
) -> None:
    searches = {f"m{seed}": made_of(*exponents, seed) for seed in range(4)}
    found = best(searches, searches)
    assert (found.target, found.source) == exponents
    assert max(searches["m0"]) == pytest.approx(1.0)


def test_only_training_models_are_looked_at() -> None:
    searches = {"a": made_of(1.0, 1.0, 0), "b": made_of(0.0, 0.25, 1)}
    assert best(searches, ["a"]).target == 1.0
    assert best(searches, ["b"]).target == 0.0


def test_a_model_whose_truth_does_not_vary_says_nothing() -> None:
    sign = np.array([[0, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0]], np.int8)
    flat = grid_accuracies(sign, np.arange(1.0, 5.0), np.ones((4, 4)), seed=0)
    assert np.isnan(flat).all()
    assert flat.shape == (len(GRID),)
    searches = {"flat": flat, "a": made_of(1.0, 1.0, 0)}
    assert best(searches, searches).target == 1.0
    assert best_exponents(searches, ["flat"]) is None
