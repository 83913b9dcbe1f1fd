"""States and initial values at the ends of the range of doubles."""

import math
from typing import Any

import numpy as np
import pytest

from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.integrate import integrate
from bioripple.errors import Failed
from bioripple.odes.arrays import from_arrays, to_arrays
from bioripple.odes.system import build_odes
from bioripple.sbml.reader import read_sbml
from tests.support.ode_systems import make_system
from tests.support.sbml_text import document, parameter, rule, starts


def test_states_of_any_size_are_integrated() -> None:
    # a product that is 0 at first has no size of its own
    system = make_system(
        lambda g, x, y: {
            "x": g.multiply(g.constant(-0.1), x),
            "y": g.multiply(g.constant(0.1), x),
        },
        {"x": 1e300, "y": 0.0},
    )
    compiled = compile_system(system, t_end=10.0)
    state = integrate(compiled, [10.0], rtol=1e-10, atol=1e-14).states[0]
    left = math.exp(-1.0)
    assert state / 1e300 == pytest.approx([left, 1.0 - left], rel=1e-8)


def test_what_grows_beyond_doubles_is_a_failure_that_says_so() -> None:
    system = make_system(lambda g, x: {"x": g.multiply(x, x)}, {"x": 1e160})
    compiled = compile_system(system, t_end=1.0)
    with pytest.raises(Failed, match="rate of change of 'x' is inf at time 0"):
        integrate(compiled, [1.0], rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize(
    "elements",
    [
        # e^-800 is no double; half of Y's production is
        (parameter("K"), starts("K", "exp(-800)")),
        (
            parameter("K"),
            starts("K", "k * exp(10)"),
            parameter("k"),
            starts("k", "exp(-810)"),
        ),
        (parameter("K"), rule("assignment", "K", "exp(-800)")),
        (parameter("K"), starts("K", "exp(v)"), parameter("v", -800.0, constant=True)),
    ],
)
def test_initial_values_that_are_too_small_for_a_double_are_not_0(
    elements: tuple[Any, ...],
) -> None:
    content = document(
        *elements,
        parameter("V", -800.0),
        rule("rate", "V", "0 * V"),
        parameter("Y", 0.0),
        rule("rate", "Y", "exp(V) / (K + exp(V)) - 0.1 * Y"),
    )
    system = build_odes(read_sbml(content))
    arrays = {key: np.asarray(value) for key, value in to_arrays(system).items()}
    compiled = compile_system(from_arrays(arrays), t_end=10.0)
    state = integrate(compiled, [10.0], rtol=1e-10, atol=1e-14).states[0]
    assert state[-1] == pytest.approx(5.0 * (1.0 - math.exp(-1.0)), rel=1e-8)


def test_what_comes_of_tiny_initial_values_is_right() -> None:
    content = document(
        parameter("k"),
        starts("k", "exp(-800)"),
        parameter("x"),
        starts("x", "k * exp(790 + time)"),
        rule("rate", "x", "-x + k"),
    )
    system = build_odes(read_sbml(content))
    assert system.initial[0] == pytest.approx(math.exp(-10.0), rel=1e-14)
    assert system.constants["k"] == 0.0


def test_a_tiny_state_is_a_state() -> None:
    content = document(parameter("x"), starts("x", "exp(-800)"), rule("rate", "x", "1"))
    system = build_odes(read_sbml(content))
    assert (system.states, system.initial) == (("x",), (0.0,))
