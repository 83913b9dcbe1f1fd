"""Structural kinetic modelling on structures that can be done by hand."""

import numpy as np
import pytest

from bioripple.network.influence import reachable
from bioripple.network.tiers import AbundanceBoth
from bioripple.predictors.structural_kinetics import (
    Priors,
    distance_without_zeros,
    elasticity_signs,
    log_response,
    structural_kinetics,
    structural_kinetics_at_state,
)
from bioripple.responses.sensitivity import sensitivity
from tests.support.synthetic_networks import random_jacobian

FEW = Priors(draws=8)


def chain(state: list[float]) -> AbundanceBoth:
    """Return x1 -> x2 -> x3 -> by mass action, and nothing known of its fluxes."""
    n = len(state)
    stoichiometry = -np.eye(n) + np.eye(n, k=-1)
    return AbundanceBoth(
        sign=stoichiometry.astype(np.int8),
        stoichiometry=stoichiometry,
        reads=np.eye(n, dtype=bool),
        is_rule=np.zeros(n, dtype=bool),
        reversible=np.zeros(n, dtype=bool),
        assigned_reads=np.zeros((n, n), dtype=bool),
        moieties=np.zeros((0, n)),
        initial=np.ones(n),
        state=np.array(state),
    )


def test_substrates_speed_up_what_consumes_them() -> None:
    assert np.array_equal(elasticity_signs(chain([1.0, 1.0, 1.0])), np.eye(3))


def test_an_inhibitor_has_a_negative_elasticity() -> None:
    inputs = chain([1.0, 1.0])
    reads = np.array([[True, False], [True, True]])  # node 2 slows reaction 1
    sign = np.array([[-1, 1], [1, -1]], dtype=np.int8)
    values = vars(inputs) | {"reads": reads, "sign": sign}
    found = elasticity_signs(AbundanceBoth(**values))
    assert np.array_equal(found, [[1.0, 0.0], [-1.0, 1.0]])


@pytest.mark.parametrize("seed", range(3))
def test_responses_of_a_jacobian_are_those_of_the_truth(seed: int) -> None:
    jacobian = random_jacobian(9, np.random.default_rng(seed))
    truth = sensitivity(jacobian).matrix
    linked = truth != 0.0
    found = log_response(jacobian, np.zeros(9), "dynamo")
    assert found[linked] == pytest.approx(np.log10(np.abs(truth[linked])), abs=1e-6)


def test_relative_responses_are_scaled_by_abundances() -> None:
    jacobian = random_jacobian(6, np.random.default_rng(0))
    size = np.random.default_rng(1).normal(size=6)
    plain = log_response(jacobian, size, "dynamo")
    relative = log_response(jacobian, size, "relative")
    assert relative == pytest.approx(plain + size - size[:, None])


def test_lasting_responses_solve_the_steady_state() -> None:
    jacobian = random_jacobian(6, np.random.default_rng(2))
    inverse = np.linalg.inv(-jacobian)
    linked = reachable(np.sign(jacobian).astype(np.int8))
    expected = np.log10(np.abs(inverse / np.diagonal(inverse))[linked])
    found = log_response(jacobian, np.zeros(6), "steady_state")
    assert found[linked] == pytest.approx(expected, abs=1e-5)


def test_along_a_chain_the_response_fades() -> None:
    found = structural_kinetics(chain([1.0] * 5), "dynamo", seed=0)
    assert found[0, 0] > found[1, 0] > found[4, 0]
    assert not found[0, 1:].any()


def test_first_order_steps_do_not_depend_on_abundances() -> None:
    # v = k x: ∂v/∂x is k, whatever x is
    rich, poor = chain([1.0, 1e6, 1.0]), chain([1.0, 1e-6, 1.0])
    high, low = (
        structural_kinetics_at_state(inputs, "dynamo", seed=0, priors=FEW)
        for inputs in (rich, poor)
    )
    assert high == pytest.approx(low)


def test_draws_are_seeded() -> None:
    inputs = chain([1.0, 2.0, 3.0])
    first, same, other = (
        structural_kinetics(inputs, "dynamo", seed=seed, priors=FEW)
        for seed in (0, 0, 1)
    )
    assert np.array_equal(first, same)
    assert not np.array_equal(first, other)


def test_a_flux_that_comes_from_elsewhere_hides_who_helps_it_on() -> None:
    # -> x1 -> x2 ->, with the middle step helped by x3, which is made and decays
    stoichiometry = np.array(
        [[1.0, -1.0, 0.0, 0.0, 0.0], [0, 1, -1, 0, 0], [0, 0, 0, 1, -1]]
    )
    reads = np.array([[0, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 1, 0, 0, 1]], dtype=bool)
    arrays = {
        "sign": np.array([[-1, 0, -1], [1, -1, 1], [0, 0, -1]], dtype=np.int8),
        "stoichiometry": stoichiometry,
        "reads": reads,
        "is_rule": np.zeros(5, dtype=bool),
        "reversible": np.zeros(5, dtype=bool),
        "assigned_reads": np.zeros((3, 3), dtype=bool),
    }
    inputs = AbundanceBoth(**(vars(chain([1.0] * 3)) | arrays))
    lasting = distance_without_zeros(inputs, "steady_state", seed=0)
    at_once = distance_without_zeros(inputs, "dynamo", seed=0)
    assert lasting[1, 2] == 0.0 < at_once[1, 2]
    elsewhere = np.ones((3, 3), dtype=bool)
    elsewhere[1, 2] = False
    assert np.array_equal(lasting[elsewhere], at_once[elsewhere])
