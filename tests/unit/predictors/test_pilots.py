"""From the responses to a few sources to those to the others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bioripple.arrays import Flags, Floats, Signs
from bioripple.evaluation.pilots import CHOICES
from bioripple.predictors.pilots import (
    FORMS,
    choose_pilots,
    measured_balance,
    measured_ranks,
    measured_targets,
)
from bioripple.predictors.topology import closeness
from tests.support.synthetic_networks import random_jacobian

SIGN = np.sign(random_jacobian(24, np.random.default_rng(0))).astype(np.int8)
NEAR = closeness(SIGN, directed=True)
LINKED = NEAR > 0
OFF_DIAGONAL = ~np.eye(24, dtype=bool)


def world(strength: Floats, sign: Signs = SIGN) -> Floats:
    """Return responses that follow the formula to the letter."""
    near = closeness(sign, directed=True)
    steps = np.full(near.shape, np.inf)
    np.divide(1.0, near, out=steps, where=near > 0)
    return 10.0 ** (strength[:, None] - strength[None, :] - (steps - 1.0))


def order_of(values: Floats, chosen: Flags) -> list[int]:
    order: list[int] = np.argsort(values[chosen], kind="stable").tolist()
    return order


def test_what_was_told_of_one_pilot_is_carried_to_every_source() -> None:
    """Of a ring every node is measured: the strengths come back, less the prior."""
    ring = np.roll(np.eye(6, dtype=np.int8), 1, axis=0)
    strength = np.array([0.0, 2.0, -1.0, 3.0, 1.0, -2.0])
    truth = world(strength, ring)
    found = np.log10(measured_targets(ring, truth[:, [0, 3]], [0, 3]))
    steps = -np.log10(world(np.zeros(6), ring))
    # each pilot's median over the five others is taken away: 1 and 0
    shifts = np.array([[np.nan, 1, -2, 2, 0, -3], [0, 2, -1, np.nan, 1, -2]])
    mean = np.nansum(shifts, axis=0) / (np.isfinite(shifts).sum(axis=0) + 1)
    np.testing.assert_allclose(found, mean[:, None] - steps, atol=1e-12)
    balance = np.log10(measured_balance(ring, truth[:, [0, 3]], [0, 3]))
    np.testing.assert_allclose(balance, mean[:, None] - mean - steps, atol=1e-12)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_zero_is_predicted_where_no_path_leads_and_only_there(form: object) -> None:
    truth = world(np.random.default_rng(1).normal(size=24))
    found = form(SIGN, truth[:, [2, 5]], [2, 5])  # type: ignore[operator]
    assert np.isfinite(found).all()
    np.testing.assert_array_equal(found > 0, LINKED)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_units_signs_and_answers_of_pilots_to_themselves_do_not_count(
    form: object,
) -> None:
    rng = np.random.default_rng(2)
    truth = world(rng.normal(size=24))
    pilots = [1, 7, 9]
    told = truth[:, pilots]
    changed = told * rng.choice([-1.0, 1.0], size=told.shape) * np.array([1, 50, 1e-9])
    changed[pilots, range(3)] = [7.0, np.nan, 0.0]
    expected = form(SIGN, told, pilots)  # type: ignore[operator]
    found = form(SIGN, changed, pilots)  # type: ignore[operator]
    np.testing.assert_allclose(found, expected, rtol=1e-9)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_without_a_measurement_distance_is_left(form: object) -> None:
    nothing = np.full((24, 2), np.nan)
    found = form(SIGN, nothing, [0, 3])  # type: ignore[operator]
    assert order_of(found, LINKED) == order_of(NEAR, LINKED)


def test_ranks_are_means_over_pilots_without_themselves() -> None:
    full = 1 - 2 * np.eye(4, dtype=np.int8)  # every node at one step
    told = np.array([[9.0, 3.0], [1.0, 9.0], [2.0, np.nan], [5.0, 1.0]])
    found = measured_ranks(full, told, [0, 1])
    # shares of three and of two measured targets
    mean = [0.75, 1 / 6, 0.5, (5 / 6 + 0.25) / 2]
    off = np.where(np.eye(4, dtype=bool), 1.0, 0.5)
    np.testing.assert_allclose(found, np.array(mean)[:, None] * off)


@given(st.integers(0, 50), st.integers(1, 12))
def test_pilots_are_drawn_once_each(seed: int, count: int) -> None:
    for choice in CHOICES:
        rng = np.random.default_rng(seed)
        found = choose_pilots(SIGN, count, choice=choice, rng=rng)
        assert len(set(found)) == len(found) == count


def test_the_first_pilot_by_reach_reaches_most() -> None:
    for seed in range(5):
        rng = np.random.default_rng(seed)
        (first,) = choose_pilots(SIGN, 1, choice="reach", rng=rng)
        reach = LINKED.sum(axis=0)
        assert reach[first] == reach.max()
    # two chains that do not meet: one pilot in each
    chains = np.zeros((6, 6), dtype=np.int8)
    chains[[1, 2, 4, 5], [0, 1, 3, 4]] = 1
    rng = np.random.default_rng(0)
    assert set(choose_pilots(chains, 2, choice="reach", rng=rng)) == {0, 3}
