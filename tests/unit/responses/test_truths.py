"""The truths beside each other."""

from typing import Any

import numpy as np
import pytest

from bioripple.responses.sensitivity import sensitivity
from bioripple.responses.truths import (
    TRUTH_COLUMNS,
    Truth,
    at_steady_state,
    none_at,
    relative,
    truth_row,
    truths,
)
from bioripple.vocabulary import TRUTHS
from tests.support.hostile_collection import FAR_APART
from tests.support.synthetic_networks import random_jacobian

NAN: Any = np.nan


def test_relative_responses_of_a_power_law_are_its_exponents() -> None:
    """If x_i ~ x_j^p along the response, a per cent of j is p per cent of i."""
    state = np.array([2.0, 50.0])
    exponent = 3.0
    absolute = exponent * state[1] / state[0]
    found = relative(np.array([[1.0, 0.0], [absolute, 1.0]]), state)
    assert np.allclose(found.matrix, np.array([[1, 0], [exponent, 1]]))
    assert found.share == 1.0
    assert not found.matrix[0, 1]  # structural zeros stay


def test_zero_abundances_are_left_out() -> None:
    found = relative(np.ones((3, 3)), np.array([1.0, 0.0, -2.0]))
    expected = [[1, NAN, -2], [NAN, 1, NAN], [-0.5, NAN, 1]]
    assert np.array_equal(found.matrix, expected, equal_nan=True)
    assert found.missing == {"zero_abundance": 4}
    assert found.share == pytest.approx(1 / 3)


def test_numbers_beyond_floating_point_are_left_out() -> None:
    tiny = np.array([1e-200, 1e200])
    found = relative(np.array([[1.0, 1e10], [1e-10, 1.0]]), tiny)
    assert np.array_equal(found.matrix, [[1, NAN], [NAN, 1]], equal_nan=True)


def test_units_of_the_nodes_do_not_matter_to_relative_responses() -> None:
    rng = np.random.default_rng(0)
    jacobian, state = random_jacobian(8, rng), rng.uniform(1, 2, 8)
    units = 10.0 ** rng.uniform(-3, 3, 8)
    before = relative(sensitivity(jacobian).matrix, state).matrix
    changed = sensitivity(jacobian * units[:, None] / units).matrix
    assert np.allclose(relative(changed, state * units).matrix, before)


def test_all_truths_of_a_model() -> None:
    jacobian = random_jacobian(12, np.random.default_rng(1))
    matrix = sensitivity(jacobian).matrix
    found = truths(matrix, jacobian, np.zeros_like(jacobian), np.ones(12))
    rest = at_steady_state(jacobian, np.zeros_like(jacobian), np.ones(12), range(12))
    assert {*found, "steady_state"} == {*TRUTHS}
    assert np.array_equal(rest.matrix, found["lasting_push"].matrix)
    assert np.array_equal(found["relative"].matrix, matrix)
    assert np.array_equal(found["dynamo"].matrix, matrix)
    assert all(truth.problem == "" for truth in found.values())
    row = truth_row("m", "steady_state", rest)
    assert tuple(row) == TRUTH_COLUMNS
    assert row["scored"] is True


def test_what_hangs_on_units_and_what_does_not() -> None:
    """Every node in a unit of its own, as if proteins were counted in dozens."""
    rng = np.random.default_rng(3)
    jacobian, state = random_jacobian(9, rng), rng.uniform(1, 2, 9)
    units = 10.0 ** rng.normal(0, 2, 9)
    nothing = np.zeros_like(jacobian)

    def every(matrix: Any, at: Any) -> dict[str, Any]:
        found: dict[str, Any] = {"rest": at_steady_state(matrix, nothing, at, range(9))}
        for name, each in truths(
            sensitivity(matrix).matrix, matrix, nothing, at
        ).items():
            found[name] = each
        return {name: each.matrix for name, each in found.items()}

    one = every(jacobian, state)
    other = every(jacobian * units[:, None] / units, state * units)
    scale = units[:, None] / units
    assert np.allclose(other["relative"], one["relative"], rtol=1e-9)
    assert np.allclose(other["rest"], one["rest"], rtol=1e-9)
    assert np.allclose(other["dynamo"], one["dynamo"] * scale, rtol=1e-9)
    assert np.allclose(other["lasting_push"], one["lasting_push"] * scale, rtol=1e-9)
    assert not np.allclose(other["dynamo"], one["dynamo"], rtol=1e-2)


def test_paths_at_rest_lead_through_nodes_that_are_not_asked_about() -> None:
    """x0 → x1 → x2 of other sizes; x1 is no node at the horizon."""
    jacobian = np.array([[-2.0, 0, 0], [3, -4, 0], [0, 5, -8]])
    state = np.array([1.0, 7.0, 10.0])
    found = at_steady_state(jacobian, np.zeros((3, 3)), state, [2, 0])
    gain = 3 / 4 * 5 / 8 * state[0] / state[2]
    assert np.allclose(found.matrix, [[1, gain], [0, 1]])
    assert found.share == 1.0


def test_at_rest_each_pair_is_lost_for_one_reason() -> None:
    """A → B, which is only made; C is used up; D decays."""
    jacobian = np.diag([-1.0, 0.0, -1.0, -1.0])
    jacobian[1, 0] = 1.0
    state = np.array([1.0, 5.0, 0.0, 2.0])
    found = at_steady_state(jacobian, np.zeros((4, 4)), state, range(4))
    assert np.isnan(found.matrix[1, 0])
    missing = {reason: count for reason, count in found.missing.items() if count}
    assert missing == {"accumulates": 1, "zero_abundance": 6}
    assert np.isnan(found.matrix).sum() == 7


def test_a_model_without_a_state_at_rest_has_a_reason() -> None:
    found = none_at("oscillates", 12)
    row = truth_row("m", "steady_state", found)
    assert (row["scored"], row["reason"], row["share"]) == (False, "oscillates", 0.0)


def test_a_truth_that_is_mostly_undefined_is_not_scored() -> None:
    many = Truth(np.full((5, 5), NAN), {"unstable": 11, "rigid": 0})
    assert many.problem == "11 of 20 pairs undefined: unstable 11"
    half = Truth(np.full((5, 5), NAN), {"unstable": 10})
    assert half.problem == ""


def test_what_lapack_gives_up_on_is_undecided() -> None:
    """The other truths do not need the singular values of J."""
    matrix = sensitivity(FAR_APART).matrix
    n = len(FAR_APART)
    with np.errstate(all="ignore"):
        found = truths(matrix, FAR_APART, np.zeros_like(FAR_APART), np.ones(n))
    lasting = found["lasting_push"]
    assert {k: v for k, v in lasting.missing.items() if v} == {"undecided": 12}
    together = np.arange(n) < 4
    lost = np.outer(together, together) & (np.eye(n) == 0)
    assert np.array_equal(np.isnan(lasting.matrix), lost)
    assert lasting.problem == ""
    assert np.array_equal(found["dynamo"].matrix, matrix)
    assert np.array_equal(found["relative"].matrix, matrix)
