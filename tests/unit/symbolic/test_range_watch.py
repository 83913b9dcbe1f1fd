"""Results that are finite in doubles, and wrong, because numbers leave their range."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.integrate import integrate
from bioripple.dynamics.jacobian import node_jacobian
from bioripple.symbolic import float_status, range_watch
from bioripple.symbolic.codegen import compile_function
from bioripple.symbolic.graph import ExpressionGraph, Node
from tests.support.ode_systems import make_system

Build = Callable[[ExpressionGraph, Node], Node]


def exp(g: ExpressionGraph, x: Node) -> Node:
    return g.unary("exp", x)


def share(g: ExpressionGraph, part: Node, rest: Node) -> Node:
    return g.divide(part, g.add([rest, part]))


def hill(k: float, n: float) -> Build:
    def build(g: ExpressionGraph, x: Node) -> Node:
        constant = g.power(g.constant(k), g.constant(n))
        return share(g, g.power(x, g.constant(n)), constant)

    return build


def boltzmann(half: float) -> Build:
    return lambda g, x: share(g, exp(g, x), exp(g, g.constant(half)))


def squares(g: ExpressionGraph, x: Node) -> Node:
    top = g.constant(1e307)
    return g.divide(top, g.add([top, g.multiply(x, x)]))


CASES: list[Any] = [
    # constants that are 0, or have few digits, in doubles
    (boltzmann(-800.0), -800.0, 0.5),
    (boltzmann(-800.0), -801.0, 1.0 / (1.0 + math.e)),
    (boltzmann(-740.0), -741.0, 1.0 / (1.0 + math.e)),
    (hill(1e-18, 18.0), 1e-18, 0.5),
    (hill(1e-110, 3.0), 2e-110, 8.0 / 9.0),
    (
        lambda g, x: g.multiply(
            x, exp(g, g.constant(-800.0)), exp(g, g.constant(790.0))
        ),
        2.0,
        2.0 * math.exp(-10.0),
    ),
    # constants that are infinite
    (hill(7200.0, 80.0), 7100.0, 1.0 / (1.0 + (7200.0 / 7100.0) ** 80)),
    (
        lambda g, x: g.multiply(
            g.add([g.constant(1e308), g.constant(1.5e308)]), g.constant(1e-308), x
        ),
        2.0,
        5.0,
    ),
    (
        lambda g, x: g.multiply(
            g.constant(1e-308),
            g.add(
                [
                    g.multiply(g.constant(1e308), x),
                    g.multiply(g.constant(1.5e308), x),
                ]
            ),
        ),
        2.0,
        5.0,
    ),
    # what the argument makes too large, with and without an exception of Python's
    (squares, 1e155, 1.0 / 1001.0),
    (
        lambda g, x: g.divide(g.one, g.add([g.one, g.divide(exp(g, x), exp(g, x))])),
        800.0,
        0.5,
    ),
    (
        lambda g, x: g.divide(
            g.one, g.add([g.one, g.multiply(g.constant(1e-310), exp(g, x))])
        ),
        310.0 * math.log(10.0) + math.log(3.0),
        0.25,
    ),
    # what the argument makes too small
    (
        lambda g, x: g.divide(exp(g, x), exp(g, g.add([x, g.constant(1.3)]))),
        -744.3,
        math.exp(-1.3),
    ),
    (hill(2e-9, 37.0), 2.02e-9, 1.0 / (1.0 + (2.0 / 2.02) ** 37)),
]


@pytest.mark.parametrize(("build", "x", "expected"), CASES)
def test_values_are_right_though_numbers_leave_the_range(
    build: Build, x: float, expected: Any
) -> None:
    graph = ExpressionGraph()
    node = build(graph, graph.symbol("x"))
    function = compile_function(graph, [node], ["x"])
    for _ in range(3):
        assert function(0.0, [x])[0] == pytest.approx(expected, rel=1e-11)
    assert not function.is_trusted


@pytest.mark.parametrize(
    ("build", "half", "x"),
    [
        (boltzmann(-800.0), 0.5, -800.0),
        (hill(7200.0, 80.0), 0.5, 7200.0),
        (hill(2e-9, 37.0), 0.5, 2e-9),
    ],
)
def test_states_are_those_of_the_equations(build: Build, half: float, x: float) -> None:
    # y' = share(x)·half^-1 - y with x at rest, so that y = 1 - e^-t
    system = make_system(
        lambda g, x, y: {
            "x": g.multiply(g.zero, x),
            "y": g.subtract(g.multiply(g.constant(1.0 / half), build(g, x)), y),
        },
        {"x": x, "y": 0.0},
    )
    compiled = compile_system(system, t_end=10.0)
    state = integrate(compiled, [10.0], rtol=1e-10, atol=1e-14).states[0]
    assert state[1] == pytest.approx(1.0 - math.exp(-10.0), rel=1e-8)
    jacobian = node_jacobian(compiled, state, t=10.0).jacobian
    assert jacobian[1, 0] > 0.0


def late(g: ExpressionGraph, x: Node) -> Node:
    """Return 1/(1 + 10^-300·x²/x), which hangs on the range beyond x = 10^154 only."""
    tiny = g.multiply(g.constant(1e-300), g.multiply(x, x))
    return g.divide(g.one, g.add([g.one, g.divide(tiny, x)]))


def test_what_was_right_first_may_be_wrong_later() -> None:
    graph = ExpressionGraph()
    function = compile_function(graph, [late(graph, graph.symbol("x"))], ["x"])
    small, large = 1e-180, 1e300  # x² is too small, which is of no matter; too large
    before = [function(0.0, [small]) for _ in range(100)]
    assert (before, function.is_trusted) == ([[1.0]] * 100, True)
    found = [function(0.0, [large])[0] for _ in range(range_watch.EVERY)]
    assert not bool(function.is_trusted)
    assert found[-1] == pytest.approx(0.5, rel=1e-14)
    assert function(0.0, [small]) == [1.0]


def test_an_integration_that_has_been_wrong_is_done_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is wrong is found out in the midst of it, for want of a rough run before."""
    monkeypatch.setattr(
        "bioripple.dynamics.integrate._sizes",
        lambda run, atol, lowest: np.abs(run.start),
    )
    monkeypatch.setattr(range_watch, "EVERY", 10**9)
    system = make_system(
        lambda g, x, y: {
            "x": g.multiply(g.constant(5.0), x),
            "y": g.divide(g.one, g.add([g.one, scaled_square(g, x)])),
        },
        {"x": 1e-170, "y": 0.0},
    )
    compiled = compile_system(system, t_end=10.0)
    state = integrate(compiled, [10.0], rtol=1e-10, atol=1e-14).states[0]
    # y' = 1/(1 + z) with z = 10^-17·e^(10t); x² is no normal double until z = 10^15
    expected = 10.0 - 0.1 * math.log1p(1e-17 * math.exp(100.0))
    assert state[1] == pytest.approx(expected, rel=1e-8)


