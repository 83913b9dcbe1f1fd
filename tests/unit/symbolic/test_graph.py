"""The expression graph against Python's own arithmetic and against differences."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bioripple.symbolic.arithmetic import BINARY, UNARY
from bioripple.symbolic.codegen import compile_function
from bioripple.symbolic.derivatives import TIME, gradients
from bioripple.symbolic.graph import ExpressionGraph, TooLarge

NAMES = ("x", "y")
SMOOTH_UNARY = sorted(set(UNARY) - {"floor", "ceil", "factorial", "not"})


def evaluate(graph: Any, node: Any, *, t: Any = 0.0, **values: Any) -> Any:
    return compile_function(graph, [node], tuple(values))(t, list(values.values()))[0]


@st.composite
def expressions(draw: Any) -> Any:
    """Return a graph and a random smooth expression of x, y and time in it."""
    graph = ExpressionGraph()
    numbers = st.floats(-3.0, 3.0).map(lambda value: round(value, 3))
    nodes = [graph.symbol("x"), graph.symbol("y"), graph.time()]
    for _ in range(draw(st.integers(1, 12))):
        pick = st.sampled_from(nodes)
        kind = draw(st.sampled_from(["add", "mul", "div", "pow", "if", "min", "unary"]))
        first, second = draw(pick), draw(pick)
        if kind == "add":
            constant = graph.constant(draw(numbers))
            nodes.append(graph.add([first, second, constant]))
        elif kind == "mul":
            nodes.append(graph.multiply(first, second, graph.constant(draw(numbers))))
        elif kind == "div":
            nodes.append(graph.divide(first, second))
        elif kind == "pow":
            nodes.append(graph.power(first, graph.constant(draw(numbers))))
        elif kind == "if":
            condition = graph.binary("lt", first, second)
            nodes.append(graph.choose(condition, first, graph.negate(second)))
        elif kind == "min":
            name = draw(st.sampled_from(["min", "max"]))
            nodes.append(graph.binary(name, first, second))
        else:
            nodes.append(graph.unary(draw(st.sampled_from(SMOOTH_UNARY)), first))
    return graph, nodes[-1]


def difference(function: Any, point: Any, index: Any, step: Any) -> Any:
    """Return a fourth-order central difference and how far it may be off."""
    values = []
    for factor in (-2.0, -1.0, 1.0, 2.0):
        moved = list(point)
        moved[index] += factor * step
        values.append(function(moved))
    fine = (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * step)
    here = function(point)
    sides = (here - values[1]) / step, (values[2] - here) / step
    return fine, abs(sides[0] - sides[1])


@settings(max_examples=100, deadline=None)
@given(expressions(), st.tuples(*[st.floats(0.1, 2.0)] * 3))
def test_gradients_agree_with_differences(pair: Any, point: Any) -> Any:
    graph, root = pair
    gradient = gradients(graph, [root], [*NAMES, TIME])[0]
    value = compile_function(graph, [root], NAMES)

    def function(values: Any) -> Any:
        return value(values[2], list(values[:2]))[0]

    def has_only_numbers(node: Any) -> bool:
        parts = compile_function(graph, graph.reachable([node]), NAMES)
        return all(map(math.isfinite, parts(point[2], list(point[:2]))))

    if not has_only_numbers(root):
        return  # a choice between NaN and a number has no derivative
    for index, name in enumerate([*NAMES, TIME]):
        node = gradient.get(name, graph.zero)
        if not has_only_numbers(node):
            continue  # an infinite slope on the way, as of acos(x/x)
        exact = compile_function(graph, [node], NAMES)(point[2], list(point[:2]))[0]
        near, error = difference(function, point, index, 1e-4)
        size = max(abs(near), abs(function(point)), 1.0)
        if not math.isfinite(near) or not error <= 1e-2 * size:
            continue  # a pole or a steep place: the difference is no oracle
        _, closer = difference(function, point, index, 5e-5)
        if error > 1e-4 * size and closer > 0.7 * error:
            continue  # a kink: what is bent only halves with the step
        assert exact == pytest.approx(near, rel=1e-4, abs=1e-4 * size)


@pytest.mark.parametrize("name", sorted(UNARY))
def test_unary_functions_compute_what_their_table_says(name: Any) -> None:
    graph = ExpressionGraph()
    node = graph.unary(name, graph.symbol("x"))
    point = 1.5 if name == "acosh" else 0.5
    assert evaluate(graph, node, x=point) == pytest.approx(float(UNARY[name](point)))


@pytest.mark.parametrize("name", sorted(BINARY))
@pytest.mark.parametrize("pair", [(0.0, 1.0), (2.0, 0.5), (1.0, 1.0)])
def test_binary_functions_compute_what_their_table_says(name: Any, pair: Any) -> None:
    graph = ExpressionGraph()
    node = graph.binary(name, graph.symbol("x"), graph.symbol("y"))
    expected = float(BINARY[name](*pair))
    assert evaluate(graph, node, x=pair[0], y=pair[1]) == expected


@pytest.mark.parametrize(
    ("build", "x", "expected"),
    [
        (lambda g, x: g.divide(g.one, x), 0.0, math.inf),
        (lambda g, x: g.divide(g.one, x), -0.0, -math.inf),
        (lambda g, x: g.divide(x, x), 0.0, math.nan),
        (lambda g, x: g.unary("exp", x), 1e3, math.inf),
        (lambda g, x: g.unary("ln", x), 0.0, -math.inf),
        (lambda g, x: g.unary("ln", x), -1.0, math.nan),
        (lambda g, x: g.power(x, g.constant(1 / 3)), -8.0, math.nan),
        (lambda g, x: g.power(x, g.constant(-1.5)), 0.0, math.inf),
        (lambda g, x: g.power(x, g.constant(200.0)), 1e10, math.inf),
        (lambda g, x: g.unary("floor", x), math.inf, math.inf),
        (lambda g, x: g.unary("factorial", x), -1.0, math.nan),
        # a Hill term at zero: 1/(1 + (K/x)^2) is 0, though K/x is infinite
        (
            lambda g, x: g.divide(
                g.one, g.add([g.one, g.power(g.divide(g.one, x), g.constant(2.5))])
            ),
            0.0,
            0.0,
        ),
    ],
)
def test_arithmetic_outside_the_reals_is_ieee(
    build: Any, x: Any, expected: Any
) -> None:
    graph = ExpressionGraph()
    node = build(graph, graph.symbol("x"))
    found = evaluate(graph, node, x=x)
    assert found == expected or (math.isnan(found) and math.isnan(expected))


def test_a_branch_that_is_not_taken_cannot_spoil_the_result() -> None:
    graph = ExpressionGraph()
    x = graph.symbol("x")
    positive = graph.binary("lt", graph.zero, x)
    node = graph.choose(positive, graph.unary("ln", x), graph.zero)
    shared = graph.add([node, graph.multiply(node, x)])
    assert evaluate(graph, shared, x=-1.0) == 0.0
    assert evaluate(graph, shared, x=math.e) == pytest.approx(1.0 + math.e)


def test_equal_terms_are_collected_and_cancel_exactly() -> None:
    graph = ExpressionGraph()
    x, y = graph.symbol("x"), graph.symbol("y")
    rate = graph.multiply(graph.constant(0.1), x, y)
    assert graph.add([rate, graph.negate(rate)]) == graph.zero
    triple = graph.add([rate, rate, rate])
    assert evaluate(graph, triple, x=2.0, y=5.0) == pytest.approx(3.0)
    assert graph.subtract(graph.add([x, graph.one]), graph.one) != graph.zero


def test_equal_expressions_are_one_node() -> None:
    graph = ExpressionGraph()
    x, y = graph.symbol("x"), graph.symbol("y")
    assert graph.multiply(x, y) == graph.multiply(y, x)
    assert graph.add([x, y]) == graph.add([y, x])
    assert graph.constant(0.0) != graph.constant(-0.0)


def test_substitution_folds_constants() -> None:
    graph = ExpressionGraph()
    x, k = graph.symbol("x"), graph.symbol("k")
    node = graph.add([graph.multiply(k, x), graph.unary("exp", k)])
    bound = graph.bind([node], {"k": 0.0})[0]
    assert graph.value(bound) == 1.0
    assert graph.symbols([node]) == {"x", "k"}


def test_a_chain_of_20000_terms_exhausts_no_stack() -> None:
    graph = ExpressionGraph()
    node = graph.symbol("x")
    for index in range(20_000):
        node = graph.unary("sin" if index % 2 else "cos", node)
    slope = gradients(graph, [node], ["x"])[0]["x"]
    point = 0.3
    value, derivative = point, 1.0
    for index in range(20_000):
        derivative *= math.cos(value) if index % 2 else -math.sin(value)
        value = math.sin(value) if index % 2 else math.cos(value)
    assert evaluate(graph, node, x=point) == pytest.approx(value)
    assert evaluate(graph, slope, x=point) == pytest.approx(derivative)


def test_a_graph_has_a_limit() -> None:
    graph = ExpressionGraph(max_nodes=10)
    with pytest.raises(TooLarge, match="more than 10 expression nodes"):
        for index in range(20):
            graph.constant(float(index))


def test_an_unknown_symbol_is_an_error_of_the_caller() -> None:
    graph = ExpressionGraph()
    with pytest.raises(KeyError, match="y"):
        compile_function(graph, [graph.symbol("y")], ["x"])


def test_no_name_of_a_model_reaches_the_compiler() -> None:
    graph = ExpressionGraph()
    hostile = "__import__('os').system('false')"
    node = graph.add([graph.symbol(hostile), graph.one])
    assert compile_function(graph, [node], [hostile])(0.0, [2.0]) == [3.0]


def test_nan_and_infinity_survive_compilation() -> None:
    graph = ExpressionGraph()
    constants = [math.inf, -math.inf, math.nan, -0.0, 5e-324]
    nodes = [graph.constant(value) for value in constants]
    found = compile_function(graph, nodes, ())(0.0, ())
    assert np.array_equal(found, constants, equal_nan=True)
    assert math.copysign(1.0, found[3]) == -1.0


def test_decimal_numbers_cancel_in_spite_of_their_round_off() -> None:
    graph = ExpressionGraph()
    x = graph.symbol("x")
    parts = [graph.multiply(graph.constant(c), x) for c in (0.1, 0.2, -0.3)]
    assert 0.1 + 0.2 - 0.3 != 0.0
    assert graph.add(parts) == graph.zero
    assert graph.add([graph.constant(c) for c in (0.1, 0.2, -0.3)]) == graph.zero
    # what is left beyond round-off stays, however small, and so does infinity
    assert graph.value(graph.add([graph.one, graph.constant(-1.0 + 1e-12)])) == (
        pytest.approx(1e-12, rel=1e-3)
    )
    assert graph.add([graph.multiply(graph.constant(1e-300), x)]) != graph.zero
    huge = graph.multiply(graph.constant(1e308), x)
    assert evaluate(graph, graph.add([huge, huge]), x=1.0) == math.inf
    assert math.isnan(graph.value(graph.add([graph.constant(math.nan)])) or 0.0)


def test_what_is_not_picked_cannot_spoil_a_derivative() -> None:
    # asin has an infinite slope at 1, where it is larger than x
    graph = ExpressionGraph()
    x = graph.symbol("x")
    for name, other in (("min", x), ("max", graph.negate(x))):
        root = graph.binary(name, other, graph.unary("asin", other))
        slope = gradients(graph, [root], ["x"])[0]["x"]
        assert evaluate(graph, slope, x=1.0) == (1.0 if name == "min" else -1.0)
