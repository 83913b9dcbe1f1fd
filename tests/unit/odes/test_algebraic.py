"""Algebraic rules that are solved, and those that are refused by name."""

from typing import Any

import numpy as np
import pytest

from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.integrate import integrate
from bioripple.dynamics.jacobian import node_jacobian
from bioripple.errors import Failed, Refused
from bioripple.odes.system import build_odes
from bioripple.sbml.reader import read_sbml
from tests.support.sbml_text import (
    compartment,
    course,
    document,
    parameter,
    reaction,
    rule,
    species,
    starts,
)

CLOSE: dict[str, Any] = {"rel": 1e-6, "abs": 1e-12}


def decay(*elements: Any) -> bytes:
    """Return a model with x = e^-t, and more."""
    return document(
        compartment("C"), parameter("x", 1.0), rule("rate", "x", "-x"), *elements
    )


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("x + y - 1", lambda x: 1.0 - x),
        ("(x + 1) * y - 2 * x", lambda x: 2.0 * x / (x + 1.0)),
        ("y / x - x", lambda x: x**2),
        ("piecewise(y, x > 0.5, 2 * y) - x", lambda x: np.where(x > 0.5, x, x / 2.0)),
        ("rateOf(x) - y", lambda x: -x),
        ("y + time - time - 3", lambda x: 3.0 + 0.0 * x),
    ],
)
def test_a_rule_that_is_linear_in_one_variable_is_solved(
    formula: str, expected: Any
) -> None:
    content = decay(parameter("y", 7.0), rule("algebraic", "", formula))
    _, (x, y) = course(content, "x y")
    assert y == pytest.approx(expected(x), **CLOSE)


def test_the_solution_takes_part_in_the_equations() -> None:
    # A → B with A + B = 3 where the rule makes B: dA/dt = B − A = 3 − 2 A
    content = document(
        compartment("C"),
        species("A", initialAmount=3.0),
        species("B", initialAmount=0.0),
        reaction("r", "A - B", reactants=("A",)),
        rule("algebraic", "", "A + B - 3"),
    )
    t, (a, b) = course(content, "A B")
    assert a == pytest.approx(1.5 + 1.5 * np.exp(-2.0 * t), **CLOSE)
    assert b == pytest.approx(3.0 - a, **CLOSE)
    compiled = compile_system(build_odes(read_sbml(content)), t_end=1.0)
    state = integrate(compiled, [1.0], rtol=1e-8, atol=1e-12).states[0]
    found = node_jacobian(compiled, state, t=1.0)
    # B is assigned: no outgoing influence, and dB/dt = −dA/dt
    assert found.jacobian.tolist() == [[-2.0, 0.0], [2.0, 0.0]]


def test_rules_that_share_variables_are_solved_together() -> None:
    # y + z = x, y − z = 3 x
    content = decay(
        parameter("y"),
        parameter("z"),
        rule("algebraic", "", "y + z - x"),
        rule("algebraic", "", "y - z - 3 * x"),
    )
    _, (x, y, z) = course(content, "x y z")
    assert y == pytest.approx(2.0 * x, **CLOSE)
    assert z == pytest.approx(-x, **CLOSE)


def test_a_variable_may_hide_behind_assignment_rules() -> None:
    content = decay(
        parameter("y"),
        parameter("w"),
        parameter("z"),
        rule("assignment", "w", "2 * z"),
        rule("assignment", "z", "y + 1"),
        rule("algebraic", "", "w - x"),
    )
    _, (x, y) = course(content, "x y")
    assert y == pytest.approx(x / 2.0 - 1.0, **CLOSE)


def test_compartments_and_stoichiometries_can_be_solved_for() -> None:
    product = '<speciesReference id="n" species="S" constant="false"/>'
    content = decay(
        compartment("V", 1.0, constant=False),
        species("S", "V", initialAmount=0.0, hasOnlySubstanceUnits=True),
        reaction("r", "1", products=(product,)),
        rule("algebraic", "", "V - 1 - x"),
        rule("algebraic", "", "n - 2 * time"),
    )
    t, (v, s) = course(content, "V S")
    assert v == pytest.approx(1.0 + np.exp(-t), **CLOSE)
    assert s == pytest.approx(t**2, **CLOSE)


def test_the_rule_holds_at_the_start_whatever_values_are_given() -> None:
    content = decay(
        parameter("y", 50.0),
        parameter("z"),
        starts("z", "10 * y"),
        rule("algebraic", "", "y - 2 * x"),
    )
    _, values = course(content, "y z")
    assert values[:, 0].tolist() == [2.0, 20.0]


@pytest.mark.parametrize(
    ("elements", "formula", "message"),
    [
        ([parameter("y")], "y^2 - x", "cannot be solved for y"),
        ([parameter("y")], "exp(y) - x", "cannot be solved for y"),
        ([parameter("y")], "piecewise(y, y > 1, y + 1) - x", "cannot be solved for y"),
        ([parameter("y")], "floor(y) - x", "cannot be solved for y"),
        ([parameter("y")], "y + rateOf(y) - x", "cannot be solved for y"),
        ([parameter("y")], "factorial(y) - x", "cannot be solved for y"),
        ([parameter("y"), parameter("z")], "y - z", "do not say which of y, z"),
        ([parameter("y", constant=True)], "y - x", "no variable that it could"),
        ([], "x - 1", "no variable that it could"),
    ],
)
def test_what_cannot_be_solved_is_refused_by_name(
    elements: Any, formula: str, message: str
) -> None:
    with pytest.raises(Refused, match=message):
        course(decay(*elements, rule("algebraic", "", formula)), "x")


def test_reacting_species_are_not_solved_for() -> None:
    content = document(
        compartment("C"),
        species("S", initialAmount=0.0),
        reaction("r", "1", products=("S",)),
        rule("algebraic", "", "S - 1"),
    )
    with pytest.raises(Refused, match="no variable that it could determine"):
        course(content, "S")


def test_two_rules_for_one_variable_are_refused() -> None:
    rules = [rule("algebraic", "", "y - x"), rule("algebraic", "", "y - 2 * x")]
    with pytest.raises(Refused, match="no variable that it could determine"):
        course(decay(parameter("y"), *rules), "y")


def test_rules_in_a_circle_end() -> None:
    content = decay(
        parameter("y"),
        parameter("a"),
        parameter("b"),
        rule("assignment", "a", "b"),
        rule("assignment", "b", "a"),
        rule("algebraic", "", "a - y"),
    )
    with pytest.raises((Refused, Failed), match="circle"):
        course(content, "y")
