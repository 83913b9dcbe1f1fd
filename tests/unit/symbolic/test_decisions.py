"""Comparisons in which NaN takes part."""

import math
from typing import Any

import numpy as np
import pytest

from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.integrate import integrate
from bioripple.dynamics.jacobian import node_jacobian
from bioripple.errors import Failed
from bioripple.odes.quantities import values_at
from bioripple.odes.system import build_odes
from bioripple.sbml.reader import read_sbml
from tests.support.sbml_text import (
    compartment,
    document,
    parameter,
    rule,
    species,
    starts,
)

# `lost` has no value where x is not above 5; x decays from 2, so it has none anywhere
LOST = (
    parameter("x", 2.0),
    parameter("lost"),
    rule("assignment", "lost", "piecewise(1, x > 5)"),
    rule("rate", "x", "-x"),
)


def run(*elements: Any, t: float = 1.0) -> Any:
    compiled = compile_system(build_odes(read_sbml(document(*elements))), t_end=t)
    state = integrate(compiled, [t], rtol=1e-8, atol=1e-12).states[0]
    return node_jacobian(compiled, state, t=t)


@pytest.mark.parametrize(
    "formula",
    [
        "piecewise(1, lost < 3, 2)",
        "piecewise(1, lost == lost, 2)",
        "piecewise(1, lost != 1, 2)",
        "piecewise(1, (x > 1) && (lost > 1), 2)",
        "piecewise(1, (x > 9) || (lost > 1), 2)",
        "max(1, lost)",
        "min(lost, 1)",
        "piecewise(piecewise(1, lost < 3, 2), x < 4, 5)",
        # of numbers only
        "piecewise(1, NaN < 3, 5)",
        "piecewise(1, NaN != 1, 5)",
        "piecewise(1, INF - INF < 3, 5)",
        "max(NaN, 3)",
    ],
)
def test_a_comparison_that_decides_nothing_is_a_failure(formula: str) -> None:
    with pytest.raises(Failed, match=r"the rate of change of 'y' (compares .*|is )nan"):
        run(*LOST, parameter("y", 1.0), rule("rate", "y", formula))


@pytest.mark.parametrize(
    "formula",
    [
        "piecewise(x, lost, 2)",
        "piecewise(x, !lost, 2)",
        "piecewise(x, lost && (x > 0), 2)",
        "piecewise(x, (x > 0) && lost, 2)",
        "piecewise(x, (x < 0) || lost, 2)",
        "piecewise(x, xor(x > 0, lost), 2)",
        "piecewise(x, implies(lost, x > 0), 2)",
        "piecewise(x, ln(-x), 2)",
        "piecewise(x, NaN, 2)",
        "piecewise(x, !NaN, 2)",
        "piecewise(x, NaN || (x > 0), 2)",
    ],
)
def test_what_is_no_number_is_neither_true_nor_false(formula: str) -> None:
    problem = "the rate of change of 'y' takes nan for true or false at t = 0"
    with pytest.raises(Failed, match=problem):
        run(*LOST, parameter("y", 1.0), rule("rate", "y", formula))


@pytest.mark.parametrize("formula", ["piecewise(1, lost < 3, 2)", "piecewise(1, lost)"])
def test_a_rule_that_nothing_reads_has_no_value(formula: str) -> None:
    system = build_odes(
        read_sbml(document(*LOST, parameter("k"), rule("assignment", "k", formula)))
    )
    assert math.isnan(values_at(system, np.array([2.0]), t=0.0)["k"])


def test_an_assigned_species_is_looked_at() -> None:
    elements = (
        compartment("C"),
        species("s"),
        rule("assignment", "s", "piecewise(x, lost < 3, 2 * x)"),
    )
    with pytest.raises(Failed, match="the formula of 's' compares nan with 3 at t = 1"):
        run(*LOST, *elements)


def test_a_factor_of_zero_switches_a_term_off() -> None:
    found = run(*LOST, parameter("y", 1.0), rule("rate", "y", "x + 0 * ln(-x)"))
    assert found.jacobian[found.nodes.tolist().index("y")].tolist() == [1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    "formula",
    [
        "piecewise(piecewise(1, lost, 2), x > 4, 5)",
        "piecewise(1, (x > 9) && lost, 2)",
        "piecewise(1, (x > 0) || lost, 2)",
        "piecewise(piecewise(1, lost < 3, 2), x > 4, 5)",
        "piecewise(1, (x > 9) && (lost > 1), 2)",
        "piecewise(1, (x > 0) || (lost > 1), 2)",
    ],
)
def test_on_a_branch_that_is_not_taken_it_is_of_no_matter(formula: str) -> None:
    run(*LOST, parameter("y", 1.0), rule("rate", "y", formula))


def test_it_is_found_at_the_state_as_well() -> None:
    # 1/(x - 1) has a value at first; the root of x - 1 has none once x is below 1
    elements = (
        parameter("x", 2.0),
        parameter("y", 1.0),
        rule("rate", "x", "-x"),
        rule("rate", "y", "piecewise(1, sqrt(x - 1) < 3, 2)"),
    )
    run(*elements, t=0.5)
    with pytest.raises(Failed, match="'y' compares nan with 3 at t = 2"):
        run(*elements, t=2.0)


def test_initial_values_are_looked_at_too() -> None:
    with pytest.raises(Failed, match="the formula of 'y' compares nan with 3 at t = 0"):
        run(
            *LOST,
            parameter("y", 1.0),
            starts("y", "piecewise(1, lost < 3, 2)"),
            rule("rate", "y", "-y"),
        )
