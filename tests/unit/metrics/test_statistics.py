"""The statistics of the figures against closed forms and simulation."""

import math

import numpy as np
import pytest
from scipy.stats import norm, rankdata

from bioripple.metrics import statistics


def test_rank_correlation_is_that_of_ranks_over_the_finite_pairs() -> None:
    rng = np.random.default_rng(0)
    x = rng.integers(0, 6, size=40).astype(float)
    y = x + rng.integers(0, 6, size=40)
    x[3], y[7], y[9] = np.nan, np.nan, np.inf
    both = np.isfinite(x) & np.isfinite(y)
    expected = np.corrcoef(rankdata(x[both]), rankdata(y[both]))[0, 1]
    assert statistics.rank_correlation(x, y) == pytest.approx(expected, rel=1e-12)
    assert statistics.count_pairs(x, y) == 37


@pytest.mark.parametrize("values", [[], [1.0], [2.0, 2.0, 2.0], [np.nan] * 3])
def test_rank_correlation_is_undefined_where_nothing_varies(
    values: list[float],
) -> None:
    others = np.arange(len(values), dtype=float)
    rng = np.random.default_rng(0)
    assert math.isnan(statistics.rank_correlation(values, others))
    spread = statistics.shuffled_spread(values, others, draws=5, rng=rng)
    assert math.isnan(spread)


def test_fisher_interval_is_symmetric_in_artanh() -> None:
    low, high = statistics.fisher_interval(0.5, n=28)
    z = norm.ppf(0.975) / 5
    middle = np.arctanh(0.5)
    assert np.arctanh([low, high]) == pytest.approx([middle - z, middle + z])
    assert statistics.fisher_interval(1.0, n=28) == (1.0, 1.0)
    assert all(math.isnan(end) for end in statistics.fisher_interval(0.5, n=3))
    assert all(math.isnan(end) for end in statistics.fisher_interval(math.nan, n=9))


@pytest.mark.parametrize("n", [3, 10, 87])
def test_shuffled_ranks_spread_as_theory_says(n: int) -> None:
    rng = np.random.default_rng(n)
    x, y = rng.normal(size=(2, n))
    spread = statistics.shuffled_spread(x, y, draws=4000, rng=rng)
    assert spread == pytest.approx(1 / math.sqrt(n - 1), rel=0.06)


def test_rank_scaled_goes_from_0_to_1_and_keeps_gaps() -> None:
    found = statistics.rank_scaled(np.array([[np.nan, 5.0], [1.0, 5.0]]))
    assert np.isnan(found[0, 0])
    assert found[1, 0] == 0.0
    assert found[0, 1] == found[1, 1] == 1.0
    level = statistics.rank_scaled(np.array([[np.nan, 2.0], [2.0, 2.0]]))
    assert np.array_equal(level, [[np.nan, 0.0], [0.0, 0.0]], equal_nan=True)
