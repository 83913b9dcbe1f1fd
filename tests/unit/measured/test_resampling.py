"""Weighted rank correlations are those of the copies that weights stand for."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from bioripple.measured.resampling import (
    correlations,
    deviations,
    draw_weights,
    shares,
)


def test_a_weight_is_a_number_of_copies() -> None:
    rng = np.random.default_rng(0)
    first = rng.integers(0, 5, 40).astype(float)
    second = first + rng.integers(0, 6, 40).astype(float)
    weight = np.vstack([np.ones(40), rng.integers(0, 4, (30, 40))])
    found = correlations(deviations(first, weight), deviations(second, weight), weight)
    expected = [
        spearmanr(np.repeat(first, w), np.repeat(second, w)).statistic
        for w in weight.astype(int)
    ]
    assert found == pytest.approx(np.array(expected), abs=1e-12)


def test_what_does_not_vary_has_no_correlation() -> None:
    weight = np.ones((1, 3))
    flat, rising = (deviations(np.array(it), weight) for it in ([1.0] * 3, [1.0, 2, 3]))
    assert np.isnan(correlations(flat, rising, weight)).all()


def test_a_draw_has_as_many_sources_as_there_are_and_the_first_has_each_once() -> None:
    weights = draw_weights(7, draws=50, seed=3)
    assert weights.shape == (51, 7)
    assert (weights[0] == 1).all()
    assert (weights.sum(axis=1) == 7).all()


def test_shares_count_copies_of_sources() -> None:
    right = np.array([[True, False], [True, True]])
    kept = np.array([[True, True], [True, False]])
    weights = np.array([[1.0, 1.0], [0.0, 2.0], [2.0, 0.0], [0.0, 0.0]])
    found = shares(right, kept, weights)
    assert found[:3].tolist() == pytest.approx([2 / 3, 1.0, 0.5])
    assert np.isnan(found[3])
