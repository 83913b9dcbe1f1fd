"""The oracle of single derivatives, against closed forms."""

import math
from typing import Any

import numpy as np
import pytest

from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.jacobian import node_jacobian
from bioripple.odes.system import build_odes
from bioripple.sbml.reader import read_sbml
from bioripple.validation.differences import compare
from bioripple.validation.oracle import Oracle
from tests.support.sbml_text import (
    compartment,
    document,
    parameter,
    rule,
    species,
)


def oracle(formula: str, x: float, t: float = 3.0) -> float:
    content = document(parameter("x", x), rule("rate", "x", formula))
    compiled = compile_system(build_odes(read_sbml(content)), t_end=5.0)
    return Oracle(compiled, ()).slope(t, np.array([x]), 0, 0)


@pytest.mark.parametrize(
    ("formula", "x", "slope"),
    [
        ("2 * x^3", 5.0, 150.0),
        ("exp(-x / 0.125)", 60.0, -8.0 * math.exp(-480.0)),
        ("1 / (1 + exp(x))", 500.0, -math.exp(-500.0)),
        ("(1 / (1 + exp(x)))^0.01", 500.0, -0.01 * math.exp(-5.0)),
        ("x / (0.25 + x)", 1e15, 0.25 / (1e15 + 0.25) ** 2),
        ("1 / (1 + (0.5 / x)^2)", 0.0, 0.0),
        ("1 / (1 + 0.5 / x)", 0.0, 2.0),
        ("time * tanh(x)", 30.0, 3.0 / math.cosh(30.0) ** 2),
        ("piecewise(x^2, x > 1, 7)", 2.0, 4.0),
        ("ln(-x)", 2.0, math.nan),
    ],
)
def test_slopes(formula: str, x: float, slope: float) -> None:
    found = oracle(formula, x)
    assert found == pytest.approx(slope, rel=1e-14, abs=1e-300, nan_ok=True)


def test_assigned_quantities_have_the_slope_of_their_rate() -> None:
    # y = x², ẋ = −x³: ẏ = −2x⁴, ∂ẏ/∂x = −8x³
    content = document(
        compartment("C"),
        species("y"),
        parameter("x", 2.0),
        rule("assignment", "y", "x^2"),
        rule("rate", "x", "-x * y"),
    )
    compiled = compile_system(build_odes(read_sbml(content)), t_end=1.0)
    found = Oracle(compiled, ("y",)).slope(0.0, np.array([2.0]), 1, 0)
    assert found == pytest.approx(-64.0, rel=1e-14)


def test_entries_that_differences_cannot_tell_are_asked_of_the_oracle() -> None:
    def agreement(change: float) -> Any:
        content = document(
            parameter("v", -60.0),
            parameter("c", 1.0),
            rule("rate", "v", "-0.01 * (v + 60)"),
            rule("rate", "c", "1 / (1 + exp((-10 - v) / 0.125)) - c"),
        )
        compiled = compile_system(build_odes(read_sbml(content)), t_end=1.0)
        x = np.array([-60.0, 1.0])
        found = node_jacobian(compiled, x, t=0.0)
        found.derivative[1, 0] *= 1.0 + change
        return compare(compiled, x, found, samples=10)

    # beside the slope of -1 the one of e^-400 is nothing to a double
    assert agreement(0.0).n_asked == 1
    assert agreement(0.0).oracle_worst < 1e-12
    assert agreement(1e-6).oracle_worst == pytest.approx(1e-6, rel=1e-3)
