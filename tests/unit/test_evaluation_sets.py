"""The rule that stands for the paper's 87 models."""

import pytest

from bioripple.evaluation_sets import paper_set

STEADINESS = {"a": 0.4, "b": 1e-9, "c": 0.2, "d": 0.2, "e": 7.0}


def test_the_steadiest_models_are_chosen_ties_by_id() -> None:
    assert paper_set(STEADINESS, size=2) == {"b", "c"}
    assert paper_set(STEADINESS, size=3) == {"b", "c", "d"}
    assert paper_set(STEADINESS, size=5) == set(STEADINESS)


def test_of_too_few_models_the_smaller_half_is_chosen() -> None:
    assert paper_set(STEADINESS, size=87) == {"b", "c", "d"}
    assert paper_set({"a": 1.0}, size=87) == {"a"}
    assert paper_set({}, size=87) == set()


def test_a_model_of_unknown_steadiness_is_never_chosen() -> None:
    assert paper_set({**STEADINESS, "f": None}, size=6) == set(STEADINESS)


def test_a_set_without_models_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        paper_set(STEADINESS, size=0)
