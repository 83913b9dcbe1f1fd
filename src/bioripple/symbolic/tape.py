"""Write expressions as a tape: one row of small numbers for each operation.

A row says what to do, where to put the result, and where up to three operands are, all
as numbers of registers. The order of operations is that of the Python text of
`symbolic.codegen`, term by term, so that both give the same bits.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bioripple.arrays import Floats
from bioripple.symbolic.graph import ExpressionGraph, Node

# The number of an operation on the tape is its place here.
OPERATIONS = (
    *("add", "mul", "div", "pow", "min", "max", "lt", "le", "eq", "and", "or", "if"),
    *("neg", "not", "abs", "floor", "ceil", "sqrt", "exp", "ln", "sin", "cos", "tan"),
    *("asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh"),
)
NUMBERS = {name: number for number, name in enumerate(OPERATIONS)}
WIDTH = 5  # of a row: operation, result, three operands
TIME = 0  # the register of the time; those of the arguments follow


@dataclass(frozen=True)
class Tape:
    """What to compute, with which registers.

    Attributes
    ----------
    rows : ndarray of int32, shape (number of operations, 5)
        The operations, in their order.
    registers : ndarray, shape (number of registers,)
        What they hold at first: time, n arguments, numbers, and place for results.
    outputs : ndarray of int32, shape (m,)
        The registers in which the results are at last.
    n_arguments
        n.
    nodes
        What the registers after those of the arguments are for.
    """

    rows: NDArray[np.int32]
    registers: Floats
    outputs: NDArray[np.int32]
    n_arguments: int
    nodes: tuple[Node, ...] = ()


def write_tape(
    graph: ExpressionGraph, outputs: Sequence[Node], arguments: Sequence[str]
) -> Tape | None:
    """Write expressions as a tape.

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
    Tape or None
        None where there is an operation that a tape has not: Python's own gamma
        function, which no other program has to the last bit.

    Raises
    ------
    KeyError
        If the outputs hold a symbol that is not among the arguments.
    """
    position = {name: 1 + index for index, name in enumerate(arguments)}
    registers = [math.nan] * (1 + len(arguments))
    place: dict[Node, int] = {}
    rows: list[int] = []  # one after the other
    nodes: list[Node] = []
    operators, leaves, numbers = graph.operators, graph.arguments, NUMBERS
    for node in graph.reachable(outputs):
        name, parts = operators[node], leaves[node]
        if name == "symbol":
            place[node] = position[parts[0]]
            continue
        if name == "time":
            place[node] = TIME
            continue
        here = place[node] = len(registers)
        nodes.append(node)
        if name == "const":
            registers.append(parts[0])
            continue
        registers.append(math.nan)
        number, first = numbers.get(name), place[parts[0]]
        if number is None:
            return None
        if name == "add":
            for part in parts[1:]:
                rows += (number, here, first, place[part], first)
                first = here
        elif name == "if":
            rows += (number, here, first, place[parts[1]], place[parts[2]])
        else:
            rows += (number, here, first, place[parts[-1]], first)
    return Tape(
        np.array(rows, dtype=np.int32).reshape(-1, WIDTH),
        np.array(registers),
        np.array([place[output] for output in outputs], dtype=np.int32),
        len(arguments),
        tuple(nodes),
    )
