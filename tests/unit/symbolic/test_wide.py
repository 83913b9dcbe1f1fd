"""Values where double precision is too narrow, against closed forms and mpmath."""

import math
from collections.abc import Callable

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bioripple.symbolic.arithmetic import BINARY, UNARY
from bioripple.symbolic.codegen import compile_function
from bioripple.symbolic.derivatives import gradients
from bioripple.symbolic.graph import ExpressionGraph, Node
from bioripple.symbolic.wide import WideFunction, draw_errors
from bioripple.symbolic.wide_operations import OPERATIONS

Build = Callable[[ExpressionGraph, Node], Node]


def logistic(g: ExpressionGraph, x: Node) -> Node:
    return g.divide(g.one, g.add([g.one, g.unary("exp", g.negate(x))]))


def saturation(g: ExpressionGraph, x: Node) -> Node:
    return g.divide(x, g.add([g.constant(0.25), x]))


def hill_inverse(n: float) -> Build:
    """Return 1/(1 + (1/2x)^n), which has no value at 0 as it stands."""

    def build(g: ExpressionGraph, x: Node) -> Node:
        ratio = g.divide(g.constant(0.5), x)
        return g.divide(g.one, g.add([g.one, g.power(ratio, g.constant(n))]))

    return build


def value_and_slope(build: Build, x: float) -> tuple[float, float]:
    graph = ExpressionGraph()
    node = build(graph, graph.symbol("x"))
    slope = gradients(graph, [node], ["x"])[0].get("x", graph.zero)
    found = WideFunction(graph, [node, slope], ["x"])(0.0, [x])
    return found[0], found[1]


@pytest.mark.parametrize(
    ("build", "x", "value", "slope"),
    [
        # far in the tails, where e^x or its square leaves the range of doubles
        (logistic, -491.0, math.exp(-491.0), math.exp(-491.0)),
        (logistic, 491.0, 1.0, math.exp(-491.0)),
        (logistic, -769.0, 0.0, 0.0),
        (logistic, -1e6, 0.0, 0.0),
        (
            lambda g, x: g.power(logistic(g, x), g.constant(0.01)),
            -500.0,
            math.exp(-5.0),
            0.01 * math.exp(-5.0),
        ),
        (lambda g, x: g.unary("ln", logistic(g, x)), -700.0, -700.0, 1.0),
        (lambda g, x: g.unary("ln", logistic(g, x)), -2000.0, -2000.0, 1.0),
        # the same the other way up: nothing is left of 1 - 1
        (
            lambda g, x: g.unary("ln", g.subtract(g.one, logistic(g, x))),
            600.0,
            -600.0,
            -1.0,
        ),
        (
            lambda g, x: g.divide(g.unary("exp", x), g.add([g.one, g.unary("exp", x)])),
            800.0,
            1.0,
            0.0,
        ),
        (
            lambda g, x: g.unary("ln", g.subtract(g.one, g.unary("tanh", x))),
            60.0,
            math.log(2.0) - 120.0,
            -2.0,
        ),
        # the two terms of a quotient's slope cancel but for one part in 10¹⁵
        (saturation, 1e15, 1.0, 0.25 / 1e30),
        # limits from above at 0
        (hill_inverse(2.0), 0.0, 0.0, 0.0),
        (hill_inverse(2.5), 0.0, 0.0, 0.0),
        (hill_inverse(1.0), 0.0, 0.0, 2.0),
    ],
)
def test_values_and_slopes_beyond_doubles(
    build: Build, x: float, value: float, slope: float
) -> None:
    found = value_and_slope(build, x)
    assert found == pytest.approx((value, slope), rel=1e-14, abs=0.0, nan_ok=True)


@pytest.mark.parametrize(
    ("build", "value"),
    [
        (lambda g, x: g.multiply(x, g.unary("ln", x)), 0.0),
        (lambda g, x: g.unary("sqrt", x), 0.0),
        (lambda g, x: g.divide(g.one, x), math.inf),
    ],
)
def test_a_slope_without_a_limit_at_zero_is_not_finite(
    build: Build, value: float
) -> None:
    found = value_and_slope(build, 0.0)
    assert found[0] == value
    assert not math.isfinite(found[1])


