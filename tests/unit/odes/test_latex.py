"""Printed equations: read back by a reader of their own, they give the same numbers."""

import math
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bioripple.odes.latex import equations
from bioripple.odes.latex_text import name, number
from bioripple.odes.system import OdeSystem, build_odes
from bioripple.sbml.reader import read_sbml
from bioripple.symbolic.arithmetic import BINARY, UNARY
from bioripple.symbolic.codegen import compile_function
from bioripple.symbolic.graph import ExpressionGraph, Node
from tests.support.latex_reader import evaluate, read_equations
from tests.support.ode_systems import Formulas, make_system

BIOMODELS = Path(__file__).parents[2] / "fixtures/biomodels"
X, Y, T = 0.7, 1.9, 0.3


def printed(graph: ExpressionGraph, node: Node) -> str:
    """Return what stands right of the sign of equality."""
    system = OdeSystem(
        "m", graph, ("x",), (), ("x",), (node,), {}, {}, (1.0,), 0, ()
    )  # fmt: skip
    lines = equations(system).splitlines()
    assert len(lines) == 3
    return lines[1].removeprefix(r"\frac{d}{dt}\mathrm{x} &= ")


def same(ours: float, theirs: float) -> bool:
    return ours == pytest.approx(theirs, rel=1e-9, abs=1e-300, nan_ok=True)


