"""What SBML says that amounts, sizes and rules mean, against closed forms."""

from typing import Any

import numpy as np
import pytest

from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.integrate import integrate
from bioripple.dynamics.jacobian import node_jacobian
from bioripple.errors import Refused
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


def jacobian_at(content: bytes, t: float) -> Any:
    compiled = compile_system(build_odes(read_sbml(content)), t_end=t)
    x = integrate(compiled, [t], rtol=1e-8, atol=1e-12).states[0]
    return node_jacobian(compiled, x, t=t)


# Species: amounts and concentrations


def test_a_reaction_moves_amounts_and_concentrations_follow_the_size() -> None:
    # extent per time k·C·[S] in a volume of C = 2: [S] falls as e^(-k t)
    content = document(
        compartment("C", 2.0),
        species("S", initialConcentration=3.0),
        species("P", initialAmount=0.0),
        parameter("k", 0.7, constant=True),
        reaction("r", "C * k * S", reactants=("S",), products=("P",)),
    )
    t, (s, p, rate) = course(content, "S P r", amounts="P", concentrations="S")
    assert s == pytest.approx(3.0 * np.exp(-0.7 * t), **CLOSE)
    assert p == pytest.approx(6.0 - 2.0 * s, **CLOSE)
    assert rate == pytest.approx(2.0 * 0.7 * s, **CLOSE)


def test_the_same_formula_means_another_rate_for_a_species_that_is_an_amount() -> None:
    # v = k·S with S the amount: e^(-k t); with S a concentration: e^(-k t / C)
    def content(only_substance: bool) -> bytes:
        return document(
            compartment("C", 4.0),
            species("S", initialAmount=8.0, hasOnlySubstanceUnits=only_substance),
            reaction("r", "S * 1.5", reactants=("S",)),
        )

    t, (amount,) = course(content(True), "S", amounts="S")
    assert amount == pytest.approx(8.0 * np.exp(-1.5 * t), **CLOSE)
    t, (concentration,) = course(content(True), "S", concentrations="S")
    assert concentration == pytest.approx(2.0 * np.exp(-1.5 * t), **CLOSE)
    t, (amount,) = course(content(False), "S", amounts="S")
    assert amount == pytest.approx(8.0 * np.exp(-1.5 * t / 4.0), **CLOSE)


def test_an_initial_assignment_speaks_of_what_the_id_means() -> None:
    content = document(
        compartment("C", 4.0),
        species("S"),
        species("A", hasOnlySubstanceUnits=True),
        starts("S", "6"),
        starts("A", "6"),
    )
    _, values = course(content, "S A", amounts="S A")
    assert values[:, 0].tolist() == [24.0, 6.0]


def test_an_initial_concentration_uses_an_assigned_size() -> None:
    content = document(
        compartment("C", None),
        species("S", initialAmount=6.0),
        parameter("p", 1.0, constant=True),
        starts("C", "p + 2"),
    )
    _, (s,) = course(content, "S", concentrations="S")
    assert s[0] == 2.0


@pytest.mark.parametrize("boundary", [True, False])
def test_only_reactions_leave_a_boundary_species_alone(boundary: bool) -> None:
    content = document(
        compartment("C"),
        species("S", initialAmount=1.0, boundaryCondition=boundary),
        reaction("r", "1", products=("S",)),
    )
    t, (s,) = course(content, "S", amounts="S")
    assert s == pytest.approx(1.0 if boundary else 1.0 + t, **CLOSE)


def test_a_rate_rule_may_change_a_boundary_species_that_reacts() -> None:
    content = document(
        compartment("C"),
        species("S", initialAmount=1.0, boundaryCondition=True),
        reaction("r", "5", products=("S",)),
        rule("rate", "S", "-S"),
    )
    t, (s,) = course(content, "S", amounts="S")
    assert s == pytest.approx(np.exp(-t), **CLOSE)


# Compartments that change


def growing(*elements: Any, size: str = "rate") -> bytes:
    """Return a model whose compartment grows as e^(0.5 t), by either kind of rule."""
    formula = {"rate": "0.5 * C", "assignment": "exp(0.5 * time)"}[size]
    return document(
        compartment("C", 1.0, constant=False), rule(size, "C", formula), *elements
    )