def test_a_limit_that_hangs_on_the_direction_is_none() -> None:
    graph = ExpressionGraph()
    a, b = graph.symbol("a"), graph.symbol("b")
    share = graph.divide(a, graph.add([a, b]))
    function = WideFunction(graph, [share, graph.multiply(share, b)], ["a", "b"])
    value, product = function(0.0, [0.0, 0.0])
    assert math.isnan(value)
    assert product == 0.0


@pytest.mark.parametrize("apart", [1, 6, 7, 14, 1000, 1001])
def test_so_it_is_wherever_the_arguments_stand(apart: int) -> None:
    graph = ExpressionGraph()
    names = [f"x{index}" for index in range(apart + 1)]
    a, b = graph.symbol(names[0]), graph.symbol(names[-1])
    root = graph.unary("sqrt", graph.multiply(a, b))
    slopes = gradients(graph, [root], names)[0]
    function = WideFunction(graph, [root, slopes[names[0]], slopes[names[-1]]], names)
    value, *slope = function(0.0, [0.0] * len(names))
    assert value == 0.0
    assert all(map(math.isnan, slope))


@pytest.mark.parametrize("name", ["asinh", "acosh"])
@pytest.mark.parametrize("x", [2.0**70, 1e300])
def test_what_grows_without_bounds_does_so_for_huge_arguments(
    name: str, x: float
) -> None:
    graph = ExpressionGraph()
    node = graph.unary(name, graph.multiply(graph.symbol("x"), graph.symbol("x")))
    (found,) = WideFunction(graph, [graph.divide(graph.one, node)], ["x"])(0.0, [x])
    assert found == pytest.approx(1.0 / (math.log(2.0) + 2.0 * math.log(x)), rel=1e-14)


def test_what_has_no_value_for_huge_arguments_has_none() -> None:
    graph = ExpressionGraph()
    outputs = [graph.unary(name, graph.symbol("x")) for name in ("sin", "cos", "tan")]
    assert all(map(math.isnan, WideFunction(graph, outputs, ["x"])(0.0, [1e30])))


def test_what_the_integrator_saw_as_zero_is_zero() -> None:
    # 1 - tanh(40) is 4·10^-35, but a double has nothing left of it
    graph = ExpressionGraph()
    x = graph.symbol("x")
    night = graph.subtract(graph.one, graph.unary("tanh", x))
    slope = gradients(graph, [night], ["x"])[0]["x"]
    exact = WideFunction(graph, [night, slope], ["x"])
    seen = WideFunction(graph, [night, slope], ["x"], equations=[night])
    far = 2.0 / (math.exp(80.0) + 1.0)
    assert exact(0.0, [40.0]) == pytest.approx([far, -2.0 * far], rel=1e-14)
    assert seen(0.0, [40.0]) == pytest.approx([0.0, -2.0 * far], rel=1e-14)
    near = 2.0 / (math.exp(20.0) + 1.0)
    assert seen(0.0, [10.0])[0] == pytest.approx(near, rel=1e-14)


def test_what_is_left_of_constants_is_within_their_error() -> None:
    # 0.3 - 3·0.1 is -5.6e-17 in doubles and -2.8e-17 for the doubles 0.3 and 0.1
    graph = ExpressionGraph()
    x = graph.symbol("x")
    thirds = graph.multiply(graph.constant(3.0), graph.multiply(graph.constant(0.1), x))
    node = graph.subtract(graph.multiply(graph.constant(0.3), x), thirds)
    function = WideFunction(graph, [node], ["x"])
    (value,) = function(0.0, [1.0])
    moved = [function.nudged(0.0, [1.0], draw, 1.0)[0] for draw in range(4)]
    assert 0.0 < abs(value) < max(abs(other - value) for other in moved)


@pytest.mark.parametrize("name", sorted(UNARY.keys() | BINARY.keys()))
def test_every_function_is_that_of_doubles(name: str) -> None:
    graph = ExpressionGraph()
    a, b = graph.symbol("a"), graph.symbol("b")
    node = graph.unary(name, a) if name in UNARY else graph.binary(name, a, b)
    point = (1.5 if name == "acosh" else 0.75, 0.5)
    for x in (point, point[::-1], (1.0, 1.0)):
        if name == "acosh" and x[0] < 1.0:
            continue
        (found,) = WideFunction(graph, [node], ["a", "b"])(0.0, x)
        (expected,) = compile_function(graph, [node], ["a", "b"])(0.0, x)
        if math.isfinite(expected):
            assert found == pytest.approx(expected, rel=1e-14)
        else:
            assert not math.isfinite(found)


