"""What SBML says that models mean, against closed forms."""

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
    function,
    math,
    parameter,
    reaction,
    rule,
    species,
    starts,
)

CLOSE: dict[str, Any] = {"rel": 1e-6, "abs": 1e-12}
AVOGADRO = 6.02214179e23
LOCAL_K = (
    '<listOfLocalParameters><localParameter id="k" value="3"/></listOfLocalParameters>'
)


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


# Formulas


def test_local_parameters_hide_global_ids_in_their_law_only() -> None:
    content = document(
        compartment("C"),
        species("A", initialAmount=0.0),
        species("B", initialAmount=0.0),
        parameter("k", 10.0, constant=True),
        reaction("r", "k", products=("A",), local=LOCAL_K),
        reaction("q", "k", products=("B",)),
    )
    t, (a, b) = course(content, "A B", amounts="A B")
    assert a == pytest.approx(3.0 * t, **CLOSE)
    assert b == pytest.approx(10.0 * t, **CLOSE)


def test_functions_see_their_arguments_only() -> None:
    content = document(
        function("twice", "lambda(k, 2 * k)"),
        function("nested", "lambda(x, y, twice(x) - y)"),
        parameter("k", 10.0, constant=True),
        parameter("p"),
        rule("assignment", "p", "nested(3, k)"),
    )
    _, (p,) = course(content, "p")
    assert p[0] == -4.0
    open_ended = document(
        function("f", "lambda(x, x + k)"),
        parameter("k", 1.0),
        parameter("p"),
        rule("assignment", "p", "f(1)"),
    )
    with pytest.raises(Refused, match="uses 'k', which is not defined there"):
        course(open_ended, "p")


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("rateOf(S)", lambda t: -2.0 * np.exp(-t)),
        ("rateOf(y)", lambda t: -2.0 * np.exp(-t) * np.exp(-t) * 4.0),
        ("rateOf(q)", lambda t: 0.0 * t),
        ("rateOf(v)", lambda t: -6.0 * np.exp(-t)),
        ("rateOf(C)", lambda t: 0.0 * t),
    ],
)
def test_rate_of_is_the_total_derivative(formula: str, expected: Any) -> None:
    # S = 2 e^-t, y = S², reaction v has the rate 3 S, q is constant
    content = document(
        compartment("C"),
        species("S", initialAmount=2.0, boundaryCondition=True),
        species("P", initialAmount=0.0),
        parameter("q", 1.0, constant=True),
        parameter("y"),
        parameter("p"),
        rule("rate", "S", "-S"),
        rule("assignment", "y", "S^2"),
        rule("assignment", "p", formula),
        reaction("v", "3 * S", products=("P",)),
    )
    t, (p,) = course(content, "p")
    assert p == pytest.approx(expected(t), **CLOSE)


def test_rate_of_a_local_parameter_is_zero_whatever_the_global_one_does() -> None:
    content = document(
        compartment("C"),
        species("S", initialAmount=0.0),
        parameter("k", 1.0),
        rule("rate", "k", "1"),
        reaction("r", "1 + rateOf(k)", products=("S",), local=LOCAL_K),
    )
    t, (s,) = course(content, "S", amounts="S")
    assert s == pytest.approx(t, **CLOSE)


SYMBOLS = "http://sbml.org/annotations/symbols"
DERIVATIVE = "http://en.wikipedia.org/wiki/Derivative"


def placeholder(
    name: str = "rateOf",
    formula: str = "lambda(a, notanumber)",
    *,
    namespace: str = SYMBOLS,
    definition: str = DERIVATIVE,
) -> Any:
    """Return a function that COPASI writes where SBML has no word for it."""
    place, text = function(name, formula)
    symbol = f'<symbols xmlns="{namespace}" definition="{definition}"/>'
    return place, text.replace(">", f"><annotation>{symbol}</annotation>", 1)


@pytest.mark.parametrize(("level", "version"), [(2, 4), (3, 1), (3, 2)])
def test_a_function_that_stands_for_a_rate_is_one(level: int, version: int) -> None:
    # S' = −S from 2; C grows as 1 + t, so that [P] is diluted
    content = document(
        placeholder("speed"),
        function("twice", "lambda(x, 2 * speed(x))"),
        compartment("C", 1.0, constant=False),
        species("S", initialAmount=2.0, boundaryCondition=True),
        species("P", initialConcentration=3.0),
        parameter("y"),
        parameter("z"),
        rule("rate", "S", "-S"),
        rule("rate", "C", "1"),
        rule("assignment", "y", "twice(S)"),
        rule("assignment", "z", "speed(P) + speed(C) + speed(y)"),
        level=level,
        version=version,
    )
    t, (y, z, s, p) = course(content, "y z S P", concentrations="S P")
    assert s == pytest.approx(2.0 * np.exp(-t), **CLOSE)
    assert y == pytest.approx(-2.0 * s, **CLOSE)
    assert p == pytest.approx(3.0 / (1.0 + t), **CLOSE)
    assert z == pytest.approx(-3.0 / (1.0 + t) ** 2 + 1.0 + 2.0 * s, **CLOSE)
    assert read_sbml(content).warnings == ()


