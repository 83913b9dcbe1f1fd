"""Exact values: quads where they are sure, else arithmetic of any width."""

import math
import operator
from collections.abc import Callable
from fractions import Fraction
from functools import reduce

import numpy as np
import pytest

from bioripple.symbolic.exact_function import ExactFunction, warm_up
from bioripple.symbolic.graph import ExpressionGraph, Node
from bioripple.symbolic.machine import machine
from bioripple.symbolic.quad import QuadFunction
from bioripple.symbolic.quad_machine import quad_machine
from bioripple.symbolic.wide import WideFunction
from tests.support.random_expressions import (
    EVERY_OPERATOR,
    EVERYDAY,
    NAMES,
    draw,
    python_only,
)

RATIONAL = ("add", "add", "mul", "div", "neg")


def truncated(value: Fraction) -> float:
    """Return the double next to a fraction on the side of 0, or the fraction itself."""
    nearest = float(value)
    beyond = abs(Fraction(nearest)) > abs(value)
    return math.nextafter(nearest, 0.0) if beyond else nearest


COMBINE: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "add": operator.add,
    "mul": operator.mul,
    "div": operator.truediv,
}


def fractions_of(
    graph: ExpressionGraph, nodes: list[Node], x: list[float], t: float
) -> dict[Node, Fraction]:
    """Return the exact values of sums, products and quotients that have one."""
    known = dict(zip(NAMES, x, strict=True))
    found: dict[Node, Fraction] = {}
    for node in graph.reachable(nodes):
        name, arguments = graph.operators[node], graph.arguments[node]
        if name == "const":
            found[node] = Fraction(arguments[0])
        elif name in ("symbol", "time"):
            found[node] = Fraction(known[arguments[0]] if arguments else t)
        elif found.keys() >= set(graph.children(node)):
            terms = [found[child] for child in graph.children(node)]
            if name == "neg":
                found[node] = -terms[0]
            elif name != "div" or terms[1]:
                found[node] = reduce(COMBINE[name], terms)
    return found


@pytest.mark.parametrize("seed", range(25))
def test_quotients_are_right_to_the_last_bit(seed: int) -> None:
    rng = np.random.default_rng(seed)
    graph = ExpressionGraph()
    nodes = draw(graph, rng, RATIONAL, 15)
    x, t = rng.uniform(0.1, 3.0, 3).tolist(), float(rng.choice(EVERYDAY))
    found = fractions_of(graph, nodes, x, t)
    none = Fraction(0)
    outputs = [n for n in nodes if 1e-200 < float(abs(found.get(n, none))) < 1e200]
    expected = [truncated(found[node]) for node in outputs]
    assert ExactFunction(graph, outputs, NAMES)(t, x) == expected


@pytest.mark.parametrize("seed", range(40))
def test_it_says_what_wide_says(seed: int) -> None:
    rng = np.random.default_rng(seed)
    graph = ExpressionGraph()
    outputs = draw(graph, rng, EVERY_OPERATOR, 12)
    equations = outputs[::2]
    exact = ExactFunction(graph, outputs, NAMES, equations=equations)
    wide = WideFunction(graph, outputs, NAMES, equations=equations)
    for _ in range(3):
        x, t = rng.uniform(-3.0, 3.0, 3).tolist(), float(rng.choice(EVERYDAY))
        found, expected = np.array(exact(t, x)), np.array(wide(t, x))
        np.testing.assert_array_equal(found, expected)
        moved, same = exact.nudged(t, x, seed, -1.0), wide.nudged(t, x, seed, -1.0)
        np.testing.assert_array_equal(moved, same)


def test_quads_are_sure_of_most_and_not_of_what_cancels() -> None:
    assert quad_machine() is not None or machine() is None
    graph = ExpressionGraph()
    x, y, z = map(graph.symbol, NAMES)
    large = graph.add([x, y, z])
    outputs = [graph.divide(x, z), large, graph.unary("exp", large)]
    found = QuadFunction(graph, outputs, NAMES)(0.0, [1e17, 0.25, -1e17])
    assert found is not None
    assert found[1].tolist() == [True, False, False]  # doubles make it 0 and 1
    exact = ExactFunction(graph, outputs, NAMES)(0.0, [1e17, 0.25, -1e17])
    assert exact[:2] == [-1.0, 0.25]
    assert exact[2] == pytest.approx(math.exp(0.25), rel=1e-15)


def test_a_double_is_given_as_that_though_128_bits_fall_short_of_it() -> None:
    graph = ExpressionGraph()
    x, y, z = map(graph.symbol, NAMES)
    third = graph.divide(x, y)
    output = graph.multiply(third, y, z)
    at = [1.0, 27.0, 1.0]  # of 128 bits, 27·(1/27) is a little less than 1
    assert WideFunction(graph, [output], NAMES)(0.0, at) == [1.0]
    assert ExactFunction(graph, [output], NAMES)(0.0, at) == [1.0]


@pytest.mark.parametrize("in_equations", [True, False])
def test_a_sum_of_the_equations_that_doubles_find_to_be_0_is_0(
    in_equations: bool,
) -> None:
    graph = ExpressionGraph()
    x, y, z = map(graph.symbol, NAMES)
    gap = graph.add([graph.multiply(x, y), graph.negate(z)])
    output = graph.divide(gap, x)
    equations = [gap] if in_equations else []
    x_value, y_value = 0.1, 3.0
    at = [x_value, y_value, x_value * y_value]
    exact = Fraction(x_value) * Fraction(y_value) - Fraction(x_value * y_value)
    expected = 0.0 if in_equations else float(exact / Fraction(x_value))
    assert expected or in_equations
    found = ExactFunction(graph, [output, y], NAMES, equations=equations)(0.0, at)
    assert found == [pytest.approx(expected, rel=1e-15), y_value]


def test_what_hangs_on_a_sum_that_vanishes_is_left_to_wide() -> None:
    """In quads as in doubles x·(1/x) − 1 is 0, and nobody knows how small it is."""
    graph = ExpressionGraph()
    x, y, _ = map(graph.symbol, NAMES)
    gap = graph.subtract(x, y)
    outputs = [graph.divide(graph.one, graph.add([gap, graph.one])), y]
    function = QuadFunction(graph, outputs, NAMES)
    found = function(0.0, [2.0, 2.0, 0.0])
    assert found is not None
    assert found[1].tolist() == [False, True]


def test_without_machine_code_it_is_wide_alone() -> None:
    graph = ExpressionGraph()
    x, y, _ = map(graph.symbol, NAMES)
    output = graph.divide(x, graph.add([y, graph.one]))
    expected = ExactFunction(graph, [output], NAMES)(0.0, [1.0, 2.0, 0.0])
    with python_only():
        warm_up()
        assert QuadFunction(graph, [output], NAMES)(0.0, [1.0, 2.0, 0.0]) is None
        assert ExactFunction(graph, [output], NAMES)(0.0, [1.0, 2.0, 0.0]) == expected
    assert expected == [truncated(Fraction(1, 3))]
