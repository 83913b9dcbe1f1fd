"""What changes expressions, and when conditions on time switch."""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from bioripple.symbolic.arithmetic import RELATIONS
from bioripple.symbolic.codegen import compile_function
from bioripple.symbolic.derivatives import TIME, gradients
from bioripple.symbolic.graph import ExpressionGraph, Node

MAX_BREAKS = 10_000  # switches at known times; more of them cannot be stepped through


class Kind(NamedTuple):
    """What changes an expression: time, states, both or nothing."""

    time: bool
    states: bool


def find_kinds(
    graph: ExpressionGraph, nodes: Sequence[Node], moved: Collection[str] = ()
) -> dict[Node, Kind]:
    """Say of expressions, parts first, whether time and states change them.

    Parameters
    ----------
    graph
        Where the expressions live.
    nodes
        The expressions.
    moved
        States that time alone moves.
    """
    kinds: dict[Node, Kind] = {}
    for node in nodes:
        name = graph.operators[node]
        below = [kinds[child] for child in graph.children(node)]
        symbol = graph.arguments[node][0] if name == "symbol" else None
        kinds[node] = Kind(
            time=name == "time" or symbol in moved or any(kind.time for kind in below),
            states=(symbol is not None and symbol not in moved)
            or any(kind.states for kind in below),
        )
    return kinds


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


def switch_times(
    graph: ExpressionGraph, kinds: Mapping[Node, Kind], t_end: float
) -> list[float]:
    """Return the times in (0, t_end) at which an affine condition on time switches."""
    found: set[float] = set()
    for node, kind in kinds.items():
        name = graph.operators[node]
        if not kind.time or kind.states:
            continue
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
    return sorted(time for time in found if 0.0 < time < t_end)


def _line(graph: ExpressionGraph, node: Node) -> tuple[float, float] | None:
    """Return value at 0 and slope if what time alone changes is affine in it."""
    try:
        gradient = gradients(graph, [node], [TIME])[0]
    except NotImplementedError:
        return None
    slope = graph.value(gradient.get(TIME, graph.zero))
    if not slope or not math.isfinite(slope):
        return None
    value = compile_function(graph, [node], ())(0.0, ())[0]
    return (value, slope) if math.isfinite(value) else None
