"""The rule for responses that are numerically meaningless."""

from typing import Any

import numpy as np
import pytest

from bioripple.collection.health import HealthLimits, doubts
from bioripple.responses.agreement import second_look
from bioripple.responses.sensitivity import sensitivity
from tests.support.synthetic_networks import random_jacobian

LIMITS = HealthLimits(
    min_agreement=0.999, max_residual=1e-6, max_zero_share=0.9, max_state_change=0.01
)
SOUND = {
    "tolerance_problem": "",
    "state_change": 0.01,
    "state_changed": "x",
    "n_sign_changes": 0,
    "tolerance_agreement": 0.9991,
    "residual": 1e-7,
    "zero_share": 0.9,
    "event_change": "",
    "forcing_unresolved": "",
}


def test_sound_numbers_raise_no_doubt() -> None:
    assert doubts(SOUND, limits=LIMITS) == ""


def test_responses_that_do_not_vary_raise_no_doubt() -> None:
    assert doubts(SOUND | {"tolerance_agreement": None}, limits=LIMITS) == ""


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"tolerance_problem": "a state is not finite"}, "a state is not finite"),
        ({"state_change": 0.011}, "'x' differs by 1.1% between two integrations"),
        ({"n_sign_changes": 1}, "1 link of"),
        ({"n_sign_changes": 2}, "2 links of"),
        ({"tolerance_agreement": 0.999}, "correlate with 0.999000"),
        ({"tolerance_agreement": -0.5}, "not more than 0.999"),
        ({"residual": 1.1e-6}, "1.1e-06, more than 1e-06"),
        ({"zero_share": 0.95}, "95% of the nodes have a state of exactly 0"),
        ({"event_change": "'e' sets 'x' at t = 2"}, "matters: 'e' sets 'x' at t = 2"),
        ({"forcing_unresolved": "too often"}, "may be wrong: too often"),
    ],
)
def test_each_doubt_is_named_with_its_number(facts: Any, words: str) -> None:
    assert words in doubts(SOUND | facts, limits=LIMITS)


def test_the_same_jacobian_gives_responses_that_agree() -> None:
    jacobian = random_jacobian(12, np.random.default_rng(0))
    found = second_look(sensitivity(jacobian).matrix, jacobian)
    assert found["tolerance_agreement"] == pytest.approx(1.0)


def test_a_changed_jacobian_agrees_less_the_more_it_is_changed() -> None:
    rng = np.random.default_rng(0)
    jacobian = random_jacobian(12, rng)
    responses = sensitivity(jacobian).matrix
    noise = rng.normal(size=jacobian.shape)
    little, much = (
        second_look(responses, jacobian * np.exp(size * noise))["tolerance_agreement"]
        for size in (1e-3, 1.0)
    )
    assert much < 0.999 < little < 1.0


def test_responses_of_one_size_have_no_correlation() -> None:
    diagonal = -np.eye(3)
    found = second_look(sensitivity(diagonal).matrix, diagonal)
    assert found == {"tolerance_agreement": None}
