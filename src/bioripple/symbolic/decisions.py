"""Find the decisions that a formula takes on what is no number.

IEEE arithmetic lets NaN < 3 be false, so that a condition takes a branch as if it knew;
and NaN itself, where a truth is wanted, is true, for it is not 0.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

from bioripple.errors import Failed
from bioripple.symbolic.arithmetic import RELATIONS
from bioripple.symbolic.codegen import compile_function
from bioripple.symbolic.graph import ExpressionGraph, Node

COMPARING = (*RELATIONS, "min", "max")
# How many of its operands, from the first, an operator takes for true or false.
TRUTHS = {"if": 1, "not": 1, "and": 2, "or": 2}
SOUND = (*RELATIONS, "not", "and", "or")  # never NaN


def check_decisions(
    graph: ExpressionGraph,
    formulas: Mapping[str, Node],
    symbols: Sequence[str],
    values: Sequence[float],
    *,
    t: float,
) -> None:
    """Make sure that no formula decides anything by what is no number.

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
        If NaN is compared, or taken for true or false, on a branch that is taken; the
        message names the formula.
    """
    for name, problem in undecided(graph, formulas, symbols, values, t=t).items():
        raise Failed(
            f"{name} {problem} at t = {t:g}, which decides nothing: a formula in it "
            "has no value"
        )


def undecided(
    graph: ExpressionGraph,
    formulas: Mapping[str, Node],
    symbols: Sequence[str],
    values: Sequence[float],
    *,
    t: float,
) -> dict[str, str]:
    """Return by what formulas decide that is no number; none for those that do not.

    The parameters are those of `check_decisions`.
    """
    operands = deciding(graph, formulas.values())
    numbers = compile_function(graph, operands, symbols)(t, values) if operands else []
    if not any(map(math.isnan, numbers)):
        return {}
    nodes = graph.reachable(formulas.values())
    everything = compile_function(graph, nodes, symbols)(t, values)
    value = dict(zip(nodes, everything, strict=True))
    problems = {name: _problem(graph, root, value) for name, root in formulas.items()}
    return {name: problem for name, problem in problems.items() if problem}


def _problem(graph: ExpressionGraph, root: Node, value: Mapping[Node, float]) -> str:
    """Return by what a formula decides that is no number; nothing if it does not."""
    for node in _live(graph, root, value):
        taken = _taken(graph, node, value)
        numbers = [value[item] for item in _operands(graph, node) if item in taken]
        if any(map(math.isnan, numbers)):
            if graph.operators[node] in COMPARING:
                return "compares " + " with ".join(f"{number:g}" for number in numbers)
            return "takes nan for true or false"
    return ""


def deciding(graph: ExpressionGraph, roots: Iterable[Node]) -> list[Node]:
    """Return what is compared, or taken for true or false, in expressions."""
    if graph.used.isdisjoint((*COMPARING, *TRUTHS)):
        return []
    return [
        operand for node in graph.reachable(roots) for operand in _operands(graph, node)
    ]


def _operands(graph: ExpressionGraph, node: Node) -> tuple[Node, ...]:
    """Return the operands of a node by which it decides, and which may be NaN."""
    name, children = graph.operators[node], graph.children(node)
    if name in COMPARING:
        return children
    truths = children[: TRUTHS.get(name, 0)]
    return tuple(item for item in truths if graph.operators[item] not in SOUND)


def _live(
    graph: ExpressionGraph, root: Node, value: Mapping[Node, float]
) -> list[Node]:
    """Return what a formula is made of, without the branches that are not taken."""
    seen: set[Node] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(_taken(graph, node, value))
    return sorted(seen)


def _taken(
    graph: ExpressionGraph, node: Node, value: Mapping[Node, float]
) -> tuple[Node, ...]:
    """Return the children of a node that it looks at."""
    name, children = graph.operators[node], graph.children(node)
    if name == "if":
        condition, if_true, if_false = children
        return condition, if_true if value[condition] else if_false
    if name in ("and", "or") and bool(value[children[0]]) == (name == "or"):
        return children[:1]
    return children
