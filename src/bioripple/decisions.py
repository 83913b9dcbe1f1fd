"""Find the decisions that a formula takes on what is no number.

IEEE arithmetic lets NaN < 3 be false, so that a condition takes a branch as if it knew.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

from bioripple.compiled import compile_function
from bioripple.expressions import RELATIONS, ExpressionGraph, Node
from bioripple.outcome import Failed

DECIDING = (*RELATIONS, "min", "max")


def check_decisions(
    graph: ExpressionGraph,
    formulas: Mapping[str, Node],
    symbols: Sequence[str],
    values: Sequence[float],
    *,
    t: float,
) -> None:
    """Make sure that no formula decides anything by comparing NaN.

    Parameters
    ----------
    graph
        Where the formulas live.
    formulas
        By what they give, for the message.
    symbols, values
        Names of what the formulas read, and its numbers.
    t
        The time [model time units].

    Raises
    ------
    Failed
        If a comparison in which NaN takes part, on a branch that is taken, decides; the
        message names the formula.
    """
    nodes = graph.reachable(formulas.values())
    operands = compared(graph, formulas.values())
    numbers = compile_function(graph, operands, symbols)(t, values) if operands else []
    if not any(map(math.isnan, numbers)):
        return
    everything = compile_function(graph, nodes, symbols)(t, values)
    value = dict(zip(nodes, everything, strict=True))
    for name, root in formulas.items():
        for node in _live(graph, root, value):
            children = [value[child] for child in graph.children(node)]
            if graph.operators[node] in DECIDING and any(map(math.isnan, children)):
                left, right = children
                raise Failed(
                    f"{name} compares {left:g} with {right:g} at t = {t:g}, which "
                    "decides nothing: a formula in it has no value"
                )


def compared(graph: ExpressionGraph, roots: Iterable[Node]) -> list[Node]:
    """Return what the comparisons, minima and maxima in expressions are of."""
    return [
        child
        for node in graph.reachable(roots)
        if graph.operators[node] in DECIDING
        for child in graph.children(node)
    ]


def _live(
    graph: ExpressionGraph, root: Node, value: Mapping[Node, float]
) -> list[Node]:
    """Return what a formula is made of, without the branches that are not taken."""
    seen: set[Node] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        children = graph.children(node)
        name = graph.operators[node]
        if name == "if":
            condition, if_true, if_false = children
            children = (condition, if_true if value[condition] else if_false)
        elif name in ("and", "or") and bool(value[children[0]]) == (name == "or"):
            children = children[:1]
        waiting.extend(children)
    return sorted(seen)
