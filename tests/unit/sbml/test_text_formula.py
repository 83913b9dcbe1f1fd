"""Formulas in infix: their values by Python's, and what is not taken."""

import math

import pytest

from bioripple.errors import Failed, Refused
from bioripple.odes.initial_values import evaluate
from bioripple.sbml.text_formula import read_formula
from bioripple.symbolic.graph import ExpressionGraph

IDS = {"x": 1.7, "pi": 0.3, "Time": 5.0, "avogadro": 2.0, "e": 0.25}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("log(x)", math.log(1.7)),
        ("ln(x) + log10(x)", math.log(1.7) + math.log10(1.7)),
        ("x**2 + 2*x^3", 1.7**2 + 2 * 1.7**3),
        ("-x^2", -(1.7**2)),
        ("scale * x", 4.0 * 1.7),
        ("exp(-x) / sqrt(x)", math.exp(-1.7) / math.sqrt(1.7)),
        ("piecewise(1, x > 2, 7)", 7.0),
        ("Time + avogadro + e", 7.25),
        ("time", 9.0),
        ("2e-3", 2e-3),
    ],
)
def test_a_formula_has_the_value_that_it_says(text: str, expected: float) -> None:
    graph = ExpressionGraph()
    node = read_formula(
        text, graph, set(IDS), where="here", local={"scale": graph.constant(4.0)}
    )
    found = evaluate(graph, [node], [*IDS], [*IDS.values()], t=9.0)
    assert found == [pytest.approx(expected)]


def test_a_name_that_the_parser_takes_for_a_number_is_refused() -> None:
    with pytest.raises(Refused, match="here: 'pi' is a name of the model and of"):
        read_formula("2 * pi", ExpressionGraph(), {"pi"}, where="here")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("log(x, 3)", "a base of its own"),
        ("log2(x)", "calls 'log2', which is not defined"),
        ("open('x')", "is no formula"),
        ("x.real", "is no formula"),
        ("x; y", "is no formula"),
        ("", "is no formula"),
        ("f(x)", "calls 'f', which is not defined"),
        ("delay(x, 1)", "a delay"),
        ("y + 1", "uses 'y', which is not defined"),
        ("3 mM", "is no formula"),
        ("x" * 10_001, "longer than 10000"),
    ],
)
def test_what_is_no_formula_is_refused_by_place(text: str, expected: str) -> None:
    with pytest.raises((Refused, Failed), match=f"here: .*{expected}"):
        read_formula(text, ExpressionGraph(), {"x"}, where="here")