def test_there_is_an_operation_for_every_function() -> None:
    assert OPERATIONS.keys() | {"add"} == {*UNARY, *BINARY, "add", "mul", "if"}


@pytest.mark.parametrize("x", [math.inf, -math.inf, math.nan, 1e308, -1e308, 1e19])
@pytest.mark.parametrize("name", sorted(UNARY))
def test_no_argument_raises_or_takes_long(name: str, x: float) -> None:
    graph = ExpressionGraph()
    node = graph.unary(name, graph.multiply(graph.symbol("x"), graph.symbol("x")))
    other = graph.unary(name, graph.symbol("x"))
    WideFunction(graph, [node, other], ["x"])(0.0, [x])


@settings(max_examples=60, deadline=None)
@given(
    x=st.lists(st.floats(1e-12, 1e12), min_size=3, max_size=3),
    k=st.floats(1e-300, 1e300),
    n=st.floats(0.5, 8.0),
)
def test_hill_terms_and_their_slopes_are_those_of_mpmath(
    x: list[float], k: float, n: float
) -> None:
    """The terms are written by hand here, once for the graph and once for mpmath."""
    graph = ExpressionGraph()
    a, b, c = map(graph.symbol, "abc")
    power = graph.power(graph.divide(a, graph.constant(k)), graph.constant(n))
    share = graph.divide(power, graph.add([graph.one, power]))
    rate = graph.multiply(share, graph.subtract(b, c))
    slopes = gradients(graph, [rate], "abc")[0]
    function = WideFunction(graph, [rate, *(slopes[name] for name in "abc")], "abc")
    with mpmath.workdps(400):
        p, q, r = map(mpmath.mpf, x)
        z = (p / mpmath.mpf(k)) ** mpmath.mpf(n)
        expected = [
            z / (1 + z) * (q - r),
            n * z / p / (1 + z) ** 2 * (q - r),
            z / (1 + z),
            -z / (1 + z),
        ]
        wanted = [float(value) for value in expected]
    assert function(0.0, x) == pytest.approx(wanted, rel=1e-14, abs=1e-320)


def test_constants_are_off_by_their_round_off_and_whole_numbers_are_not() -> None:
    graph = ExpressionGraph()
    tenth = graph.multiply(graph.constant(0.1), graph.time())
    fourth = graph.power(graph.time(), graph.constant(4.0))
    function = WideFunction(graph, [tenth, fourth], [])
    assert function(-3.0, []) == [pytest.approx(-0.3), 81.0]
    moved = [function.nudged(-3.0, [], draw, -1.0) for draw in range(20)]
    gaps = [abs(value + 0.3) / 0.3 for value, _ in moved]
    assert 1e-16 < max(gaps) < 1e-15
    assert {whole for _, whole in moved} == {81.0}


def test_errors_are_the_same_for_each_draw_and_do_not_cancel() -> None:
    errors = draw_errors(500, 0)
    assert np.array_equal(errors, draw_errors(500, 0))
    assert not np.array_equal(errors, draw_errors(500, 1))
    assert np.unique(np.abs(errors)).size == 500
    assert 0.5 <= np.abs(errors).min() < np.abs(errors).max() <= 1.0
    assert abs(np.sign(errors).sum()) < 100


@pytest.mark.parametrize(
    ("base", "exponent", "power"),
    [
        (0.3, 1e300, 0.0),
        (0.3, -1e300, math.inf),
        (-2.0, 1e300, math.inf),
        (-1.0, 1e300, 1.0),
        (0.0, 1e300, 0.0),
        (0.0, -1.0, math.inf),
    ],
)
def test_a_power_to_a_huge_number_takes_no_time(
    base: float, exponent: float, power: float
) -> None:
    graph = ExpressionGraph()
    x, y = graph.symbol("x"), graph.symbol("y")
    function = WideFunction(graph, [graph.power(x, y)], ["x", "y"])
    assert function(0.0, [base, exponent]) == [power]
