"""Comparisons in which NaN takes part."""

from typing import Any

import pytest

from bioripple.compiled_system import compile_system
from bioripple.integrate import integrate
from bioripple.jacobian import node_jacobian
from bioripple.odes import build_odes
from bioripple.outcome import Failed
from bioripple.sbml import read_sbml
from tests.sbml_text import document, parameter, rule, starts

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
    ],
)
def test_a_comparison_that_decides_nothing_is_a_failure(formula: str) -> None:
    with pytest.raises(Failed, match=r"the rate of change of 'y' (compares .*|is )nan"):
        run(*LOST, parameter("y", 1.0), rule("rate", "y", formula))


@pytest.mark.parametrize(
    "formula",
    [
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
