"""Ceilings, where mathematics says what they are."""

import math

import numpy as np
import pytest
from scipy.stats import spearmanr

from bioripple.arrays import Floats
from bioripple.evaluation.ceiling import ceiling, standard_ranks

PAIRS = 4000


def worlds(shared: float, *, count: int = 40, seed: int = 0) -> Floats:
    """Draw sizes of which a share of the variance is the same in all worlds."""
    rng = np.random.default_rng(seed)
    common = rng.standard_normal(PAIRS)
    own = rng.standard_normal((count, PAIRS))
    return math.sqrt(shared) * common + math.sqrt(1.0 - shared) * own


def test_products_of_standard_ranks_are_spearmans_correlations() -> None:
    rng = np.random.default_rng(0)
    sizes = rng.integers(0, 4, (2, 50)).astype(float)  # with ties
    ranks = standard_ranks(sizes)
    assert ranks[0] @ ranks[1] == pytest.approx(spearmanr(*sizes).statistic)
    assert not standard_ranks(np.ones((1, 5))).any()


def test_one_world_again_and_again_can_be_known_in_full() -> None:
    found = ceiling(standard_ranks(worlds(1.0)))
    assert found.best == pytest.approx(1.0)
    assert found.bound == pytest.approx(1.0)


def test_of_worlds_with_nothing_in_common_nothing_can_be_known() -> None:
    found = ceiling(standard_ranks(worlds(0.0)))
    assert abs(found.best) < 4.0 / math.sqrt(PAIRS)
    assert found.bound < 0.1


@pytest.mark.parametrize("shared", [0.1, 0.4, 0.8])
def test_normal_worlds_have_the_ceiling_of_their_correlation(shared: float) -> None:
    """Spearman's correlation of two normal numbers is 6/π · asin(r/2) (Pearson)."""
    found = ceiling(standard_ranks(worlds(shared)))
    two = 6.0 / math.pi * math.asin(shared / 2.0)
    assert found.bound == pytest.approx(math.sqrt(two), abs=0.03)
    # Pearson's correlation of one world with the mean of 39 others
    mean = math.sqrt(39.0) * shared / math.sqrt(1.0 + 38.0 * shared)
    known = 6.0 / math.pi * math.asin(mean / 2.0)
    assert found.best == pytest.approx(known, abs=0.03)
    assert found.best < found.bound


def test_no_prediction_exceeds_the_bound_and_the_mean_order_is_best() -> None:
    rng = np.random.default_rng(1)
    ranks = standard_ranks(rng.standard_normal((5, 1)) + rng.standard_normal((5, 30)))
    mean = ranks.mean(axis=0)
    best = float(standard_ranks(mean) @ mean)
    others = standard_ranks(rng.standard_normal((5000, 30))) @ mean
    assert others.max() <= best <= np.linalg.norm(mean)


def test_the_bound_is_the_root_of_the_mean_correlation_of_two_worlds() -> None:
    ranks = standard_ranks(worlds(0.5, count=4)[:, :40])
    pairs = [ranks[a] @ ranks[b] for a in range(4) for b in range(a)]
    assert ceiling(ranks).bound == pytest.approx(math.sqrt(np.mean(pairs)))
