"""States that run like clocks: formulas of what they are at any time."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.polynomial import polynomial

from bioripple.arrays import Floats
from bioripple.forcing.switches import find_kinds, reads, switch_times
from bioripple.symbolic.arithmetic import RELATIONS
from bioripple.symbolic.graph import ExpressionGraph, Node

MAX_DEGREE = 8  # of the rate of a clock
MAX_SWITCHES = 100  # of the rate of a clock
# How near its ends a stretch is looked at: as a share of it, and in last digits of time
BESIDE, DIGITS = 1e-12, 64.0


def without_clocks(
    graph: ExpressionGraph,
    rates: Sequence[Node],
    states: Sequence[str],
    initial: Sequence[float],
    t_end: float,
    *,
    within: Sequence[Node] | None = None,
) -> list[Node]:
    """Return rates in which states that run like clocks are functions of time.

    Parameters
    ----------
    graph
        Where the expressions live.
    rates
        f, their constants bound.
    states, initial
        What the rates are of, and the values at time 0.
    t_end
        Until when the functions hold [model time units].
    within
        Other expressions of the states to be returned in place of the rates.

    Returns
    -------
    list of Node
        The same rates, or other expressions, where a state's rate is a polynomial of
        time, or one between each two switches at known times, be it through another
        clock; what else they hold is left.
    """
    rates = list(rates)
    clocks: dict[str, Node] = {}
    tried: set[str] = set()
    while True:
        new = {
            name: _clock(graph, rate, value, t_end)
            for name, rate, value in zip(states, rates, initial, strict=True)
            if name not in tried and not reads(graph, rate)
        }
        if not new:
            return rates if within is None else graph.replace(within, clocks)
        tried |= new.keys()
        clocks |= {name: clock for name, clock in new.items() if clock is not None}
        rates = graph.replace(rates, clocks)


def _clock(
    graph: ExpressionGraph, rate: Node, value: float, t_end: float
) -> Node | None:
    """Return a state as a function of time; None if its rate is no polynomial."""
    nodes = graph.reachable([rate])
    switches = switch_times(graph, find_kinds(graph, nodes), t_end)
    if len(switches) > MAX_SWITCHES:
        return None
    begins, ends = [0.0, *switches], [*switches, t_end]
    parts = []
    for start, stop in zip(begins, ends, strict=True):
        with np.errstate(all="ignore"):
            slope = _polynomial(graph, nodes, start, stop - start)
            if slope is None or not np.isfinite(slope).all():
                return None
            course: Floats = np.asarray(polynomial.polyint(slope, k=value), dtype=float)
            value = float(polynomial.polyval(stop - start, course))
        if not np.isfinite([*course, value]).all():
            return None
        parts.append(_horner(graph, course, start))
    clock = parts.pop()
    for stop, part in zip(reversed(switches), reversed(parts), strict=True):
        before = graph.binary("lt", graph.time(), graph.constant(stop))
        clock = graph.choose(before, part, clock)
    return clock


def _horner(graph: ExpressionGraph, coefficients: Floats, start: float) -> Node:
    """Return a polynomial of the time since a start."""
    since = graph.add([graph.time(), graph.constant(-start)])
    node = graph.zero
    for coefficient in reversed(coefficients.tolist()):
        node = graph.add([graph.constant(coefficient), graph.multiply(node, since)])
    return node


def _polynomial(
    graph: ExpressionGraph, nodes: Sequence[Node], start: float, length: float
) -> Floats | None:
    """Return the last of some expressions as a polynomial of the time since a start.

    Between two switches, so that conditions are what they are half-way; None if it is
    none, or of too high a degree.
    """
    found: dict[Node, Floats | None] = {}
    for node in nodes:
        found[node] = _combined(graph, node, found, start, length)
    return found[nodes[-1]]


def _combined(
    graph: ExpressionGraph,
    node: Node,
    found: Mapping[Node, Floats | None],
    start: float,
    length: float,
) -> Floats | None:
    name = graph.operators[node]
    if name == "const":
        return np.array([graph.value(node)])
    if name == "time":
        return np.array([start, 1.0])
    known = [found.get(child) for child in graph.children(node)]
    operands = [operand for operand in known if operand is not None]
    if name == "if" and known[0] is not None and len(known[0]) == 1:
        return known[1] if known[0][0] else known[2]
    if not operands or len(operands) < len(known):
        return None
    result = _applied(graph, node, operands, start, length)
    if result is None or len(result) > MAX_DEGREE + 1 or not np.isfinite(result).all():
        return None
    return result


def _applied(
    graph: ExpressionGraph,
    node: Node,
    operands: Sequence[Floats],
    start: float,
    length: float,
) -> Floats | None:
    """Return what an operator makes of polynomials, if it is one."""
    name, first = graph.operators[node], operands[0]
    if name == "add":
        return _sum(operands)
    if name == "neg":
        return -1.0 * first
    if name == "mul":
        return np.convolve(first, operands[1])
    if name == "div" and len(operands[1]) == 1 and operands[1][0]:
        quotient: Floats = first / operands[1][0]
        return quotient
    if name in (*RELATIONS, "floor", "ceil"):
        return _switch(graph, name, operands, start, length)
    if max(map(len, operands)) == 1:
        value = _value(graph, name, [float(operand[0]) for operand in operands])
        return None if value is None else np.array([value])
    return None


def _sum(terms: Sequence[Floats]) -> Floats:
    total = np.zeros(max(map(len, terms)))
    for term in terms:
        total[: len(term)] += term
    return total


def _switch(
    graph: ExpressionGraph,
    name: str,
    operands: Sequence[Floats],
    start: float,
    length: float,
) -> Floats | None:
    """Return what a relation, floor or ceiling is from switch to switch.

    Operands are lines, so what is the same just after one switch, half-way and just
    before the next is the same in between.
    """
    if max(map(len, operands)) > 2:
        return None
    beside = max(BESIDE * length, DIGITS * float(np.spacing(start + length)))
    if beside > 0.25 * length:
        return None
    found = {
        _value(graph, name, [float(polynomial.polyval(at, x)) for x in operands])
        for at in (beside, 0.5 * length, length - beside)
    }
    value = found.pop()
    return None if found or value is None else np.array([value])


def _value(
    graph: ExpressionGraph, name: str, operands: Sequence[float]
) -> float | None:
    """Return what an operator makes of numbers."""
    return graph.value(graph.build(name, [graph.constant(x) for x in operands]))