@st.composite
def expressions(draw: Any) -> Any:
    """Return a graph and some of its nodes, of every operator, that share parts."""
    graph = ExpressionGraph()
    values = st.floats(-3.0, 3.0).map(lambda value: round(value, 2))
    nodes = [graph.symbol("x"), graph.symbol("y_1"), graph.time()]
    for _ in range(draw(st.integers(1, 25))):
        pick = st.sampled_from(nodes[-8:])
        first, second, third = draw(pick), draw(pick), draw(pick)
        kind = draw(st.sampled_from(["add", "mul", "if", "number", *UNARY, *BINARY]))
        if kind == "add":
            nodes.append(graph.add([first, graph.negate(second), third]))
        elif kind == "mul":
            nodes.append(graph.multiply(first, second, third))
        elif kind == "if":
            nodes.append(graph.choose(first, second, third))
        elif kind == "number":
            nodes.append(graph.multiply(graph.constant(draw(values)), first))
        elif kind in UNARY:
            nodes.append(graph.unary(kind, first))
        else:
            nodes.append(graph.build(kind, [first, second]))
    return graph, nodes[-1], nodes[len(nodes) // 2]


@settings(max_examples=400, deadline=None)
@given(expressions())
def test_what_is_printed_computes_what_is_integrated(found: Any) -> None:
    graph, one, other = found
    rates, rules = (one, other), {"z": other}
    system = OdeSystem(
        "m", graph, ("x", "y_1"), ("z",), ("x", "y_1"), rates, rules, {}, (X, Y), 0, ()
    )  # fmt: skip
    ours = compile_function(graph, [one, other], ("x", "y_1"))(T, [X, Y])
    try:
        theirs = read_equations(equations(system), {"x": X, "y_1": Y}, T)
    except (ValueError, OverflowError):  # the factorial of what has none
        return
    if not np.isfinite(ours).all():
        return
    assert same(theirs["d x"], ours[0])
    assert same(theirs["d y_1"], ours[1])
    assert same(theirs["z"], ours[1])


@pytest.mark.parametrize("path", sorted(BIOMODELS.glob("*.xml")), ids=lambda p: p.stem)
def test_a_published_model_is_printed_as_it_is_integrated(path: Path) -> None:
    system = build_odes(read_sbml(path.read_bytes()))
    names = [*system.states, *system.constants]
    values = [*(v + 0.1 for v in system.initial), *system.constants.values()]
    text = equations(system)
    theirs = read_equations(text, dict(zip(names, values, strict=True)), 3.0)
    roots = [*system.rates, *system.assigned.values()]
    ours = compile_function(system.graph, roots, names)(3.0, values)
    labels = [*(f"d {state}" for state in system.states), *system.assigned]
    assert text.count(r"&= ") >= len(labels)
    for label, value in zip(labels, ours, strict=True):
        assert same(theirs[label], value), label


Build = Callable[[ExpressionGraph, Node, Node], Node]
PRINTED: list[tuple[Build, str]] = [
    (lambda g, x, y: g.add([x, g.negate(y)]), "<x> - <y>"),
    (lambda g, x, y: g.add([g.negate(x), y]), "<y> - <x>"),
    (
        lambda g, x, y: g.add([g.unary("abs", x), g.negate(g.one), g.negate(y)]),
        r"\left|<x>\right| - 1 - <y>",
    ),
    (
        lambda g, x, y: g.add([g.unary("abs", x), g.add([g.negate(x), g.negate(y)])]),
        r"\left|<x>\right| - <x> - <y>",
    ),
    (lambda g, x, y: g.negate(g.add([x, y])), r"-\left(<x> + <y>\right)"),
    (
        lambda g, x, y: g.multiply(g.add([x, y]), y),
        r"<y> \cdot \left(<x> + <y>\right)",
    ),
    (lambda g, x, y: g.multiply(x, y, x), r"<x>^{2} \cdot <y>"),
    (lambda g, x, y: g.negate(g.multiply(x, x)), "-<x>^{2}"),
    (lambda g, x, y: g.multiply(g.negate(x), g.negate(x)), r"<x>^{2}"),
    (
        lambda g, x, y: g.multiply(g.constant(-1.5e-8), x),
        r"-1.5 \cdot 10^{-8} \cdot <x>",
    ),
    (lambda g, x, y: g.power(g.negate(x), y), r"\left(-<x>\right)^{<y>}"),
    (
        lambda g, x, y: g.power(g.divide(x, y), y),
        r"\left(\frac{<x>}{<y>}\right)^{<y>}",
    ),
    (lambda g, x, y: g.power(g.power(x, y), y), r"\left(<x>^{<y>}\right)^{<y>}"),
    (lambda g, x, y: g.power(x, g.constant(-0.5)), "<x>^{-0.5}"),
    (lambda g, x, y: g.divide(g.one, g.divide(x, y)), r"\frac{1}{\frac{<x>}{<y>}}"),
    (lambda g, x, y: g.unary("exp", g.negate(x)), "e^{-<x>}"),
    (lambda g, x, y: g.power(g.unary("exp", x), y), r"\left(e^{<x>}\right)^{<y>}"),
    (lambda g, x, y: g.unary("factorial", g.add([x, y])), r"\left(<x> + <y>\right)!"),
    (
        lambda g, x, y: g.binary("max", g.binary("max", x, y), g.one),
        r"\max\left(1, <x>, <y>\right)",
    ),
    (
        lambda g, x, y: g.multiply(x, g.binary("lt", x, y)),
        r"<x> \cdot \left[<x> < <y>\right]",
    ),
    (
        lambda g, x, y: g.unary("not", g.binary("eq", x, y)),
        r"\left[<x> \ne <y>\right]",
    ),
    (
        lambda g, x, y: g.choose(
            g.binary("lt", x, y),
            x,
            g.choose(g.binary("eq", x, y), y, g.constant(math.nan)),
        ),
        r"\begin{cases} <x> & \text{if } <x> < <y> \\ "
        r"<y> & \text{if } <x> = <y> \end{cases}",
    ),
    (
        lambda g, x, y: g.add([y, g.choose(x, y, g.one)]),
        r"<y> + \left(\begin{cases} <y> & \text{if } <x> \ne 0 \\ "
        r"1 & \text{otherwise} \end{cases}\right)",
    ),
    (
        lambda g, x, y: g.choose(
            g.binary("or", g.binary("and", x, y), g.unary("not", g.binary("le", x, y))),
            x,
            y,
        ),
        r"\begin{cases} <x> & \text{if } \left(<x> \ne 0 \wedge <y> \ne 0\right) "
        r"\vee \neg \left(<x> \le <y>\right) \\ <y> & \text{otherwise} \end{cases}",
    ),
]


@pytest.mark.parametrize(("build", "latex"), PRINTED)
def test_precedence_is_that_of_mathematics(build: Any, latex: str) -> None:
    graph = ExpressionGraph()
    x, y = graph.symbol("x"), graph.symbol("y")
    expected = re.sub(r"<([xy])>", r"\\mathrm{\1}", latex)
    assert printed(graph, build(graph, x, y)) == expected


@pytest.mark.parametrize(
    "value",
    [0.0, 1.0, -2.0, 0.1, 1 / 3, 1e-8, 1.5e-8, 1e22, 6.02214076e23, 123456789012345.0,
     5e-324, 1.7976931348623157e308, math.inf, -math.inf],
)  # fmt: skip
def test_a_number_is_read_back_to_the_last_bit(value: float) -> None:
    latex = number(value).signed
    assert "e" not in latex or "infty" in latex
    assert evaluate(latex, float) == pytest.approx(value, rel=3e-16)


def test_a_shared_expression_is_printed_once() -> None:
    def rates(graph: ExpressionGraph, **symbols: Node) -> dict[str, Node]:
        shared = symbols["first_one"]
        for _ in range(200):  # as a tree: 2^200 terms
            inner = graph.unary("sin", graph.add([shared, symbols["second_one"]]))
            shared = graph.add([graph.multiply(shared, inner), inner])
        return {"first_one": shared, "second_one": graph.negate(shared)}

    system = make_system(rates, {"first_one": 0.5, "second_one": 0.25})
    text = equations(system)
    assert len(text) < 100_000
    found = read_equations(text, {"first_one": 0.5, "second_one": 0.25})
    ours = compile_function(system.graph, system.rates, system.states)(0.0, [0.5, 0.25])
    assert same(found["d first_one"], ours[0])
    assert same(found["d second_one"], ours[1])


@pytest.mark.parametrize("operator", ["add", "mul", "and", "max", "if", "ln"])
def test_what_is_long_or_deep_is_printed_in_no_time(operator: str) -> None:
    graph = ExpressionGraph()
    node = graph.symbol("x")
    for index in range(3000):
        other = graph.symbol(f"p{index}")
        if operator == "add":
            node = graph.add([graph.unary("abs", node), other])
        elif operator == "ln":
            node = graph.unary("ln", graph.divide(node, other))
        elif operator == "if":
            node = graph.choose(graph.binary("lt", other, node), other, node)
        else:
            node = graph.build(operator, [node, other])
    system = OdeSystem(
        "m", graph, ("x",), (), ("x", "z"), (node, graph.negate(node)), {}, {},
        (1.0, 0.0), 0, (),
    )  # fmt: skip
    start = time.perf_counter()
    text = equations(system)
    assert time.perf_counter() - start < 5.0
    assert len(text) < 2_000_000


def test_powers_of_powers_do_not_explode() -> None:
    graph = ExpressionGraph()
    node = graph.symbol("x")
    for _ in range(40):
        node = graph.multiply(node, node)
    assert printed(graph, node) == rf"\mathrm{{x}}^{{{2**40}}}"


def test_a_big_sum_goes_on_in_more_lines_and_computes_the_same() -> None:
    def rates(graph: ExpressionGraph, **symbols: Node) -> dict[str, Node]:
        terms = [
            graph.multiply(graph.constant((-1) ** k / 7), symbols[f"rate_constant_{k}"])
            for k in range(200)
        ]
        return {"x": graph.add(terms)}

    constants = {f"rate_constant_{k}": 0.1 + k for k in range(200)}
    system = make_system(rates, {"x": 1.0}, constants=constants)
    text = equations(system)
    assert text.count("&\\quad") > 10
    assert max(map(len, text.splitlines())) < 600
    exact = sum((-1) ** k / 7 * (0.1 + k) for k in range(200))
    assert read_equations(text, constants)["d x"] == pytest.approx(exact)


def test_a_quantity_under_a_rule_goes_by_its_name() -> None:
    system = build_odes(read_sbml((BIOMODELS / "BIOMD0000000168.xml").read_bytes()))
    text = equations(system)
    assert text.count(r"\frac{d}{dt}") == len(system.states) == 5
    assert r"\mathrm{E2F\_1} &= \mathrm{theta\_1} - \mathrm{RS\_1}" in text
    assert text.count(r"\mathrm{theta\_1}") == 1


def test_two_quantities_of_one_formula_are_the_same() -> None:
    def sines(*names: str) -> Formulas:
        return lambda graph, x: dict.fromkeys(names, graph.unary("sin", x))

    system = make_system(sines("x"), {"x": 1.0}, assigned=sines("y", "z"))
    lines = equations(system).splitlines()
    assert lines[1:-1] == [
        r"\frac{d}{dt}\mathrm{x} &= \mathrm{y} \\",
        r"\mathrm{y} &= \sin\left(\mathrm{x}\right) \\",
        r"\mathrm{z} &= \mathrm{y}",
    ]


@pytest.mark.parametrize(
    "hostile",
    [r"a}\input{/etc/passwd}", "x\n\\end{aligned}", "a%b", "$x$", "a b", "\\", "é", ""],
)
def test_a_hostile_name_stays_a_name(hostile: str) -> None:
    latex = name(hostile)
    assert latex.isascii() and latex.isprintable()
    inner = latex.removeprefix(r"\mathrm{").removesuffix("}")
    commands = set(inner.replace(r"\char", "").replace(r"\_", ""))
    assert not commands & set("\\%$&#^~")
    assert inner.count("{") == inner.count("}") == inner.count("{}")
    assert evaluate(latex, {hostile: 3.0}.__getitem__) == 3.0


def test_what_is_no_system_is_told_so() -> None:
    with pytest.raises(TypeError, match="the OdeSystem that build_odes returns"):
        equations(b"<sbml/>")  # type: ignore[arg-type]
