"""Measures beside the correlation over all pairs, against slow and plain ones."""

import math
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from scipy.stats import spearmanr

from bioripple.arrays import Floats
from bioripple.metrics.measures import FEW, Yardstick

NAN: Any = np.nan


def example(seed: int, n: int = 9) -> tuple[Floats, Any, Floats]:
    """Return a truth with gaps, who is reached, and a prediction with ties."""
    rng = np.random.default_rng(seed)
    linked = rng.random((n, n)) < 0.8
    truth = np.where(linked, rng.normal(size=(n, n)), 0.0)
    truth[rng.random((n, n)) < 0.05] = NAN
    prediction = np.where(linked, rng.integers(1, 4, (n, n)), 0).astype(float)
    return truth, linked, prediction * rng.choice([-1.0, 1.0], (n, n))


def off_diagonal(n: int) -> list[tuple[int, int]]:
    return [(i, j) for i in range(n) for j in range(n) if i != j]


@pytest.mark.parametrize("seed", range(4))
def test_reachable_pairs_are_correlated_alone(seed: int) -> None:
    truth, linked, prediction = example(seed)
    pairs = [
        p for p in off_diagonal(len(truth)) if linked[p] and math.isfinite(truth[p])
    ]
    expected = spearmanr(
        [abs(truth[p]) for p in pairs], [abs(prediction[p]) for p in pairs]
    ).statistic
    found = Yardstick(truth, linked).measure(prediction, has_signs=True)
    assert found.reachable == pytest.approx(expected)


def tries(values: dict[int, float], few: int) -> list[set[int]]:
    """Return which are the largest, for every order of equal ones."""
    orders = permutations(sorted(values))
    return [set(sorted(o, key=lambda i: -values[i])[:few]) for o in orders]


@pytest.mark.parametrize("seed", range(3))
def test_the_five_strongest_by_all_ways_to_break_ties(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = 8
    truth = rng.integers(1, 5, (n, n)).astype(float)
    truth[0, 3:] = NAN
    prediction = rng.integers(0, 3, (n, n)).astype(float)
    shares = []
    for j in range(n):
        targets = [i for i in range(n) if i != j and math.isfinite(truth[i, j])]
        if len(targets) <= FEW:
            continue
        wanted = tries({i: truth[i, j] for i in targets}, FEW)
        said = tries({i: prediction[i, j] for i in targets}, FEW)
        chance = [
            np.mean([i in each for each in wanted])
            * np.mean([i in each for each in said])
            for i in targets
        ]
        shares.append(sum(chance) / FEW)
    found = Yardstick(truth, np.ones((n, n), bool)).measure(prediction, has_signs=False)
    assert found.top_five == pytest.approx(sum(shares) / len(shares))
    assert math.isnan(found.sign)


def test_a_source_with_five_targets_or_fewer_says_nothing_of_them() -> None:
    truth = np.zeros((8, 8))
    truth[:FEW, 7] = 1.0
    found = Yardstick(truth, truth != 0.0).measure(truth, has_signs=False)
    assert math.isnan(found.top_five)


def test_the_truth_gets_everything_right_and_its_negative_no_direction() -> None:
    truth, linked, _ = example(7)
    whole = np.nan_to_num(truth)
    yardstick = Yardstick(truth, linked)
    found = yardstick.measure(whole, has_signs=True)
    assert (found.reachable, found.top_five, found.sign) == pytest.approx((1, 1, 1))
    assert yardstick.measure(-whole, has_signs=True).sign == 0.0


@pytest.mark.parametrize("seed", range(3))
def test_directions_count_where_both_respond(seed: int) -> None:
    truth, linked, prediction = example(seed)
    pairs = [
        p
        for p in off_diagonal(len(truth))
        if math.isfinite(truth[p]) and truth[p] and prediction[p]
    ]
    up = sum(truth[p] > 0 for p in pairs) / len(pairs)
    right = sum(truth[p] * prediction[p] > 0 for p in pairs) / len(pairs)
    found = Yardstick(truth, linked).measure(prediction, has_signs=True)
    assert found.sign == pytest.approx(right)
    assert found.commoner_sign == pytest.approx(max(up, 1 - up))


def test_entries_that_are_not_scored_play_no_part() -> None:
    truth, linked, prediction = example(1)
    scored = np.zeros_like(linked)
    scored[:, :4] = True
    changed = np.where(scored, prediction, 9.0)
    yardstick = Yardstick(truth, linked, scored=scored)
    one, other = (yardstick.measure(p, has_signs=True) for p in (prediction, changed))
    assert one == other


def test_what_tells_no_pair_from_another_has_no_correlation() -> None:
    truth, linked, _ = example(2)
    found = Yardstick(truth, linked).measure(linked.astype(float), has_signs=False)
    assert found.reachable == 0.0
    flat = np.ones((4, 4))
    nothing = Yardstick(flat, flat > 0).measure(truth[:4, :4] * 0, has_signs=True)
    assert math.isnan(nothing.reachable)
    assert math.isnan(nothing.sign)
