"""Evaluate expressions to the last bits of a double, as fast as they allow."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from bioripple.arrays import Floats
from bioripple.symbolic.graph import ExpressionGraph, Node
from bioripple.symbolic.machine import machine
from bioripple.symbolic.quad import QuadFunction
from bioripple.symbolic.quad_machine import quad_machine
from bioripple.symbolic.wide import NUDGE, WideFunction, draw_errors


class ExactFunction:
    """A `WideFunction` that is asked only where quads are not sure.

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
        self._graph, self._outputs = graph, outputs
        self._arguments, self._equations = arguments, equations
        self._quad = QuadFunction(graph, outputs, arguments, equations=equations)

    def __call__(self, t: float, x: Sequence[float]) -> list[float]:
        """Return what `WideFunction` returns for the same, to the last bit."""
        found = self._quad(t, x)
        if found is None:
            return self._wide(t, x)
        values, sure = found
        unsure = np.flatnonzero(~sure)
        if len(unsure):
            rest = self._wide_of([self._outputs[k] for k in unsure.tolist()])
            values[unsure] = rest(t, x)
        result: list[float] = values.tolist()
        return result

    def nudged(
        self, t: float, x: Sequence[float], draw: int, sign: float
    ) -> list[float]:
        """Return what `WideFunction.nudged` returns."""

        def errors(n: int) -> Floats:
            return sign * NUDGE * draw_errors(n, draw)

        found = self._quad.nudged(t, x, errors)
        if found is None or not found[1].all():
            return self._wide.nudged(t, x, draw, sign)
        result: list[float] = found[0].tolist()
        return result

    @cached_property
    def _wide(self) -> WideFunction:
        return self._wide_of(self._outputs)

    def _wide_of(self, outputs: Sequence[Node]) -> WideFunction:
        return WideFunction(
            self._graph, outputs, self._arguments, equations=self._equations
        )


def warm_up() -> None:
    """Make the machine code now that functions and exact values are computed by.

    A process that forks others spares each of them some 60 ms.
    """
    machine()
    quad_machine()