def scaled_square(g: ExpressionGraph, x: Node) -> Node:
    return g.multiply(g.constant(1e308), g.multiply(g.constant(1e15), g.multiply(x, x)))


def test_what_decays_beyond_the_range_is_of_no_matter() -> None:
    system = make_system(
        lambda g, x, y: {
            "x": g.multiply(g.constant(-100.0), x),
            "y": g.subtract(g.multiply(x, x), y),
        },
        {"x": 1.0, "y": 1.0},
    )
    compiled = compile_system(system, t_end=10.0)
    integrate(compiled, [10.0], rtol=1e-10, atol=1e-14)
    compiled.rates(10.0, [1e-310, 1.0])
    assert compiled.rates.is_trusted
    assert compiled.driven.is_trusted


def test_a_result_within_the_range_is_not_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graph = ExpressionGraph()
    x = graph.symbol("x")
    function = compile_function(graph, [exp(graph, x)], ["x"])
    monkeypatch.setattr(function, "_judged", None)
    math.exp(-800.0)  # someone else leaves the range
    assert function(0.0, [1.0]) == [math.e]
    assert function(0.0, [-700.0]) == [math.exp(-700.0)]


@pytest.mark.parametrize("x", [math.inf, math.nan])
def test_what_is_no_number_stays_none(x: float) -> None:
    graph = ExpressionGraph()
    function = compile_function(graph, [squares(graph, graph.symbol("x"))], ["x"])
    assert function(0.0, [x]) == pytest.approx(
        [0.0 if x == math.inf else x], nan_ok=True
    )


def test_the_processor_notes_what_leaves_the_range() -> None:
    tiny, huge = np.array([1e-200, 1e200]).tolist()
    for number in (tiny, huge):
        float_status.clear()
        assert not float_status.has_left_range()
        number *= number
        assert float_status.has_left_range()
    float_status.clear()
    assert 1.0 / 3.0 * 0.1 > 0.0
    assert not float_status.has_left_range()


@pytest.mark.parametrize(
    ("machine", "libraries"), [("sparc", [None]), ("x86_64", ["no such library"])]
)
def test_without_notes_everything_counts_as_noted(
    machine: str, libraries: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    noted, clear = float_status._access(machine, libraries)
    clear()
    assert noted()
    monkeypatch.setattr(range_watch, "has_left_range", noted)
    graph = ExpressionGraph()
    function = compile_function(graph, [squares(graph, graph.symbol("x"))], ["x"])
    assert function(0.0, [1.0]) == [1.0]
    assert function.is_trusted
    assert function(0.0, [1e155])[0] == pytest.approx(1.0 / 1001.0, rel=1e-12)
