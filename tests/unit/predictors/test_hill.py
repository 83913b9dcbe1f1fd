"""Normalised-Hill models against closed forms and differences."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from bioripple.network.influence import reachable
from bioripple.predictors.hill import EC50, activation, aim_slopes, aims, hill_response
from tests.support.synthetic_networks import random_jacobian


def random_signs(n: int, seed: int) -> np.ndarray:
    sign = np.sign(random_jacobian(n, np.random.default_rng(seed))).astype(np.int8)
    np.fill_diagonal(sign, 0)
    return sign


def test_the_hill_function_is_normalised() -> None:
    value, _ = activation(np.array([0.0, EC50, 1.0]))
    assert value == pytest.approx([0.0, 0.5, 1.0])


def test_its_slope_is_its_derivative() -> None:
    y = np.linspace(0.05, 0.95, 7)
    value, slope = activation(y)
    near = (activation(y + 1e-6)[0] - activation(y - 1e-6)[0]) / 2e-6
    assert slope == pytest.approx(near, rel=1e-7)
    assert value.shape == slope.shape


def test_the_jacobian_of_the_aims_is_their_derivative() -> None:
    sign = random_signs(12, 0)
    y = np.random.default_rng(1).uniform(0.1, 0.9, 12)
    slopes = aim_slopes(sign, y)
    for j in range(12):
        step = 1e-6 * np.eye(12)[j]
        near = (aims(sign, y + step) - aims(sign, y - step)) / 2e-6
        assert slopes[:, j] == pytest.approx(near, abs=1e-8)


def test_along_a_chain_slopes_multiply() -> None:
    # no activator: node 0 goes to 1, and so do the nodes that it activates
    sign = np.zeros((3, 3), dtype=np.int8)
    sign[1, 0], sign[2, 1] = 1, -1
    slope = activation(np.ones(1))[1][0]
    found = hill_response(sign)
    assert found[:, 0] == pytest.approx([1.0, slope, -(slope**2)], rel=1e-6)
    assert found[0].tolist() == [1.0, 0.0, 0.0]


def test_responses_are_those_of_the_integrated_model() -> None:
    # a constant push on the rate of node j moves the steady state by column j
    sign = random_signs(8, 16)  # settles where no node is off
    n, j = len(sign), 2

    def settled(push: float) -> np.ndarray:
        force = push * np.eye(n)[j]
        run = solve_ivp(
            lambda _, y: aims(sign, y) - y + force,
            (0.0, 400.0),
            np.full(n, 0.5),
            method="LSODA",
            rtol=1e-11,
            atol=1e-13,
        )
        assert run.success
        final: np.ndarray = run.y[:, -1]
        return final

    shift = (settled(1e-5) - settled(-1e-5)) / 2e-5
    assert hill_response(sign)[:, j] == pytest.approx(shift / shift[j], abs=1e-4)


@pytest.mark.parametrize("seed", range(4))
def test_responses_are_finite_and_zero_where_nothing_is_reached(seed: int) -> None:
    sign = random_signs(20, seed)
    found = hill_response(sign)
    assert np.isfinite(found).all()
    assert not found[~reachable(sign)].any()