def test_the_annotation_may_have_a_prefix_and_company() -> None:
    place, text = placeholder()
    text = text.replace("<symbols xmlns=", "<x/><a><s:symbols xmlns:s=").replace(
        "/></annotation>", "/></a></annotation>"
    )
    content = document(
        (place, text),
        parameter("x", 1.0),
        parameter("y"),
        rule("rate", "x", "3"),
        rule("assignment", "y", "rateOf(x)"),
    )
    _, (y,) = course(content, "y")
    assert y.tolist() == [3.0] * len(y)


@pytest.mark.parametrize(
    ("function_", "call", "message"),
    [
        (placeholder("f", definition=f"{DERIVATIVE}_of_a_kind"), "f(x)", "stands for"),
        (
            placeholder(
                "f",
                namespace="http://sbml.org/annotations/distribution",
                definition="http://www.uncertml.org/distributions/normal",
            ),
            "f(x)",
            "distributions/normal' by its annotation, which is not supported",
        ),
        (placeholder("f", "lambda(a, b, notanumber)"), "f(x, x)", "stands for"),
        (placeholder("f"), "f(x + 1)", "not a quantity"),
    ],
)
def test_a_function_that_stands_for_something_else_is_refused(
    function_: Any, call: str, message: str
) -> None:
    content = document(
        function_, parameter("x", 1.0), parameter("y"), rule("assignment", "y", call)
    )
    with pytest.raises(Refused, match=f"rule for 'y': .*{message}"):
        course(content, "y")


def test_an_annotation_never_overrules_a_formula() -> None:
    content = document(
        placeholder("f", "lambda(a, 2 * a)"),
        parameter("x", 3.0),
        parameter("y"),
        rule("assignment", "y", "f(x)"),
    )
    _, (y,) = course(content, "y")
    assert y[0] == 6.0
    (warning,) = read_sbml(content).warnings
    assert "<functionDefinition> 'f': stands for" in warning
    assert "its formula is used" in warning


def test_a_function_that_is_not_a_number_stands_for_nothing() -> None:
    content = document(
        function("f", "lambda(a, notanumber)"),
        parameter("x", 3.0),
        parameter("y"),
        rule("assignment", "y", "f(x)"),
    )
    _, (y,) = course(content, "y")
    assert np.isnan(y).all()


def test_a_rate_that_is_defined_by_itself_is_an_error() -> None:
    content = document(parameter("x", 1.0), rule("rate", "x", "1 - rateOf(x)"))
    with pytest.raises(Failed, match="circle"):
        course(content, "x")


def test_piecewise_without_otherwise_is_undefined_where_nothing_holds() -> None:
    content = document(
        parameter("p"), rule("assignment", "p", "piecewise(7, time <= 1)")
    )
    _, (p,) = course(content, "p", end=2.0, steps=2)
    assert p.tolist()[:2] == [7.0, 7.0]
    assert np.isnan(p[2])


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("avogadro", AVOGADRO),
        ("quotient(-7, 2)", -3.0),
        ("rem(-7, 2)", -1.0),
        ("max(1, 5, 3) - min(4, 2)", 3.0),
        ("plus() + times()", 1.0),
        ("piecewise(1, and(), 0) + piecewise(2, or(), 0)", 1.0),
        ("piecewise(1, xor(true, true, true), 0)", 1.0),
        ("piecewise(1, implies(true, false), 0)", 0.0),
        ("piecewise(1, lt(1, 2, 3), 0) + piecewise(2, lt(1, 3, 2), 0)", 1.0),
        ("root(3, 27) + log(2, 8) + log10(100) + ln(exp(1))", 9.0),
        ("factorial(5) + ceil(-1.5) + floor(-1.5) + abs(-2)", 119.0),
        ("sec(0) + arcsec(1) + coth(arccoth(2))", 3.0),
        ("true + true", 2.0),
    ],
)
def test_operators(formula: str, expected: float) -> None:
    content = document(parameter("p"), starts("p", formula))
    _, (p,) = course(content, "p")
    assert p[0] == pytest.approx(expected, rel=1e-12)


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
