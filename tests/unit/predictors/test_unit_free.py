"""Answers that hang on no unit do not hang on units."""

import numpy as np

from bioripple.predictors.unit_free import unit_free


def test_other_units_change_nothing() -> None:
    rng = np.random.default_rng(0)
    matrix, state = rng.normal(size=(6, 6)), 10.0 ** rng.normal(size=6)
    unit = 10.0 ** rng.normal(size=6)
    one = unit_free({"steady_state": matrix}, state)
    two = unit_free({"steady_state": matrix * unit[:, None] / unit}, state * unit)
    assert set(one) == {"lasting"}
    np.testing.assert_allclose(one["lasting"], two["lasting"])
    np.testing.assert_allclose(one["lasting"][0, 1], matrix[0, 1] * state[1] / state[0])


def test_what_is_zero_has_no_answer_and_too_few_are_none() -> None:
    matrix = np.ones((6, 6))
    state = np.array([0.0, 1, 1, 1, 1, 1])
    found = unit_free({"relative": matrix, "steady_state": matrix}, state)
    assert np.isnan(found["lasting"][0, 1:]).all()
    assert np.isnan(found["lasting"][1:, 0]).all()
    assert np.isfinite(found["lasting"][1:, 1:]).all()
    state[:4] = 0.0
    assert set(unit_free({"steady_state": matrix}, state)) == set()
    assert unit_free({"relative": np.full((6, 6), np.nan)}, state) == {}
    assert unit_free({"dynamo": matrix}, state) == {}
