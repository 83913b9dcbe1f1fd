"""Tapes and the machine code that runs them: Python's own numbers, to the bit."""

import gc
import math
import platform
import struct
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.integrate import integrate
from bioripple.symbolic.arithmetic import UNARY
from bioripple.symbolic.codegen import compile_function, compile_gradients
from bioripple.symbolic.derivatives import gradients
from bioripple.symbolic.graph import ExpressionGraph, Node
from bioripple.symbolic.machine import TapeFunction, machine
from bioripple.symbolic.tape import write_tape
from tests.support.ode_systems import make_system
from tests.support.random_expressions import (
    EVERY_OPERATOR,
    EVERYDAY,
    NAMES,
    STRANGE,
    draw,
    python_only,
)

X = [0.75, -2.5, 1e-3]


def bits(values: list[float]) -> list[bytes]:
    """Return numbers as bytes; what is no number is one number."""
    return [struct.pack("d", math.nan if math.isnan(v) else v) for v in values]


def taped(graph: ExpressionGraph, *outputs: Node) -> TapeFunction:
    tape, runs = write_tape(graph, outputs, NAMES), machine()
    assert tape is not None and runs is not None
    return TapeFunction(tape, runs)


def test_there_is_machine_code_where_the_experiment_runs() -> None:
    if platform.system() == "Linux" and platform.machine() in ("x86_64", "aarch64"):
        assert machine() is not None


@pytest.mark.parametrize("seed", range(60))
def test_it_has_the_bits_of_python(seed: int) -> None:
    rng = np.random.default_rng(seed)
    graph = ExpressionGraph()
    outputs = draw(graph, rng, EVERY_OPERATOR, 30)
    function = compile_function(graph, outputs, NAMES)
    with python_only():
        expected = compile_function(graph, outputs, NAMES)
    numbers = EVERYDAY if seed % 2 else (*EVERYDAY, *STRANGE, math.nan)
    for _ in range(20):
        x, t = rng.choice(numbers, 3).tolist(), float(rng.choice(EVERYDAY))
        assert bits(function(t, x)) == bits(expected(t, x))
    assert function.is_trusted == expected.is_trusted


@pytest.mark.parametrize("operator", EVERY_OPERATOR)
def test_every_operation_but_one_is_done_by_the_machine(operator: str) -> None:
    graph = ExpressionGraph()
    symbols = [*map(graph.symbol, NAMES)]
    n = 3 if operator == "if" else 1 if operator in UNARY else 2
    tape = write_tape(graph, [graph.build(operator, symbols[:n])], NAMES)
    assert (tape is None) == (operator == "factorial")


@pytest.mark.parametrize(
    ("build", "x", "expected"),
    [
        (lambda g, x, y: g.unary("floor", x), -0.0, 0.0),
        (lambda g, x, y: g.unary("ceil", x), -0.5, 0.0),
        (lambda g, x, y: g.binary("min", x, y), 0.0, 0.0),
        (lambda g, x, y: g.binary("max", y, x), 0.0, -0.0),
        (lambda g, x, y: g.binary("and", x, x), math.nan, 1.0),
        (lambda g, x, y: g.unary("not", x), math.nan, 0.0),
        (lambda g, x, y: g.choose(x, g.one, y), -0.0, -0.0),
    ],
)
def test_zeros_keep_their_sign_and_what_is_no_number_is_true(
    build: Callable[[ExpressionGraph, Node, Node], Node], x: float, expected: float
) -> None:
    graph = ExpressionGraph()
    function = taped(graph, build(graph, graph.symbol("x"), graph.symbol("y")))
    assert function.run(0.0, [x, -0.0, 0.0])
    assert bits(function.results.tolist()) == bits([expected])


@pytest.mark.parametrize(
    ("name", "x"),
    [
        *(("exp", 710.0), ("exp", -745.0), ("ln", 0.0), ("ln", -1.0)),
        *(("sqrt", -1.0), ("acos", 1.5), ("atanh", 1.0), ("cosh", 1000.0)),
        *(("floor", math.inf), ("ceil", math.nan), ("sin", 1e300), ("abs", math.inf)),
    ],
)
def test_it_leaves_to_python_what_has_no_value_or_leaves_the_range(
    name: str, x: float
) -> None:
    graph = ExpressionGraph()
    function = taped(graph, graph.unary(name, graph.symbol("x")))
    assert not function.run(0.0, [x, 0.0, 0.0])
    assert function.run(0.0, [0.5, 0.0, 0.0])


def test_what_others_have_noted_is_no_matter() -> None:
    graph = ExpressionGraph()
    function = taped(graph, graph.unary("exp", graph.symbol("x")))
    math.exp(-800.0)  # someone else leaves the range
    assert function.run(0.0, [1.0, 0.0, 0.0])
    assert function.results.tolist() == [math.e]


