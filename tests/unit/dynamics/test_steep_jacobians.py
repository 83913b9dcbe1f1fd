"""Derivatives of what is steep, tiny or without a limit."""

import math
from typing import Any

import numpy as np
import pytest

from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.integrate import integrate
from bioripple.dynamics.jacobian import node_jacobian
from bioripple.errors import Failed
from bioripple.odes.system import build_odes
from bioripple.sbml.reader import read_sbml
from tests.support.sbml_text import (
    compartment,
    document,
    parameter,
    rule,
    species,
)


def of_rules(*elements: Any, t: float = 10.0) -> Any:
    """Map a model of rules to its state and Jacobian, errors and all."""
    compiled = compile_system(build_odes(read_sbml(document(*elements))), t_end=t)
    run = integrate(compiled, [t], rtol=1e-10, atol=1e-14)
    return node_jacobian(compiled, run.states[0], t=t, error=100 * run.errors[0])


def test_a_gate_far_in_its_tail_acts_through_a_small_power() -> None:
    # g = 1/(1 + e^u) is e^-u at u = (p - v)/s near 496; c' = (g^n - c)/τ
    found = of_rules(
        parameter("v", -65.0),
        parameter("c", 0.01),
        rule("rate", "v", "0.02 * (-65 - v) + 0.001 * c"),
        rule("rate", "c", "((1 / (1 + exp((-5 - v) / 0.121)))^0.0125 - c) / 0.5"),
    )
    v, c = found.state
    value = math.exp(-0.0125 * (-5.0 - v) / 0.121)
    slope = value * 0.0125 / 0.121 / 0.5
    assert found.jacobian == pytest.approx(
        np.array([[-0.02, 0.001], [slope, -2.0]]), rel=1e-12
    )
    assert c == pytest.approx(value, rel=1e-6)


@pytest.mark.parametrize("depth", [372.0, 500.0, 709.0, 745.0, 2000.0])
def test_the_logarithm_of_a_logistic_has_its_slope_at_any_depth(depth: float) -> None:
    found = of_rules(
        parameter("v", -depth),
        parameter("c", 0.0),
        rule("rate", "v", f"-{depth} - v"),
        rule("rate", "c", "ln(1 / (1 + exp(-v))) / 500 - c"),
    )
    assert found.jacobian[1] == pytest.approx([1 / 500, -1.0], rel=1e-12)
    assert found.state[1] == pytest.approx(-depth / 500 * (1 - math.exp(-10)), rel=1e-8)


def test_a_switch_too_steep_for_doubles_has_no_slope() -> None:
    found = of_rules(
        parameter("s", 2.0),
        parameter("q", 1.0),
        rule("rate", "s", "-0.03 * s"),
        rule("rate", "q", "-0.1 * q / (1 + exp(900 * (s - 0.05)))"),
    )
    assert found.jacobian.tolist() == [[-0.03, 0.0], [0.0, 0.0]]
    assert found.state[1] == 1.0


def test_an_assigned_species_before_its_ramp_in_time() -> None:
    # g = s/(1 + e^(-150 (t - 20))) is e^-1500 at t = 10
    found = of_rules(
        compartment("C"),
        species("s", initialConcentration=1.0),
        species("g"),
        rule("assignment", "g", "s / (1 + exp(-150 * (time - 20)))"),
        rule("rate", "s", "-0.2 * s * (1 + g)"),
    )
    assert found.state == pytest.approx([math.exp(-2.0), 0.0])
    assert found.jacobian == pytest.approx(np.array([[-0.2, 0.0], [0.0, 0.0]]))


@pytest.mark.parametrize(("power", "slope"), [(2, 0.0), (3, 0.0), (1, 2.0)])
def test_a_hill_term_of_one_over_an_absent_species(power: int, slope: float) -> None:
    # 1/(1 + (K/a)^n) = a^n/(a^n + K^n), K = 1/2: value 0 at a = 0, slope 0 for n > 1
    found = of_rules(
        parameter("a", 0.0),
        parameter("b", 1.0),
        rule("rate", "a", "-a"),
        rule("rate", "b", f"1 / (1 + (0.5 / a)^{power}) - 0.1 * b"),
    )
    assert found.jacobian[1].tolist() == [slope, -0.1]


def test_a_derivative_without_a_limit_fails_and_is_named() -> None:
    with pytest.raises(Failed, match="the derivative of db/dt with respect to a"):
        of_rules(
            parameter("a", 0.0),
            parameter("b", 1.0),
            rule("rate", "a", "-a"),
            rule("rate", "b", "sqrt(a) - b"),
        )


def test_what_the_integrator_leaves_of_a_species_links_nothing() -> None:
    # a decays to e^-400 of its size, b is what it acts on, c is never there at all
    found = of_rules(
        parameter("a", 1.0),
        parameter("b", 1.0),
        parameter("c", 0.0),
        rule("rate", "a", "-40 * a"),
        rule("rate", "b", "-a * b + 3 * c - 0.1 * b"),
        rule("rate", "c", "-c"),
    )
    a = found.state[0]
    assert 0.0 < abs(a) < 1e-12
    # a acts on b by -b, b on itself by -0.1 - a; c, of exactly 0, would act by 3
    assert found.jacobian[1] == pytest.approx([-found.state[1], -0.1, 3.0], rel=1e-9)
    # nothing acts on d through a alone
    found = of_rules(
        parameter("a", 1.0),
        parameter("x", 1.0),
        parameter("d", 1.0),
        rule("rate", "a", "-40 * a"),
        rule("rate", "x", "-0.1 * x"),
        rule("rate", "d", "a * x - 0.1 * d"),
    )
    assert found.jacobian[2, 1] == 0.0
    assert found.derivative[2, 1] == found.state[0]
    assert found.jacobian[2, 0] == pytest.approx(found.state[1])
    assert found.n_negligible == 1
