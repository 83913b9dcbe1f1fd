"""What an expression of time can be within a stretch of time.

Interval arithmetic: the bounds hold for every moment of a stretch, so nothing between
two samples escapes them. They may be wider than need be; they narrow with the stretch.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import gamma

from bioripple.arrays import Flags, Floats
from bioripple.symbolic.graph import ExpressionGraph, Node

Bounds = tuple[Floats, Floats]  # lower and upper
Motion = Callable[[Floats, Floats], Bounds]  # of what time moves, on stretches of time

LEAST_GAMMA = 0.8856  # Γ is nowhere less beyond 0, and grows from 1.4617 on
GAMMA_GROWS = 0.4617


def enclose(
    graph: ExpressionGraph,
    nodes: Sequence[Node],
    start: Floats,
    stop: Floats,
    *,
    values: Mapping[str, float | Motion],
) -> Bounds:
    """Bound expressions on stretches of time.

    Parameters
    ----------
    graph
        Where the expressions live.
    nodes
        The k expressions.
    start, stop
        The stretches, shape (m,) [model time units].
    values
        Numbers that stand for the symbols, or the motion of what time moves.

    Returns
    -------
    tuple of ndarray
        Lower and upper bounds, shape (k, m) each; infinite where nothing is known.
    """
    found: dict[Node, Bounds] = {}
    with np.errstate(all="ignore"):
        for node in graph.reachable(nodes):
            name, arguments = graph.operators[node], graph.arguments[node]
            if name == "time":
                found[node] = start, stop
            elif name in ("const", "symbol"):
                number = arguments[0] if name == "const" else values[arguments[0]]
                if callable(number):
                    found[node] = _known(number(start, stop))
                else:
                    constant = np.full_like(start, number)
                    found[node] = constant, constant
            else:
                found[node] = _known(_bounds(graph, node, found))
    low, high = zip(*(found[node] for node in nodes), strict=True)
    return np.array(low), np.array(high)


def _bounds(graph: ExpressionGraph, node: Node, found: dict[Node, Bounds]) -> Bounds:
    name, children = graph.operators[node], graph.children(node)
    operands = [found[child] for child in children]
    if name == "mul" and children[0] == children[1]:
        return _even(np.square, *operands[0])
    if name == "pow":
        return _power(operands[0], operands[1], graph.value(children[1]))
    return RULES[name](*operands)


def _known(bounds: Bounds) -> Bounds:
    """Return bounds that hold everything where one is not a number."""
    low, high = bounds
    lost = np.isnan(low) | np.isnan(high)
    if not lost.any():
        return bounds
    return np.where(lost, -math.inf, low), np.where(lost, math.inf, high)


def _even(function: Callable[[Any], Any], low: Floats, high: Floats) -> Bounds:
    """Bound a function that is even and grows with the size of its argument."""
    near = np.where(
        (low <= 0.0) & (high >= 0.0), 0.0, np.minimum(np.abs(low), np.abs(high))
    )
    return function(near), function(np.maximum(np.abs(low), np.abs(high)))


def _growing(
    function: Callable[[Any], Any],
    lowest: float = -math.inf,
    highest: float = math.inf,
) -> Callable[[Bounds], Bounds]:
    """Return the rule for a function that grows where it is defined."""

    def apply(bounds: Bounds) -> Bounds:
        low, high = bounds
        outside = (high < lowest) | (low > highest)
        inner = np.clip(low, lowest, highest), np.clip(high, lowest, highest)
        low, high = function(inner[0]), function(inner[1])
        return np.where(outside, math.nan, low), high

    return apply


def _add(*terms: Bounds) -> Bounds:
    low, high = terms[0]
    for term in terms[1:]:
        low, high = low + term[0], high + term[1]
    return low, high


def _negate(bounds: Bounds) -> Bounds:
    return -bounds[1], -bounds[0]


def _multiply(left: Bounds, right: Bounds) -> Bounds:
    corners = np.array([a * b for a in left for b in right])
    # an infinite bound is not reached, so that 0 times it is 0
    np.copyto(corners, 0.0, where=np.isnan(corners))
    return corners.min(axis=0), corners.max(axis=0)


def _reciprocal(bounds: Bounds) -> Bounds:
    low, high = bounds
    crosses = (low < 0.0) & (high > 0.0)
    # a pole at the end of a stretch leaves the other side bounded
    below = np.where(high == 0.0, -math.inf, 1.0 / high)
    above = np.where(low == 0.0, math.inf, 1.0 / low)
    return np.where(crosses, math.nan, below), above


def _divide(numerator: Bounds, denominator: Bounds) -> Bounds:
    return _multiply(numerator, _known(_reciprocal(denominator)))


def _power(base: Bounds, exponent: Bounds, number: float | None) -> Bounds:
    if number is None:
        return _exp(_multiply(exponent, _known(_ln(base))))
    if number < 0.0:
        return _reciprocal(_power(base, exponent, -number))
    if not number.is_integer():
        return _growing(lambda x: np.power(x, number), 0.0)(base)
    if number % 2.0:
        return np.power(base[0], number), np.power(base[1], number)
    return _even(lambda x: np.power(x, number), *base)


def _sine(bounds: Bounds) -> Bounds:
    low, high = bounds
    ends = np.sin(low), np.sin(high)
    return (
        np.where(_meets(low, high, 1.5 * math.pi), -1.0, np.minimum(*ends)),
        np.where(_meets(low, high, 0.5 * math.pi), 1.0, np.maximum(*ends)),
    )


def _cosine(bounds: Bounds) -> Bounds:
    return _sine((bounds[0] + 0.5 * math.pi, bounds[1] + 0.5 * math.pi))


def _tangent(bounds: Bounds) -> Bounds:
    low, high = bounds
    pole = _meets(2.0 * low, 2.0 * high, math.pi)
    return np.where(pole, math.nan, np.tan(low)), np.tan(high)


def _meets(low: Floats, high: Floats, angle: float) -> Flags:
    """Say whether an angle, or the same some turns on, is between two others."""
    turn = 2.0 * math.pi
    turns = np.floor((high - angle) / turn)
    return np.greater_equal(angle + turns * turn, low)


def _arc_cosine(bounds: Bounds) -> Bounds:
    low, high = _growing(np.arcsin, -1.0, 1.0)(bounds)
    return 0.5 * math.pi - high, 0.5 * math.pi - low


def _factorial(bounds: Bounds) -> Bounds:
    low, high = bounds
    ends = gamma(low + 1.0), gamma(high + 1.0)
    least = np.where(low >= GAMMA_GROWS, ends[0], LEAST_GAMMA)
    return np.where(low < 0.0, math.nan, least), np.maximum(*ends)


def _less(left: Bounds, right: Bounds) -> Bounds:
    return _truth(left[1] < right[0], left[0] < right[1])


def _less_or_equal(left: Bounds, right: Bounds) -> Bounds:
    return _truth(left[1] <= right[0], left[0] <= right[1])


def _equal(left: Bounds, right: Bounds) -> Bounds:
    points = (left[0] == left[1]) & (right[0] == right[1]) & (left[0] == right[0])
    return _truth(points, (left[0] <= right[1]) & (right[0] <= left[1]))


def _truth(surely: Flags, maybe: Flags) -> Bounds:
    return surely.astype(float), maybe.astype(float)


def _surely(bounds: Bounds) -> Flags:
    """Say where a number is not zero, whatever it is within its bounds."""
    return (bounds[0] > 0.0) | (bounds[1] < 0.0)


def _maybe(bounds: Bounds) -> Flags:
    """Say where a number need not be zero."""
    return np.not_equal(bounds[0], 0.0) | np.not_equal(bounds[1], 0.0)


def _choose(condition: Bounds, if_true: Bounds, if_false: Bounds) -> Bounds:
    surely, maybe = _surely(condition), _maybe(condition)
    low = np.minimum(if_true[0], if_false[0])
    high = np.maximum(if_true[1], if_false[1])
    return (
        np.select([surely, ~maybe], [if_true[0], if_false[0]], low),
        np.select([surely, ~maybe], [if_true[1], if_false[1]], high),
    )


_exp = _growing(np.exp)
_ln = _growing(np.log, 0.0)

RULES: dict[str, Callable[..., Bounds]] = {
    "add": _add,
    "mul": _multiply,
    "div": _divide,
    "neg": _negate,
    "if": _choose,
    "exp": _exp,
    "ln": _ln,
    "sqrt": _growing(np.sqrt, 0.0),
    "abs": lambda bounds: _even(np.abs, *bounds),
    "floor": _growing(np.floor),
    "ceil": _growing(np.ceil),
    "factorial": _factorial,
    "sin": _sine,
    "cos": _cosine,
    "tan": _tangent,
    "asin": _growing(np.arcsin, -1.0, 1.0),
    "acos": _arc_cosine,
    "atan": _growing(np.arctan),
    "sinh": _growing(np.sinh),
    "cosh": lambda bounds: _even(np.cosh, *bounds),
    "tanh": _growing(np.tanh),
    "asinh": _growing(np.arcsinh),
    "acosh": _growing(np.arccosh, 1.0),
    "atanh": _growing(np.arctanh, -1.0, 1.0),
    "min": lambda a, b: (np.minimum(a[0], b[0]), np.minimum(a[1], b[1])),
    "max": lambda a, b: (np.maximum(a[0], b[0]), np.maximum(a[1], b[1])),
    "lt": _less,
    "le": _less_or_equal,
    "eq": _equal,
    "not": lambda bounds: _truth(~_maybe(bounds), ~_surely(bounds)),
    "and": lambda a, b: _truth(_surely(a) & _surely(b), _maybe(a) & _maybe(b)),
    "or": lambda a, b: _truth(_surely(a) | _surely(b), _maybe(a) | _maybe(b)),
}
