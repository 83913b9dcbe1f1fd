"""Numbers near the ends of what floating-point numbers can hold, and beyond.

The same models go through the whole workflow in tests/e2e/test_hostile_collection.py.
"""

import math
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import brentq

from bioripple.network.listed import dense_in_file
from tests.hostile.conftest import Steps
from tests.support.hostile_collection import (
    FAR_APART,
    HOSTILE,
    factorial_of_time,
    infinite_at_start,
    linear,
    speeds_near_overflow,
)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # they go to the log
@pytest.mark.parametrize("name", HOSTILE)
def test_each_has_an_outcome(steps: Steps, name: str) -> None:
    ending = steps(HOSTILE[name]())
    expected = {"infinite_at_the_state": "failed", "long_id": "refused"}
    assert ending.status == expected.get(name, "scored"), ending.reason


def test_a_condition_on_the_factorial_of_time_holds(
    steps: Steps, tmp_path: Path
) -> None:
    """s' = -s until t! = 5, and then -2 s."""
    assert steps(factorial_of_time()).status == "scored"
    switch = brentq(lambda t: math.gamma(t + 1.0) - 5.0, 1.0, 5.0)
    with np.load(tmp_path / "out/jacobian.npz", allow_pickle=False) as found:
        assert found["state"] == pytest.approx([math.exp(-switch - 2 * (10 - switch))])
        assert dense_in_file(found, "jacobian").tolist() == [[-2.0]]


def test_the_median_of_speeds_that_add_up_to_infinity_is_finite(steps: Steps) -> None:
    """Three of four parameters with x = 1 and x' = 1.7e308."""
    ending = steps(speeds_near_overflow())
    assert ending.facts["steadiness"] == pytest.approx(1.7e308)
    assert ending.facts["facts"]["max_steadiness"] == pytest.approx(1.7e308)


def test_a_value_that_is_infinite_before_the_state_is_no_failure(
    steps: Steps, tmp_path: Path
) -> None:
    assert steps(infinite_at_start()).status == "scored"
    with np.load(tmp_path / "out/jacobian.npz", allow_pickle=False) as found:
        state = dict(zip(found["nodes"].tolist(), found["state"].tolist(), strict=True))
    assert state["odd"] == pytest.approx(state["x0"] / 10.0)


def test_a_jacobian_is_exact_over_500_orders_of_magnitude(
    steps: Steps, tmp_path: Path
) -> None:
    assert steps(linear(FAR_APART)).status == "scored"
    with np.load(tmp_path / "out/jacobian.npz", allow_pickle=False) as found:
        place = [found["nodes"].tolist().index(f"x{k}") for k in range(10)]
        assert np.array_equal(
            dense_in_file(found, "jacobian")[np.ix_(place, place)], FAR_APART
        )
