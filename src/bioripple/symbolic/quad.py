"""Expressions in doubles and in numbers of 113 bits, to see what doubles round off.

Where both agree, the quad tells the value to the last bit of a double in a thousandth
of the time that `wide` takes. It says so only where it is sure, and leaves the rest.
"""

from collections.abc import Callable, Collection, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bioripple.arrays import Floats
from bioripple.symbolic.arithmetic import SMALLEST_NORMAL
from bioripple.symbolic.graph import ExpressionGraph, Node
from bioripple.symbolic.machine import TapeFunction, machine
from bioripple.symbolic.quad_machine import QuadTape, quad_machine
from bioripple.symbolic.tape import NUMBERS, Tape, write_tape
from bioripple.symbolic.wide_agreement import AGREE, is_inexact

# Share of a double's last bit by which a quad has to differ from all doubles, if it is
# none, for the bits that count to be known. Two runs that agree in 30 bits have lost
# 23, so that of the quad's 60 bits beyond a double some 35 are right.
CLEAR = 2.0**-22


class QuadFunction:
    """Expressions as a function of time and a vector, where quads are sure of them.

    Parameters
    ----------
    graph, outputs, arguments, equations
        As for `WideFunction`.
    """

    def __init__(
        self,
        graph: ExpressionGraph,
        outputs: Sequence[Node],
        arguments: Sequence[str],
        *,
        equations: Sequence[Node] = (),
    ) -> None:
        runs, quad = machine(), quad_machine()
        self._tape: Tape | None = None
        if not outputs or runs is None or quad is None:
            return
        self._tape = write_tape(graph, outputs, arguments)
        if self._tape is not None:
            self._doubles = TapeFunction(self._tape, runs)
            self._quads = QuadTape(self._tape, quad)
            self._sums = _Sums(self._tape, set(graph.reachable(equations)))
            self._is_number = [graph.operators[n] == "const" for n in self._tape.nodes]

    def __call__(
        self, t: float, x: Sequence[float]
    ) -> tuple[Floats, NDArray[np.bool_]] | None:
        """Return the m values, and whether each is sure to be what `wide` says.

        Parameters
        ----------
        t
            Time [model time units].
        x
            The n arguments.

        Returns
        -------
        tuple or None
            None where there are no quads, or they have left their range.
        """
        if self._tape is None or not self._doubles.run(t, x):
            return None
        return self._compared(t, x)

    def nudged(
        self, t: float, x: Sequence[float], errors: Callable[[int], Floats]
    ) -> tuple[Floats, NDArray[np.bool_]] | None:
        """Return the same for constants that are off, and with no sum that is 0.

        Parameters
        ----------
        t, x
            As for a call.
        errors
            Called with the number of constants that are no short binary fractions;
            returns their relative errors.
        """
        if self._tape is None:
            return None
        exact = self._doubles.registers
        places = self._inexact
        numbers = exact[places]
        try:
            exact[places] = numbers * (1.0 + errors(len(places)))
            self._quads.set(places, exact[places])
            if not self._doubles.run(t, x):
                return None
            return self._compared(t, x, nudged=True)
        finally:
            exact[places] = numbers
            self._quads.set(places, numbers)

    @property
    def inexact(self) -> list[Node]:
        """The constants that doubles round, in the order of their errors."""
        assert self._tape is not None
        first = 1 + self._tape.n_arguments
        return [self._tape.nodes[k - first] for k in self._inexact.tolist()]

    @cached_property
    def _inexact(self) -> NDArray[np.intp]:
        """Their registers."""
        assert self._tape is not None
        places = 1 + self._tape.n_arguments + np.flatnonzero(self._is_number)
        numbers = self._tape.registers[places].tolist()
        return places[[is_inexact(number) for number in numbers]]

    def _compared(
        self, t: float, x: Sequence[float], *, nudged: bool = False
    ) -> tuple[Floats, NDArray[np.bool_]] | None:
        """Return what quads make of it, and where doubles have made the same."""
        assert self._tape is not None
        # a sum that doubles have found to be 0 is 0, as for `WideFunction`
        zeros = self._sums.vanished(self._doubles.registers != 0.0)
        zeros &= self._sums.in_equations & (not nudged)
        if not self._quads.run(t, x, zeros[self._tape.rows[:, 1]]):
            return None
        rough, (value, rest) = self._doubles.results, self._quads.results
        zero = (rough == 0.0) & (value == 0.0) & (rest == 0.0)
        with np.errstate(over="ignore"):  # of opposite signs, and as large as can be
            near = np.abs(rough - value) <= np.abs(rough) * 2.0**-AGREE
        near &= np.minimum(np.abs(rough), np.abs(value)) > SMALLEST_NORMAL
        sure = zero | (near & _is_clear(np.abs(value), rest))
        gone = self._sums.vanished(self._quads.is_not_zero) & ~zeros
        if gone.any() and not nudged:
            sure &= ~_reached(self._tape, gone)[self._tape.outputs]
        # mpmath makes doubles by leaving out what is beyond
        beyond = np.sign(rest) * np.sign(value) < 0.0
        inward = np.where(beyond, np.nextafter(value, 0.0), value)
        return np.where(zero, 0.0, inward), sure


class _Sums:
    """The sums on a tape.

    Attributes
    ----------
    in_equations : ndarray of bool, shape (number of registers,)
        Whether a register has a sum of the equations.
    """

    def __init__(self, tape: Tape, equations: Collection[Node]) -> None:
        rows = tape.rows[tape.rows[:, 0] == NUMBERS["add"]]
        first = rows[rows[:, 1] != rows[:, 2]]  # the others go on with a sum
        self._total = np.concatenate([rows[:, 1], first[:, 1]])
        self._term = np.concatenate([rows[:, 3], first[:, 2]])
        self.in_equations = np.zeros(len(tape.registers), dtype=np.bool_)
        start = 1 + tape.n_arguments
        self.in_equations[start:] = [node in equations for node in tape.nodes]

    def vanished(self, is_not_zero: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which registers have a sum that is 0 and of which a term is not."""
        found = np.zeros(is_not_zero.shape, dtype=np.bool_)
        found[self._total[is_not_zero[self._term]]] = True
        return found & ~is_not_zero


def _reached(tape: Tape, start: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which registers hang on some of them, these included."""
    reached = start.tolist()
    for _, result, *operands in tape.rows.tolist():
        reached[result] = reached[result] or any(reached[k] for k in operands)
    return np.array(reached, dtype=np.bool_)


def _is_clear(value: Floats, rest: Floats) -> NDArray[np.bool_]:
    """Say whether numbers are doubles, or far from any."""
    return np.asarray((rest == 0.0) | (np.abs(rest) > CLEAR * np.spacing(value)))
