"""The rule that stands for the paper's 87 models, and what few models can say."""

import pytest

from bioripple.collection.evaluation_sets import caveat, is_of_paper, paper_set

A, B, C, D, E = (f"BIOMD{number:010d}" for number in (1, 20, 300, 610, 611))
STEADINESS = {A: 0.4, B: 1e-9, C: 0.2, D: 0.2, E: 7.0}


def test_the_steadiest_models_are_chosen_ties_by_id() -> None:
    assert paper_set(STEADINESS, size=2) == {B, C}
    assert paper_set(STEADINESS, size=3) == {B, C, D}
    assert paper_set(STEADINESS, size=5) == set(STEADINESS)


@pytest.mark.parametrize("known", [STEADINESS, {A: 1.0}, {}])
def test_too_few_models_stand_for_nothing(known: dict[str, float | None]) -> None:
    assert paper_set(known, size=87) == set()


@pytest.mark.parametrize(
    "model",
    ["BIOMD0000000612", "BIOMD0000000000", "mine", "BIOMD611", "BIOMD0000000005_v2"],
)
def test_a_model_that_the_paper_did_not_have_is_never_chosen(model: str) -> None:
    assert not is_of_paper(model)
    assert paper_set({**STEADINESS, model: 0.0}, size=5) == set(STEADINESS)
    own = {f"own_{number}": 0.1 for number in range(500)}
    assert paper_set(own, size=87) == set()


def test_a_model_of_unknown_steadiness_is_never_chosen() -> None:
    unknown = {**STEADINESS, "BIOMD0000000002": None}
    assert paper_set(unknown, size=5) == set(STEADINESS)
    assert paper_set(unknown, size=6) == set()


def test_a_set_without_models_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        paper_set(STEADINESS, size=0)


def test_means_of_few_models_are_no_result_and_say_so() -> None:
    assert "9 models" in caveat(9)
    assert caveat(1).startswith("a single model")
    assert "no model is scored without a doubt" in caveat(0)
    assert caveat(29) != ""
    assert caveat(30) == caveat(300) == ""
