"""Intervals over families against a plain loop, theory and coverage."""

import math

import numpy as np
import pandas as pd
import pytest

from bioripple.metrics.intervals import (
    Summary,
    family_intervals,
    summarise,
    win_rate,
)

FAMILIES = ["a", "a", "b", "c", "c", "c", "d"]


def slow_intervals(
    values: np.ndarray, families: list[str], *, draws: int, seed: int
) -> tuple[float, float]:
    """Draw families one by one and put their models together."""
    names = sorted(set(families))
    rng = np.random.default_rng(seed)
    means = []
    for _ in range(draws):
        times = rng.multinomial(len(names), [1 / len(names)] * len(names))
        sample: list[float] = []
        for name, count in zip(names, times, strict=True):
            mine = [v for v, f in zip(values, families, strict=True) if f == name]
            sample += mine * int(count)
        means.append(np.mean(sample))
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def summary(ours: list[float], theirs: list[float], families: list[str]) -> Summary:
    """Compare on the models m0, m1, …, which the reference has the other way round."""
    models = [f"m{k}" for k in range(len(families))]
    values = pd.Series(ours, index=models)
    reference = pd.Series(theirs, index=models)[::-1]
    family = dict(zip(models, families, strict=True))
    return summarise(values, reference, family, draws=200, seed=0)


@pytest.mark.parametrize("seed", range(3))
def test_it_agrees_with_a_plain_loop(seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=(2, 7))
    low, high = family_intervals(values, FAMILIES, draws=300, seed=seed)
    for row in range(2):
        expected = slow_intervals(values[row], FAMILIES, draws=300, seed=seed)
        assert (low[row], high[row]) == pytest.approx(expected, rel=1e-12)


def test_models_on_their_own_have_the_interval_of_a_mean() -> None:
    """For independent values the interval is the mean ± 1.96 σ/√m, nearly."""
    values = np.random.default_rng(0).normal(size=(1, 400))
    names = [str(k) for k in range(400)]
    low, high = family_intervals(values, names, draws=20_000, seed=1)
    half = 1.96 * values.std() / math.sqrt(400)
    assert low[0] == pytest.approx(values.mean() - half, abs=0.05 * half)
    assert high[0] == pytest.approx(values.mean() + half, abs=0.05 * half)


def test_copies_of_a_model_do_not_narrow_the_interval() -> None:
    values = np.random.default_rng(2).normal(size=(1, 30))
    names = [str(k) for k in range(30)]
    alone = family_intervals(values, names, draws=500, seed=0)
    copied = family_intervals(
        np.repeat(values, 5, axis=1), list(np.repeat(names, 5)), draws=500, seed=0
    )
    assert np.allclose(alone, copied)


def test_the_interval_covers_the_mean_as_often_as_it_says() -> None:
    """30 families of 1 to 5 models that share an effect; the true mean is 0."""
    rng = np.random.default_rng(3)
    covered = []
    for trial in range(200):
        sizes = rng.integers(1, 6, size=30)
        names = np.repeat([str(k) for k in range(30)], sizes)
        values = np.repeat(rng.normal(size=30), sizes) + 0.1 * rng.normal(
            size=len(names)
        )
        low, high = family_intervals(values[None], list(names), draws=400, seed=trial)
        covered.append(low[0] <= 0 <= high[0])
    assert 0.87 <= np.mean(covered) <= 0.98


def test_the_order_of_models_does_not_matter() -> None:
    values = np.random.default_rng(4).normal(size=(1, 7))
    order = np.random.default_rng(5).permutation(7)
    first = family_intervals(values, FAMILIES, draws=200, seed=0)
    second = family_intervals(
        values[:, order], [FAMILIES[k] for k in order], draws=200, seed=0
    )
    assert np.allclose(first, second, rtol=1e-13)


def test_a_summary_by_hand() -> None:
    ours = [0.5, 0.75, 0.25, math.nan, 1.0]
    theirs = [0.25, 0.75, 0.5, 0.5, 0.5]
    found = summary(ours, theirs, ["a", "a", "b", "b", "c"])
    assert (found.n_models, found.n_families) == (4, 3)
    assert found.mean == pytest.approx(0.625)
    assert found.gain == pytest.approx(0.125)
    assert found.win_rate == pytest.approx((2 + 0.5) / 4)
    assert found.ci_low <= found.mean <= found.ci_high
    assert found.gain_low <= found.gain <= found.gain_high
    assert found.ci_low >= 0.25
    assert found.ci_high <= 1.0


def test_a_model_that_the_reference_lacks_does_not_count() -> None:
    values = pd.Series({"m1": 0.5, "m2": 0.75})
    reference = pd.Series({"m3": 0.1, "m1": 0.25})
    family = {"m1": "a", "m2": "a", "m3": "b"}
    found = summarise(values, reference, family, draws=10, seed=0)
    assert (found.n_models, found.mean, found.gain) == (1, 0.5, 0.25)


def test_no_gain_over_oneself() -> None:
    values = np.random.default_rng(6).uniform(size=7).tolist()
    found = summary(values, values, FAMILIES)
    assert (found.gain, found.gain_low, found.gain_high, found.win_rate) == (
        0,
        0,
        0,
        0.5,
    )


def test_too_little_to_say() -> None:
    one = summary([0.5, 0.7], [0.4, 0.4], ["a", "a"])
    assert one.mean == pytest.approx(0.6)
    assert math.isnan(one.ci_low)
    none = summary([math.nan], [0.5], ["a"])
    assert (none.n_models, none.n_families) == (0, 0)
    assert math.isnan(none.mean)
    assert math.isnan(win_rate(np.array([])))
