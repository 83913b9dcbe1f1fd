"""What formulas mean: functions, rates of change, operators."""

from typing import Any

import numpy as np
import pytest

from bioripple.errors import Failed, Refused
from bioripple.sbml.reader import read_sbml
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
AVOGADRO = 6.02214179e23
LOCAL_K = (
    '<listOfLocalParameters><localParameter id="k" value="3"/></listOfLocalParameters>'
)


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
