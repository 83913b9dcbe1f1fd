"""States that time alone moves, such as clocks: what they are at any time."""

import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.polynomial import polynomial
from numpy.typing import NDArray

from bioripple.derivatives import TIME, gradients
from bioripple.enclosure import Bounds, Motion, enclose
from bioripple.expressions import RELATIONS, ExpressionGraph, Node
from bioripple.stages import find_stages
from bioripple.switches import find_kinds, switch_times

Array = NDArray[np.float64]
NODES, WEIGHTS = (x[:, np.newaxis] for x in np.polynomial.legendre.leggauss(8))

MAX_DEGREE = 8  # of the rate of a clock
MAX_SWITCHES = 100  # of the rate of a clock


def without_clocks(
    graph: ExpressionGraph,
    rates: Sequence[Node],
    states: Sequence[str],
    initial: Sequence[float],
    t_end: float,
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

    Returns
    -------
    list of Node
        The same rates, where a state's rate is a polynomial of time, or one between
        each two switches at known times, be it through another clock; what else they
        hold is left.
    """
    rates = list(rates)
    tried: dict[str, Node | None] = {}
    while True:
        new = {
            name: _clock(graph, rate, value, t_end)
            for name, rate, value in zip(states, rates, initial, strict=True)
            if name not in tried and not reads(graph, rate)
        }
        if not new:
            return rates
        tried |= new
        rates = _replaced(graph, rates, new)


def _replaced(
    graph: ExpressionGraph, rates: Sequence[Node], clocks: Mapping[str, Node | None]
) -> list[Node]:
    return graph.substitute(
        rates,
        lambda leaf: (
            clocks.get(graph.arguments[leaf][0])
            if graph.operators[leaf] == "symbol"
            else None
        ),
    )


def reads(graph: ExpressionGraph, rate: Node, *, besides: Collection[str] = ()) -> bool:
    """Say whether an expression reads a state, besides some that do not count."""
    seen = {rate}
    waiting = [rate]
    while waiting:
        node = waiting.pop()
        if (
            graph.operators[node] == "symbol"
            and graph.arguments[node][0] not in besides
        ):
            return True
        new = [child for child in graph.children(node) if child not in seen]
        seen.update(new)
        waiting.extend(new)
    return False


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
        slope = _polynomial(graph, nodes, start, stop - start)
        if slope is None:
            return None
        course: Array = np.asarray(polynomial.polyint(slope, k=value), dtype=float)
        parts.append(_horner(graph, course, start))
        value = float(polynomial.polyval(stop - start, course))
    clock = parts.pop()
    for stop, part in zip(reversed(switches), reversed(parts), strict=True):
        before = graph.binary("lt", graph.time(), graph.constant(stop))
        clock = graph.choose(before, part, clock)
    return clock


def _horner(graph: ExpressionGraph, coefficients: Array, start: float) -> Node:
    """Return a polynomial of the time since a start."""
    since = graph.add([graph.time(), graph.constant(-start)])
    node = graph.zero
    for coefficient in reversed(coefficients.tolist()):
        node = graph.add([graph.constant(coefficient), graph.multiply(node, since)])
    return node


def _polynomial(
    graph: ExpressionGraph, nodes: Sequence[Node], start: float, length: float
) -> Array | None:
    """Return the last of some expressions as a polynomial of the time since a start.

    Between two switches, so that conditions are what they are half-way; None if it is
    none, or of too high a degree.
    """
    found: dict[Node, Array | None] = {}
    for node in nodes:
        found[node] = _combined(graph, node, found, start, length)
    return found[nodes[-1]]


def _combined(
    graph: ExpressionGraph,
    node: Node,
    found: Mapping[Node, Array | None],
    start: float,
    length: float,
) -> Array | None:
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
    result = _applied(graph, node, operands, length)
    if result is None or len(result) > MAX_DEGREE + 1 or not np.isfinite(result).all():
        return None
    return result


def _applied(
    graph: ExpressionGraph, node: Node, operands: Sequence[Array], length: float
) -> Array | None:
    """Return what an operator makes of polynomials, if it is one."""
    name, first = graph.operators[node], operands[0]
    if name == "add":
        return _sum(operands)
    if name == "neg":
        return -1.0 * first
    if name == "mul":
        return np.convolve(*operands)
    if name == "div" and len(operands[1]) == 1 and operands[1][0]:
        return first / operands[1][0]
    if name in (*RELATIONS, "floor", "ceil"):
        return _switch(graph, name, operands, length)
    if max(map(len, operands)) == 1:
        value = _value(graph, name, [float(operand[0]) for operand in operands])
        return None if value is None else np.array([value])
    return None


def _sum(terms: Sequence[Array]) -> Array:
    total = np.zeros(max(map(len, terms)))
    for term in terms:
        total[: len(term)] += term
    return total


def _switch(
    graph: ExpressionGraph, name: str, operands: Sequence[Array], length: float
) -> Array | None:
    """Return what a relation, floor or ceiling is from switch to switch."""
    if max(map(len, operands)) > 2:
        return None
    inside = (0.001 * length, 0.5 * length, 0.999 * length)
    found = {
        _value(graph, name, [float(polynomial.polyval(at, x)) for x in operands])
        for at in inside
    }
    value = found.pop()
    return None if found or value is None else np.array([value])


def _value(
    graph: ExpressionGraph, name: str, operands: Sequence[float]
) -> float | None:
    """Return what an operator makes of numbers."""
    return graph.value(graph.build(name, [graph.constant(x) for x in operands]))


class Growth:
    """The motion of a state x of ẋ = a x + b.

    Parameters
    ----------
    value
        x at time 0.
    slope, offset
        a, which is not 0, and b.
    """

    def __init__(self, value: float, slope: float, offset: float) -> None:
        self._slope = slope
        self._rest = -offset / slope
        self._above = value - self._rest

    def __call__(self, start: Array, stop: Array) -> Bounds:
        """Bound the state on stretches of time."""
        ends = [
            self._rest + self._above * np.exp(self._slope * at) for at in (start, stop)
        ]
        return np.minimum(*ends), np.maximum(*ends)


class Drift:
    """The motion of a state whose rate time alone changes.

    Parameters
    ----------
    graph
        Where the rate lives.
    rate
        The rate.
    value
        The state at time 0.
    others
        The motion of the states that the rate reads.
    times
        From 0 to the end, so near each other that the rate is smooth in between.
    """

    def __init__(
        self,
        graph: ExpressionGraph,
        rate: Node,
        value: float,
        others: Mapping[str, Motion],
        times: Array,
    ) -> None:
        self._graph, self._rate, self._others = graph, rate, others
        self._times = times
        gains = self._gain(times[:-1], times[1:])
        self._values = value + np.concatenate([[0.0], np.cumsum(gains)])

    def __call__(self, start: Array, stop: Array) -> Bounds:
        """Bound the state on stretches of time."""
        first, last = self._at(start), self._at(stop)
        low, high = self._bounds(start, stop)
        length = stop - start
        steady = (low >= 0.0) | (high <= 0.0)
        return (
            np.where(steady, np.minimum(first, last), first + length * low),
            np.where(steady, np.maximum(first, last), first + length * high),
        )

    def _at(self, time: Array) -> Array:
        place = np.searchsorted(self._times, time, "right") - 1
        place = np.clip(place, 0, len(self._times) - 2)
        value: Array = self._values[place] + self._gain(self._times[place], time)
        return value

    def _gain(self, start: Array, stop: Array) -> Array:
        """Return the integrals of the rate over stretches."""
        points = start + 0.5 * (1.0 + NODES) * (stop - start)
        rates = self._bounds(points.ravel(), points.ravel())[0].reshape(points.shape)
        gain: Array = 0.5 * (stop - start) * (WEIGHTS * rates).sum(axis=0)
        return gain

    def _bounds(self, start: Array, stop: Array) -> Bounds:
        low, high = enclose(self._graph, [self._rate], start, stop, values=self._others)
        return low[0], high[0]


def motions(
    graph: ExpressionGraph,
    rates: Sequence[Node],
    states: Sequence[str],
    initial: Sequence[float],
    t_end: float,
) -> dict[str, Motion]:
    """Return how states move that time alone moves, and that rates read.

    Parameters
    ----------
    graph
        Where the expressions live.
    rates
        f, their constants bound and their clocks replaced (`without_clocks`).
    states, initial
        What the rates are of, and the values at time 0.
    t_end
        Until when [model time units].

    Returns
    -------
    dict
        The motion of those whose rate hangs on time, and on others of them, alone, and
        of those that grow or decay by themselves at a constant rate.
    """
    found: dict[str, Motion] = {}
    read: set[str] | None = None
    while True:
        new: dict[str, Motion] = {}
        for name, rate, value in zip(states, rates, initial, strict=True):
            if name in found or reads(graph, rate, besides={name, *found}):
                continue
            read = graph.symbols(rates) if read is None else read
            if name not in read:
                continue
            motion = _motion(graph, rate, name, value, found, t_end)
            if motion is not None:
                new[name] = motion
        if not new:
            return found
        found |= new


def _motion(
    graph: ExpressionGraph,
    rate: Node,
    name: str,
    value: float,
    others: Mapping[str, Motion],
    t_end: float,
) -> Motion | None:
    if not reads(graph, rate, besides=others):
        stages = find_stages(graph, [rate], others, t_end)
        begins = np.array([0.0, *(stage.stop for stage in stages)])
        times = [
            np.linspace(start, stop, 1 + math.ceil((stop - start) / stage.max_step))
            for start, stop, stage in zip(begins[:-1], begins[1:], stages, strict=True)
        ]
        return Drift(graph, rate, value, others, np.unique(np.concatenate(times)))
    return _growth(graph, rate, name, value)


def _growth(
    graph: ExpressionGraph, rate: Node, name: str, value: float
) -> Growth | None:
    """Return the motion of a state whose rate is affine in it and in nothing else."""
    gradient = gradients(graph, [rate], [name, TIME])[0]
    slope = graph.value(gradient.get(name, graph.zero))
    at_zero = graph.value(graph.bind([rate], {name: 0.0})[0])
    if TIME in gradient or not slope or at_zero is None:
        return None
    return Growth(value, slope, at_zero)
