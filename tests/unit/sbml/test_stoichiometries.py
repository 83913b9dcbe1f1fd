"""What stoichiometries mean, and what Level 1 calls its quantities."""

from typing import Any

import numpy as np
import pytest

from bioripple.errors import Refused
from bioripple.odes.system import build_odes
from bioripple.sbml.reader import read_sbml
from tests.support.sbml_text import (
    compartment,
    course,
    document,
    math,
    parameter,
    reaction,
    rule,
    species,
    starts,
)

CLOSE: dict[str, Any] = {"rel": 1e-6, "abs": 1e-12}


def test_a_species_on_both_sides_counts_its_net_change() -> None:
    content = document(
        compartment("C"),
        species("S", initialAmount=1.0),
        reaction("r", "S", reactants=("S", "1.5 S"), products=("3 S",)),
    )
    t, (s,) = course(content, "S", amounts="S")
    assert s == pytest.approx(np.exp(0.5 * t), **CLOSE)


def test_level_2_stoichiometries_may_be_formulas_of_time() -> None:
    formula = f"<stoichiometryMath>{math('2 * time')}</stoichiometryMath>"
    product = f'<speciesReference species="S">{formula}</speciesReference>'
    content = document(
        compartment("C"),
        species("S", initialAmount=0.0),
        reaction("r", "3", products=(product,)),
        level=2,
        version=4,
    )
    t, (s,) = course(content, "S", amounts="S")
    assert s == pytest.approx(3.0 * t**2, **CLOSE)


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (starts("n", "4"), lambda t: 4.0 * t),
        (rule("assignment", "n", "2 * time"), lambda t: t**2),
        (rule("rate", "n", "2"), lambda t: t + t**2),
    ],
    ids=["initial", "assignment", "rate"],
)
def test_level_3_stoichiometries_are_variables(how: Any, expected: Any) -> None:
    value = None if how[0] == "InitialAssignments" else 1
    shown = "" if value is None else f' stoichiometry="{value}"'
    product = f'<speciesReference id="n" species="S"{shown} constant="false"/>'
    content = document(
        compartment("C"),
        species("S", initialAmount=0.0),
        how,
        reaction("r", "1", products=(product,)),
    )
    t, (s,) = course(content, "S", amounts="S")
    assert s == pytest.approx(expected(t), **CLOSE)


def test_a_stoichiometry_that_is_given_nowhere_is_refused() -> None:
    content = document(
        compartment("C"),
        species("S", initialAmount=0.0),
        reaction(
            "r", "1", products=('<speciesReference species="S" constant="true"/>',)
        ),
    )
    with pytest.raises(Refused, match="'S' has no stoichiometry"):
        course(content, "S")


def test_level_1_divides_stoichiometries_and_changes_what_has_a_rule() -> None:
    content = b"""<sbml xmlns="http://www.sbml.org/sbml/level1" level="1" version="2">
    <model name="m">
    <listOfCompartments><compartment name="C"/></listOfCompartments>
    <listOfSpecies><species name="S" compartment="C" initialAmount="0"/></listOfSpecies>
    <listOfParameters><parameter name="k" value="2"/><parameter name="log" value="1"/>
    </listOfParameters>
    <listOfRules><parameterRule type="rate" name="k" formula="log(exp(1)) * sqr(1)"/>
    </listOfRules>
    <listOfReactions><reaction name="r"><listOfProducts>
    <speciesReference species="S" stoichiometry="3" denominator="2"/>
    </listOfProducts><kineticLaw formula="k"/></reaction></listOfReactions>
    </model></sbml>"""
    t, (s, k) = course(content, "S k", amounts="S")
    assert k == pytest.approx(2.0 + t, **CLOSE)
    assert s == pytest.approx(1.5 * (2.0 * t + t**2 / 2.0), **CLOSE)
    assert build_odes(read_sbml(content)).parameters == ("k",)


def level_1(name: str, formula: str) -> bytes:
    """Return a level 1 model in which y has a formula, and something a name."""
    return (
        '<sbml xmlns="http://www.sbml.org/sbml/level1" level="1" version="2">'
        f'<model name="m"><listOfParameters><parameter name="{name}" value="7"/>'
        '<parameter name="y"/></listOfParameters><listOfRules>'
        f'<parameterRule name="y" formula="{formula}"/></listOfRules></model></sbml>'
    ).encode()


@pytest.mark.parametrize("name", ["pi", "PI", "true", "exponentiale", "time", "e"])
def test_level_1_has_no_words_of_its_own(name: str) -> None:
    _, (y,) = course(level_1(name, f"{name} + 1"), "y")
    assert y[0] == 8.0


@pytest.mark.parametrize("name", ["inf", "NaN"])
def test_level_1_names_that_cannot_be_told_from_numbers_are_refused(name: str) -> None:
    with pytest.raises(Refused, match="a number and a quantity"):
        course(level_1(name, f"{name} + 1"), "y")


def test_names_of_constants_are_free_in_mathematics() -> None:
    content = document(
        parameter("pi", 7.0, constant=True),
        parameter("y"),
        rule("assignment", "y", "pi - other"),
    ).replace(b"<ci> other </ci>", b"<ci>pi</ci>")
    _, (y,) = course(content, "y")
    assert y[0] == pytest.approx(np.pi - 7.0)
