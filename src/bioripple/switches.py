"""Find the times at which formulas switch, for an integrator to stop at."""

import math
from collections.abc import Sequence

from bioripple.compiled import compile_function
from bioripple.derivatives import TIME, gradients
from bioripple.expressions import RELATIONS, ExpressionGraph, Node

MAX_BREAKS = 10_000  # switches at known times; more of them cannot be stepped through


def switch_times(
    graph: ExpressionGraph, roots: Sequence[Node], t_end: float
) -> tuple[float, ...]:
    """Return the times in (0, t_end) at which a condition on time alone switches.

    Parameters
    ----------
    graph
        Where the expressions live.
    roots
        The expressions, their constants bound.
    t_end
        Until when switches are looked for [model time units].

    Notes
    -----
    Conditions that compare affine functions of time, and floor and ceiling of such, are
    understood. An integrator could step over a short pulse that it was not told of.
    """
    found: set[float] = set()
    for node in graph.reachable(roots):
        name = graph.operators[node]
        if name in RELATIONS:
            left, right = graph.children(node)
            crossings = [0.0]
        elif name in ("floor", "ceil"):
            (left,), right = graph.children(node), graph.zero
            crossings = []
        else:
            continue
        line = _line(graph, graph.subtract(left, right))
        if line is None:
            continue
        value, slope = line
        if name in ("floor", "ceil"):
            ends = sorted((value, value + slope * t_end))
            if ends[1] - ends[0] > MAX_BREAKS:
                continue
            crossings = list(range(math.ceil(ends[0]), math.floor(ends[1]) + 1))
        found.update((level - value) / slope for level in crossings)
    return tuple(sorted(time for time in found if 0.0 < time < t_end))


def _line(graph: ExpressionGraph, node: Node) -> tuple[float, float] | None:
    """Return value at time 0 and slope if the node is an affine function of time."""
    nodes = graph.reachable([node])
    if any(graph.operators[item] == "symbol" for item in nodes):
        return None
    try:
        gradient = gradients(graph, [node], [TIME])[0]
    except NotImplementedError:  # a function without a derivative is no line
        return None
    slope = graph.value(gradient.get(TIME, graph.zero))
    if not slope or not math.isfinite(slope):
        return None
    value = compile_function(graph, [node], ())(0.0, ())[0]
    return (value, slope) if math.isfinite(value) else None
