"""Boolean models: each node is on or off, and a function says which it turns to."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]
# A function, operands before operators: places of nodes, and these.
Function = tuple[int, ...]
NOT, AND, OR, XOR, IFF, IMPLIES, FALSE, TRUE = range(-1, -9, -1)

OFF = np.uint64(0)
ON = ~OFF


@dataclass(frozen=True)
class BooleanModel:
    """Nodes that are on or off.

    Attributes
    ----------
    nodes
        Ids of the n nodes.
    labels
        What people call each.
    functions
        What each turns to. Empty for a free input, which stays as it is.
    """

    nodes: tuple[str, ...]
    labels: tuple[str, ...]
    functions: tuple[Function, ...]

    @property
    def moving(self) -> tuple[int, ...]:
        """Places of the nodes that may change: all but free inputs."""
        return tuple(k for k, it in enumerate(self.functions) if it and it != (k,))


def value(function: Function, state: Bits) -> Bits | np.uint64:
    """Return what a function gives, for 64 states at a time.

    Parameters
    ----------
    function
        Not empty.
    state : ndarray of uint64, shape (n, ...)
        Each bit is a state of its own.

    Returns
    -------
    ndarray of uint64, shape (...)
        It may be a view of `state`; a single word where the function is constant.
    """
    stack: list[Bits | np.uint64] = []
    for step in function:
        if step >= 0:
            stack.append(state[step])
        elif step in (FALSE, TRUE):
            stack.append(ON if step == TRUE else OFF)
        elif step == NOT:
            stack.append(~stack.pop())
        else:
            second = stack.pop()
            stack.append(_joined(step, stack.pop(), second))
    (found,) = stack
    return found


def _joined(
    operator: int, first: Bits | np.uint64, second: Bits | np.uint64
) -> Bits | np.uint64:
    if operator == AND:
        return first & second
    if operator == OR:
        return first | second
    if operator == XOR:
        return first ^ second
    if operator == IFF:
        return ~(first ^ second)
    return ~first | second


def boolean_model(
    nodes: Sequence[str],
    functions: Sequence[Function],
    *,
    labels: Sequence[str] | None = None,
) -> BooleanModel:
    """Make a model of its functions; labels are by default the ids.

    Raises
    ------
    ValueError
        If there is not one function for each node, or ids are repeated.
    """
    if len(set(nodes)) != len(nodes) or len(functions) != len(nodes):
        raise ValueError("nodes: expected each id once, and a function for each")
    called = nodes if labels is None else labels
    return BooleanModel(tuple(nodes), tuple(called), tuple(functions))