@pytest.mark.parametrize("size", ["rate", "assignment"])
@pytest.mark.parametrize(
    "flags", [{}, {"boundaryCondition": True}, {"constant": True}], ids=str
)
def test_growth_dilutes_what_is_inside(size: str, flags: Any) -> None:
    content = growing(species("S", initialAmount=3.0, **flags), size=size)
    t, (s,) = course(content, "S", concentrations="S")
    assert s == pytest.approx(3.0 * np.exp(-0.5 * t), **CLOSE)
    t, (amount,) = course(content, "S", amounts="S")
    assert amount == pytest.approx(3.0, **CLOSE)


@pytest.mark.parametrize("size", ["rate", "assignment"])
def test_dilution_adds_to_reactions(size: str) -> None:
    # amount: n' = -k·n with v = k·C·[S]; concentration n/C = e^(-(k + 0.5) t)
    content = growing(
        species("S", initialAmount=1.0),
        reaction("r", "0.3 * C * S", reactants=("S",)),
        size=size,
    )
    t, (s,) = course(content, "S", concentrations="S")
    assert s == pytest.approx(np.exp(-0.8 * t), **CLOSE)
    assert jacobian_at(content, 1.0).jacobian == pytest.approx(np.array([[-0.8]]))


def test_amounts_are_not_diluted() -> None:
    content = growing(
        species("S", initialAmount=3.0, hasOnlySubstanceUnits=True),
        parameter("seen", 0.0),
        rule("assignment", "seen", "S"),
    )
    t, (s, seen) = course(content, "S seen", amounts="S")
    t, (concentration,) = course(content, "S", concentrations="S")
    assert s.tolist() == seen.tolist() == [3.0] * len(t)
    assert concentration == pytest.approx(3.0 * np.exp(-0.5 * t), **CLOSE)


def test_a_rate_rule_gives_the_whole_rate_of_a_concentration() -> None:
    content = growing(species("S", initialAmount=1.0), rule("rate", "S", "2"))
    t, (s,) = course(content, "S", concentrations="S")
    assert s == pytest.approx(1.0 + 2.0 * t, **CLOSE)


def test_a_size_that_jumps_is_refused_where_something_would_be_diluted() -> None:
    size = rule("assignment", "C", "piecewise(1, time < 1, 2)")
    vessel = compartment("C", 1.0, constant=False)
    with pytest.raises(Refused, match="'C' is switched by its rule"):
        course(document(vessel, size, species("S", initialAmount=1.0)), "S")
    amounts = species("S", initialAmount=1.0, hasOnlySubstanceUnits=True)
    t, (s, c) = course(document(vessel, size, amounts), "S C")
    assert s.tolist() == [1.0] * len(t)
    assert c.tolist() == [1.0, 1.0, 2.0, 2.0, 2.0]


@pytest.mark.parametrize(
    ("level", "version", "size", "expected"),
    [(3, 2, None, 6.0), (3, 2, 3.0, 2.0), (2, 4, None, 6.0)],
)
def test_without_dimensions_an_id_means_the_amount_unless_there_is_a_size(
    level: int, version: int, size: float | None, expected: float
) -> None:
    content = document(
        compartment("C", size, spatialDimensions=0),
        species("S", initialAmount=6.0),
        parameter("seen", 0.0),
        rule("assignment", "seen", "S"),
        level=level,
        version=version,
    )
    _, (seen,) = course(content, "seen")
    assert seen[0] == expected


# Stoichiometry and conversion


def test_conversion_factors_of_a_species_override_those_of_the_model() -> None:
    content = document(
        compartment("C"),
        species("A", initialAmount=0.0),
        species("B", initialAmount=0.0, conversionFactor="own"),
        parameter("all", 3.0, constant=True),
        parameter("own", 5.0, constant=True),
        reaction("r", "2", products=("A", "B")),
        conversionFactor="all",
    )
    t, (a, b) = course(content, "A B", amounts="A B")
    assert a == pytest.approx(6.0 * t, **CLOSE)
    assert b == pytest.approx(10.0 * t, **CLOSE)
