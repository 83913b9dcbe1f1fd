"""Values that are given twice, nowhere, or against one another."""

from typing import Any

import numpy as np
import pytest

from bioripple.errors import Failed, Refused
from tests.support.sbml_text import (
    compartment,
    course,
    document,
    function,
    parameter,
    reaction,
    rule,
    species,
    starts,
)

CLOSE: dict[str, Any] = {"rel": 1e-6, "abs": 1e-12}


def test_constants_that_nothing_needs_may_be_infinite_or_missing() -> None:
    content = document(
        parameter("huge", constant=True),
        parameter("none", constant=True),
        parameter("x", 1.0),
        starts("huge", "infinity"),
        starts("none", "notanumber"),
        rule("rate", "x", "x"),
    )
    t, (huge, none, x) = course(content, "huge none x")
    assert np.isinf(huge).all()
    assert np.isnan(none).all()
    assert x == pytest.approx(np.exp(t), **CLOSE)


def test_a_value_that_is_needed_has_to_be_there() -> None:
    content = document(parameter("k"), parameter("x", 1.0), rule("rate", "x", "k"))
    with pytest.raises(Refused, match="'k' has no value, and an equation needs it"):
        course(content, "x")


def test_an_initial_assignment_replaces_what_is_given() -> None:
    content = document(
        parameter("a", 1.0), parameter("b", 5.0), starts("a", "2 * b"), starts("b", "3")
    )
    _, values = course(content, "a b")
    assert values[:, 0].tolist() == [6.0, 3.0]


@pytest.mark.parametrize(
    "empty",
    [
        ("Rules", '<rateRule variable="x"/>'),
        ("Rules", '<assignmentRule variable="x"/>'),
        ("InitialAssignments", '<initialAssignment symbol="x"/>'),
    ],
    ids=["rate", "assignment", "initial"],
)
def test_what_lacks_its_mathematics_has_no_effect(empty: Any) -> None:
    _, (x,) = course(document(parameter("x", 4.0), empty), "x")
    assert x.tolist() == [4.0] * len(x)


def test_a_reaction_without_a_law_is_refused_where_it_matters() -> None:
    bare = '<reaction id="r" reversible="false"><listOfProducts><speciesReference '
    bare += 'species="S" stoichiometry="1" constant="true"/></listOfProducts>'
    content = document(
        compartment("C"),
        species("S", initialAmount=0.0),
        ("Reactions", f"{bare}</reaction>"),
    )
    with pytest.raises(Refused, match="reaction 'r' has no kinetic law"):
        course(content, "S")


# Contradictions


@pytest.mark.parametrize(
    ("elements", "message"),
    [
        (
            [species("S", initialAmount=0.0), rule("rate", "S", "1")],
            "'S' is changed by a rule and by reactions",
        ),
        (
            [species("S", initialAmount=0.0, constant=True)],
            "'S' is constant, but reactions change it",
        ),
        (
            [
                species("S", initialAmount=0.0),
                parameter("k", 1.0, constant=True),
                rule("rate", "k", "1"),
            ],
            "'k' is constant, but a rule changes it",
        ),
        (
            [species("S", initialAmount=0.0), rule("rate", "r", "1")],
            "'r' is a reaction, which no rule can set",
        ),
        (
            [species("S", initialAmount=0.0), starts("nowhere", "1")],
            "'nowhere' is not defined",
        ),
        (
            [species("S", initialAmount=0.0), parameter("a b", 1.0)],
            "syntax of 'id' attribute",
        ),
    ],
)
def test_contradictions_are_named(elements: Any, message: str) -> None:
    content = document(compartment("C"), *elements, reaction("r", "1", products=("S",)))
    with pytest.raises(Failed, match=message):
        course(content, "S")


def both_initials(amount: float, concentration: float, *more: Any, **size: Any) -> Any:
    content = document(
        compartment("C", **size),
        species("S", initialAmount=amount, initialConcentration=concentration),
        parameter("p", 4.0, constant=True),
        *more,
    )
    return course(content, "S", amounts="S")


def test_two_initial_values_that_agree_are_one() -> None:
    _, (amount,) = both_initials(6.0, 1.5, size=4.0)
    assert amount[0] == 6.0


@pytest.mark.parametrize(
    ("amount", "concentration", "more", "size"),
    [
        (4.0, 2.0, (), 4.0),
        (4.0, 4.0000001, (), 1.0),
        (0.0, 2.0, (), 4.0),
        (4.0, 2.0, (), None),
        (4.0, 2.0, (starts("C", "p"),), 2.0),
    ],
)
def test_two_initial_values_that_disagree_fail(
    amount: float, concentration: float, more: Any, size: float | None
) -> None:
    with pytest.raises(Failed, match=f"'S' has an initial amount of {amount:g} and"):
        both_initials(amount, concentration, *more, size=size)


@pytest.mark.parametrize("factor", ["S", "C", "free", "r", "nowhere", "f"])
@pytest.mark.parametrize("whose", ["model", "species"])
def test_a_conversion_factor_is_a_constant_parameter(factor: str, whose: str) -> None:
    given: dict[str, Any] = {"conversionFactor": factor}
    content = document(
        function("f", "lambda(x, x)"),
        compartment("C"),
        species("S", initialAmount=0.0, **(given if whose == "species" else {})),
        parameter("free", 2.0),
        reaction("r", "1", products=("S",)),
        **(given if whose == "model" else {}),
    )
    with pytest.raises(Failed, match=f"conversion factor '{factor}' of '[mS]' is no"):
        course(content, "S")


@pytest.mark.parametrize(
    ("elements", "message"),
    [
        ([compartment("C", None)], "compartment 'C' has no size"),
        ([compartment("C"), parameter("k")], "parameter 'k' has no value"),
        (
            [
                compartment("C"),
                parameter("k", 1.0),
                species("A", boundaryCondition=True),
            ],
            "species 'A' has no initial value",
        ),
    ],
)
def test_what_is_not_given_is_told_by_its_kind(elements: Any, message: str) -> None:
    formula = "A" if "A" in message else "k" if "'k'" in message else "1"
    content = document(
        *elements,
        species("S", initialConcentration=1.0),
        reaction("r", formula, products=("S",)),
    )
    with pytest.raises(Refused, match=f"{message}, and an equation needs it"):
        course(content, "S")
