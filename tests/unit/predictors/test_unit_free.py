"""Answers that hang on no unit are the truths in per cent, by other names."""

import numpy as np

from bioripple.predictors.unit_free import unit_free


def test_the_truths_in_per_cent_are_the_answers() -> None:
    one, other = np.ones((3, 3)), np.eye(3)
    found = unit_free({"relative": one, "steady_state": other})
    assert found == {"relative": one, "lasting": other}


def test_those_with_units_are_none() -> None:
    assert unit_free({"dynamo": np.ones((3, 3)), "lasting_push": np.ones((3, 3))}) == {}
