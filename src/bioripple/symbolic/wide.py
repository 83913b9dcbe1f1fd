"""Evaluate expressions where double precision is too narrow.

A gate far in its tail, e^-500, times a slope of e^500 is an everyday number, but in
double precision it is 0, infinite or NaN; and of the difference of two terms of 10^16
that differ by 1 nothing is left. Here every intermediate result has an exponent without
bounds and as many bits as the result turns out to need.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from mpmath import libmp
from numpy.typing import NDArray

from bioripple.symbolic.graph import ExpressionGraph, Node
from bioripple.symbolic.wide_agreement import (
    agree,
    double_of,
    is_inexact,
    is_same,
    limit_of,
)
from bioripple.symbolic.wide_operations import (
    DOUBLE,
    NAN,
    NEAREST,
    OPERATIONS,
    ZERO,
    Operation,
    Wide,
    in_range,
    is_finite,
)

ENOUGH = 128
# Tried in turn until two agree. The last suffices for the square of the least
# difference from 1, 10^-308, that a double can tell.
BITS = (DOUBLE, ENOUGH, 256, 2300)
# Where a formula has no value at an argument of 0, its limit from above is sought.
TINY = (-4000, -8000)  # powers of 2 that stand for 0
TURNS = (math.sqrt(2.0), math.sqrt(3.0))  # their multiples differ in all fractions
LIMIT_BITS = 1024
NUDGE = 2.0**-51  # relative error of a number that is no short binary fraction

LEAST = 5e-324  # the smallest double beyond 0


class WideFunction:
    """Expressions as a function of time and a vector, as `compile_function` has them.

    Parameters
    ----------
    graph
        Where the outputs live.
    outputs
        The expressions to compute, of length m.
    arguments
        Names of the symbols that the vector holds, in its order, of length n.
    equations
        What an integrator has evaluated in double precision. Where the terms of a sum
        in these are the same to the last bit of a double, the sum is 0, as it was then.

    Attributes
    ----------
    inexact
        The constants that doubles round.
    """

    def __init__(
        self,
        graph: ExpressionGraph,
        outputs: Sequence[Node],
        arguments: Sequence[str],
        *,
        equations: Sequence[Node] = (),
    ) -> None:
        nodes = graph.reachable(outputs)
        place = {node: index for index, node in enumerate(nodes)}
        position = {name: index for index, name in enumerate(arguments)}
        self._outputs = [place[node] for node in outputs]
        in_equations = set(graph.reachable(equations)) if outputs else set()
        self._sums: list[int] = []  # those in the equations
        self._start: list[Wide] = [ZERO] * len(nodes)
        self.inexact: list[Node] = []
        self._vanished = False  # whether a sum of the last run was 0, its terms not
        self._inexact: list[tuple[int, float]] = []  # constants that doubles round
        self._arguments: list[tuple[int, int]] = []
        self._times: list[int] = []
        self._program: list[tuple[int, Operation, tuple[int, ...]]] = []
        for index, node in enumerate(nodes):
            name = graph.operators[node]
            if name == "const":
                value = graph.arguments[node][0]
                self._start[index] = libmp.from_float(value)
                if is_inexact(value):
                    self._inexact.append((index, value))
                    self.inexact.append(node)
            elif name == "symbol":
                self._arguments.append((index, position[graph.arguments[node][0]]))
            elif name == "time":
                self._times.append(index)
            else:
                children = tuple(place[child] for child in graph.children(node))
                operation = self._add if name == "add" else OPERATIONS[name]
                if name == "add" and node in in_equations:
                    self._sums.append(index)
                self._program.append((index, operation, children))

    def __call__(self, t: float, x: Sequence[float]) -> list[float]:
        """Return the m values, right to the last bits of a double.

        Parameters
        ----------
        t
            Time [model time units].
        x
            The n arguments.

        Returns
        -------
        list of float
            Infinite or NaN where there is no value, or where the greatest precision
            tells none. Where a formula is singular at an argument of exactly 0, its
            limit from above, if it has one.
        """
        if not self._outputs:
            return []
        wide = [libmp.from_float(value) for value in x]
        time = libmp.from_float(t)
        found = self._settled(time, wide)
        lost = [index for index, value in enumerate(found) if not math.isfinite(value)]
        if lost and 0.0 in x:
            limits = self._limits(time, wide)
            for index in lost:
                if math.isfinite(limits[index]):
                    found[index] = limits[index]
        return found

    def nudged(
        self, t: float, x: Sequence[float], draw: int, sign: float
    ) -> list[float]:
        """Return the m values for constants that are off by their own round-off.

        Numbers too small for a double keep their sign.

        Parameters
        ----------
        t, x
            As for a call.
        draw
            Number of the draw of errors; see `draw_errors`.
        sign
            1, or -1 for the opposite errors.
        """
        if not self._outputs:
            return []
        errors = sign * NUDGE * draw_errors(len(self._inexact), draw)
        return self.moved(t, x, errors.tolist())

    def moved(
        self, t: float, x: Sequence[float], errors: Sequence[float]
    ) -> list[float]:
        """Return the same for relative errors of the constants in `inexact`."""
        found = self._quick(t, x, errors)
        return [double_of(value) or LEAST * libmp.mpf_sign(value) for value in found]

    def quick(self, t: float, x: Sequence[float]) -> list[float]:
        """Return the m values without a look at what cancels, and without limits."""
        return [float(libmp.to_float(value)) for value in self._quick(t, x, ())]

    def hangs_on_range(self, t: float, x: Sequence[float]) -> bool:
        """Say whether a value is another one where exponents have bounds.

        Both are computed with the digits of doubles, so that nothing but the range of
        doubles can make a difference.
        """
        wide = [libmp.from_float(value) for value in x]
        time = libmp.from_float(t)
        free = self._run(time, wide, DOUBLE)
        bound = self._run(time, wide, DOUBLE, bounded=True)
        return not all(map(is_same, free, bound))

    def is_tiny(self, t: float, x: Sequence[float]) -> bool:
        """Say whether the first value is below the normal range of doubles, and not 0.

        Then a double has lost digits of it, or all.
        """
        value = self._quick(t, x, ())[0]
        return is_finite(value) and value != ZERO and in_range(value) != value

    def _quick(
        self, t: float, x: Sequence[float], errors: Sequence[float]
    ) -> list[Wide]:
        wide = [libmp.from_float(value) for value in x]
        return self._run(libmp.from_float(t), wide, ENOUGH, errors=errors)

    def _settled(self, t: Wide, x: Sequence[Wide]) -> list[float]:
        """Return the values in which two precisions agree, or those of the highest."""
        values = self._values(t, x, DOUBLE)
        zeros = frozenset(index for index in self._sums if values[index] == ZERO)
        before = [values[index] for index in self._outputs]
        result = [math.nan] * len(before)
        waiting = list(range(len(before)))
        for bits in BITS[1:]:
            after = self._run(t, x, bits, zeros=zeros)
            last = bits == BITS[-1]
            left = []
            for index in waiting:
                value = double_of(after[index])
                sure = math.isfinite(value) and not self._vanished
                if last or (sure and agree(before[index], after[index])):
                    result[index] = value
                else:
                    left.append(index)
            waiting, before = left, after
            if not waiting:
                break
        return result

    def _limits(self, t: Wide, x: Sequence[Wide]) -> list[float]:
        """Return the limits from above at arguments of 0; NaN where there is none."""
        found = []
        for power, turn in zip(TINY, TURNS, strict=True):
            # unequal steps, other ones each time: a limit that hangs on the direction
            # is none
            near = [
                libmp.mpf_shift(libmp.from_float(1.0 + (index + 1) * turn % 1.0), power)
                if value == ZERO
                else value
                for index, value in enumerate(x)
            ]
            found.append(self._run(t, near, LIMIT_BITS))
        return [limit_of(*pair) for pair in zip(*found, strict=True)]

    def _run(
        self,
        t: Wide,
        x: Sequence[Wide],
        bits: int,
        *,
        errors: Sequence[float] = (),
        zeros: frozenset[int] = frozenset(),
        bounded: bool = False,
    ) -> list[Wide]:
        values = self._values(t, x, bits, errors=errors, zeros=zeros, bounded=bounded)
        return [values[index] for index in self._outputs]

    def _values(
        self,
        t: Wide,
        x: Sequence[Wide],
        bits: int,
        *,
        errors: Sequence[float] = (),
        zeros: frozenset[int] = frozenset(),
        bounded: bool = False,
    ) -> list[Wide]:
        self._vanished = False
        values = self._start.copy()
        for (index, number), error in zip(self._inexact, errors, strict=False):
            values[index] = libmp.from_float(number * (1.0 + error))
        for index, position in self._arguments:
            values[index] = x[position]
        for index in self._times:
            values[index] = t
        for index, operation, children in self._program:
            if index in zeros:
                continue  # as they start
            try:
                values[index] = operation(bits, *[values[child] for child in children])
            except (
                ValueError,
                OverflowError,
            ):  # mpmath's ComplexResult is a ValueError
                values[index] = NAN
            if bounded:
                values[index] = in_range(values[index])
        return values

    def _add(self, bits: int, *terms: Wide) -> Wide:
        total = terms[0]  # as exact as a double, or of so many bits
        for term in terms[1:]:
            total = libmp.mpf_add(total, term, bits, NEAREST)
        if total == ZERO and any(term != ZERO for term in terms):
            self._vanished = True  # for good, or for want of bits
        return total


@lru_cache(maxsize=16)
def draw_errors(n: int, draw: int) -> NDArray[np.float64]:
    """Return n errors of size 1/2 to 1 and either sign, the same for each draw.

    Their sizes differ so that those of two equal numbers do not cancel.
    """
    rng = np.random.default_rng(draw)
    errors: NDArray[np.float64] = rng.choice((-1.0, 1.0), n) * rng.uniform(0.5, 1.0, n)
    errors.setflags(write=False)  # all who ask get the same
    return errors