def test_an_integrator_gets_the_same_array_or_what_the_fallback_says() -> None:
    graph = ExpressionGraph()
    x, y, _ = map(graph.symbol, NAMES)
    function = taped(graph, graph.divide(x, y), graph.time())
    callback = function.callback(1.0, 3.0, lambda t, x: ("python", t, x.tolist()))
    results = function.results
    before = sys.getrefcount(results)
    for t, inside in ((0.0, 1.0), (2.0, 2.0), (9.0, 3.0)):
        assert callback(t, np.array([1.0, 4.0, 0.0])) is results
        assert results.tolist() == [0.25, inside]
    assert callback(9.0, np.array([1.0, 0.0, 0.0])) == ("python", 9.0, [1.0, 0.0, 0.0])
    assert sys.getrefcount(results) == before
    del function, results
    gc.collect()
    assert callback(2.0, np.array([1.0, 8.0, 0.0])).tolist() == [0.125, 2.0]


def test_what_the_fallback_raises_arrives() -> None:
    graph = ExpressionGraph()
    function = taped(graph, graph.unary("ln", graph.symbol("x")))

    def fallback(t: float, x: object) -> object:
        raise KeyError("told")

    callback = function.callback(-math.inf, math.inf, fallback)
    with pytest.raises(KeyError, match="told"):
        callback(0.0, np.array([-1.0, 0.0, 0.0]))


def test_threads_that_share_a_function_get_their_own_values() -> None:
    graph = ExpressionGraph()
    x, y, z = map(graph.symbol, NAMES)
    function = compile_function(graph, [graph.multiply(x, y), z, graph.time()], NAMES)

    def wrong(number: float) -> int:
        expected = [number * number, -number, number]
        at = [number, number, -number]
        return sum(function(number, at) != expected for _ in range(3000))

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(wrong, [1.0, 2.0, 3.0, 4.0])) == 0
    finally:
        sys.setswitchinterval(before)


def test_a_taped_matrix_is_transposed() -> None:
    graph = ExpressionGraph()
    x, y, z = map(graph.symbol, NAMES)
    rates = [graph.multiply(x, y), graph.unary("exp", z), x]
    matrix = compile_gradients(graph, gradients(graph, rates, NAMES), NAMES, NAMES)
    function = matrix.on_tape()
    assert function is not None and function.run(0.0, X)
    np.testing.assert_array_equal(function.results.T, matrix(0.0, X))
    assert function.results[2, 1] == math.exp(X[2])  # of the second, by z


def test_an_integration_has_the_same_bits_and_takes_the_same_steps() -> None:
    """A stiff one, with a switch in time, and a square of what decays beyond range."""
    system = make_system(
        lambda g, x, y: {
            "x": g.choose(
                g.binary("lt", g.time(), g.constant(2.5)),
                g.multiply(g.constant(-1e4), g.subtract(x, g.unary("cos", g.time()))),
                g.multiply(g.constant(-300.0), x),
            ),
            "y": g.subtract(g.multiply(x, x), g.divide(y, g.add([y, g.one]))),
        },
        {"x": 1.0, "y": 0.0},
    )

    def solved() -> tuple[bytes, object]:
        compiled = compile_system(system, t_end=10.0)
        run = integrate(compiled, [1.0, 3.0, 10.0], rtol=1e-10, atol=1e-14)
        return run.states.tobytes(), run.effort

    found = solved()
    with python_only():
        assert solved() == found


@pytest.mark.parametrize("lacks", ["llvmlite", "a known processor"])
def test_an_installation_that_lacks_something_does_without(
    lacks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if lacks == "llvmlite":
        monkeypatch.setitem(sys.modules, "llvmlite.binding", None)
    else:
        monkeypatch.setattr(platform, "machine", lambda: "sparc")
    machine.cache_clear()
    try:
        assert machine() is None
        graph = ExpressionGraph()
        function = compile_function(graph, [graph.unary("exp", graph.symbol("x"))], "x")
        assert function(0.0, [1.0]) == [math.e]
    finally:
        machine.cache_clear()


@pytest.mark.parametrize("with_machine", [True, False])
def test_a_symbol_without_a_value_is_found_at_once(with_machine: bool) -> None:
    graph = ExpressionGraph()
    if with_machine:
        with pytest.raises(KeyError, match="w"):
            compile_function(graph, [graph.symbol("w")], NAMES)
    else:
        with python_only(), pytest.raises(KeyError, match="w"):
            compile_function(graph, [graph.symbol("w")], NAMES)
