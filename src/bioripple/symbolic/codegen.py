"""Turn expressions into fast Python functions.

Each function is a tape that machine code runs, where there is such (see `machine`), and
else Python byte code, with the same bits. That is made from Python text that holds
nothing but node numbers and float literals: no name or string of a model ever reaches
it. It comes in two variants. The fast one uses Python's own arithmetic, which raises
where IEEE arithmetic yields infinity or NaN, of which a tape tells nothing; there the
slower one answers with IEEE's result.
Where that is not finite, or wrong because numbers have left the range of doubles on the
way, arithmetic of a wider range is asked (see `symbolic.range_watch`).
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bioripple.symbolic.float_functions import FAST, IEEE, INFIX, PREFIX
from bioripple.symbolic.graph import ExpressionGraph, Node
from bioripple.symbolic.machine import Machine, TapeFunction, machine
from bioripple.symbolic.range_watch import Function, WatchedFunction
from bioripple.symbolic.tape import Tape, write_tape
from bioripple.symbolic.wide import WideFunction

MAX_DEPTH = 12  # of one generated statement; Python's compiler recurses into it


def compile_function(
    graph: ExpressionGraph, outputs: Sequence[Node], arguments: Sequence[str]
) -> WatchedFunction:
    """Compile expressions into one function of time and a vector.

    Parameters
    ----------
    graph
        Where the outputs live.
    outputs
        The expressions to compute, of length m.
    arguments
        Names of the symbols that the vector holds, in its order, of length n.

    Returns
    -------
    callable
        `function(t, x)` with `x` a list of n floats, which returns a list of m floats.
        It never raises for arithmetic: what is no finite number, whatever the range of
        what leads to it, is returned as NaN or infinity.

    Raises
    ------
    KeyError
        If the outputs hold a symbol that is not among the arguments.
    """
    suspect = _has_loose_numbers(graph, outputs)
    taped = None if suspect else _taped(graph, outputs, arguments)

    @cache
    def fast() -> Function:
        return _load(_code(graph, outputs, arguments, infix=INFIX), FAST)

    @cache
    def slow() -> Function:
        infix = INFIX | {"div": "divide({}, {})"}
        return _load(_code(graph, outputs, arguments, infix), IEEE)

    @cache
    def wide() -> WideFunction:
        return WideFunction(graph, outputs, arguments)

    if taped is None:
        fast()  # now, so that a symbol without a value is found
    return WatchedFunction(fast, slow, wide, suspect=suspect, taped=taped)


def _taped(
    graph: ExpressionGraph, outputs: Sequence[Node], arguments: Sequence[str]
) -> tuple[Tape, Machine] | None:
    """Return the tape of expressions and what runs it, if there are such."""
    runs = machine() if outputs else None
    tape = write_tape(graph, outputs, arguments) if runs else None
    return (tape, runs) if tape and runs else None


def _has_loose_numbers(graph: ExpressionGraph, outputs: Sequence[Node]) -> bool:
    """Say whether an operation is on numbers alone, so that Python may do it at once.

    What has left the range then is not noted when the function runs.
    """
    return graph.has_loose_numbers and any(
        all(graph.operators[child] == "const" for child in children)
        for children in map(graph.children, graph.reachable(outputs))
        if children
    )


@dataclass(frozen=True)
class MatrixFunction:
    """A matrix-valued function of which only some entries are not identically zero.

    Attributes
    ----------
    entries
        `entries(t, x)`: the numbers at those places.
    rows, columns
        The places.
    shape
        Of the whole matrix.
    """

    entries: WatchedFunction
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    shape: tuple[int, int]

    @cached_property
    def _places(self) -> NDArray[np.intp]:
        return self.rows * self.shape[1] + self.columns

    def on_tape(self) -> TapeFunction | None:
        """Return the function, if it is taped, with the *transposed* matrix as result.

        Integrators ask for that: `results[j, i]` = derivative of i with respect to j.
        """
        places = self.columns * self.shape[0] + self.rows
        return self.entries.on_tape(places.astype(np.int64), self.shape[::-1])

    def __call__(self, t: float, x: Sequence[float]) -> NDArray[np.float64]:
        """Return the whole matrix, a new array."""
        matrix = np.zeros(self.shape)
        matrix.reshape(-1)[self._places] = self.entries(t, x)
        return matrix


def compile_gradients(
    graph: ExpressionGraph,
    gradients: Sequence[Mapping[str, Node]],
    names: Sequence[str],
    arguments: Sequence[str],
) -> MatrixFunction:
    """Compile gradients into a function that returns a matrix.

    Parameters
    ----------
    graph
        Where the derivatives live.
    gradients
        For each row the derivatives that are not identically zero, by name.
    names
        What the columns stand for; other names of a gradient are left out.
    arguments
        As for `compile_function`.

    Returns
    -------
    MatrixFunction
        `matrix[i, j]` = derivative of row i with respect to `names[j]`.
    """
    found = entries_of(gradients, names)
    return MatrixFunction(
        entries=compile_function(graph, found.nodes, arguments),
        rows=found.rows,
        columns=found.columns,
        shape=(len(gradients), len(names)),
    )


class Entries(NamedTuple):
    """Where a matrix of expressions is not identically zero, and what it is there."""

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    nodes: list[Node]


def entries_of(
    gradients: Sequence[Mapping[str, Node]], names: Sequence[str]
) -> Entries:
    """Return the entries of gradients that are not identically zero.

    Parameters
    ----------
    gradients
        For each row the derivatives, by name.
    names
        What the columns stand for; other names of a gradient are left out.
    """
    position = {name: index for index, name in enumerate(names)}
    found = [
        (row, position[name], node)
        for row, gradient in enumerate(gradients)
        for name, node in gradient.items()
        if name in position
    ]
    rows = np.array([entry[0] for entry in found], dtype=np.intp)
    columns = np.array([entry[1] for entry in found], dtype=np.intp)
    return Entries(rows, columns, [entry[2] for entry in found])


def _code(
    graph: ExpressionGraph,
    outputs: Sequence[Node],
    arguments: Sequence[str],
    infix: Mapping[str, str],
) -> str:
    position = {name: index for index, name in enumerate(arguments)}
    nodes = graph.reachable(outputs)
    uses = Counter(child for node in nodes for child in graph.children(node))
    uses.update(outputs)
    text: dict[Node, str] = {}
    depth: dict[Node, int] = {}
    lines: list[str] = []
    for node in nodes:
        children = graph.children(node)
        text[node] = _write(
            graph, node, [text[child] for child in children], infix, position
        )
        depth[node] = 1 + max((depth[child] for child in children), default=0)
        is_name = graph.operators[node] in ("const", "time")
        if not is_name and (uses[node] > 1 or depth[node] >= MAX_DEPTH):
            lines.append(f"    v{node} = {text[node]}")
            text[node], depth[node] = f"v{node}", 0
    body = "\n".join(lines)
    results = ", ".join(text[output] for output in outputs)
    return f"def function(t, x):\n{body}\n    return [{results}]\n"


def _write(
    graph: ExpressionGraph,
    node: Node,
    children: Sequence[str],
    infix: Mapping[str, str],
    position: Mapping[str, int],
) -> str:
    name = graph.operators[node]
    if name == "const":
        return _literal(graph.arguments[node][0])
    if name == "symbol":
        return f"x[{position[graph.arguments[node][0]]}]"
    if name == "time":
        return "t"
    if name in ("add", "mul"):
        return "(" + (" + " if name == "add" else " * ").join(children) + ")"
    template = infix.get(name) or PREFIX.get(name)
    if template is not None:
        return template.format(*children)
    return f"{name}({', '.join(children)})"


def _literal(value: float) -> str:
    if math.isfinite(value):
        return f"({value!r})"
    return {"inf": "inf", "-inf": "(-inf)", "nan": "nan"}[repr(value)]


def _load(code: str, functions: Mapping[str, Any]) -> Function:
    namespace = {"__builtins__": {}, "inf": math.inf, "nan": math.nan, **functions}
    exec(compile(code, "<bioripple expressions>", "exec"), namespace)
    function: Function = namespace["function"]
    return function
