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
    rows: list[tuple[int, int, int, int, int]] = []
    nodes: list[Node] = []
    operators, leaves = graph.operators, graph.arguments
    add = NUMBERS["add"]
    for node in graph.reachable(outputs):
        name = operators[node]
        if name == "symbol":
            place[node] = position[leaves[node][0]]
            continue
        if name == "time":
            place[node] = TIME
            continue
        here = place[node] = len(registers)
        nodes.append(node)
        if name == "const":
            registers.append(leaves[node][0])
            continue
        registers.append(math.nan)
        operands = [place[child] for child in leaves[node]]
        first, second = operands[0], operands[-1]
        if name == "add":
            for other in operands[1:]:
                rows.append((add, here, first, other, first))
                first = here
        elif name not in NUMBERS:
            return None
        elif len(operands) == 3:
            rows.append((NUMBERS[name], here, first, operands[1], second))
        else:
            rows.append((NUMBERS[name], here, first, second, first))
    return Tape(
        np.array(rows, dtype=np.int32).reshape(-1, WIDTH),
        np.array(registers),
        np.array([place[output] for output in outputs], dtype=np.int32),
        len(arguments),
        tuple(nodes),
    )
