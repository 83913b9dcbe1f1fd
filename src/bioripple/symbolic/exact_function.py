"""Evaluate expressions to the last bits of a double, as fast as they allow."""

from collections.abc import Callable, Sequence

import numpy as np

from bioripple.arrays import Flags, Floats
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
        self._last: tuple[tuple[int, ...], WideFunction] | None = None
        self._quad = QuadFunction(graph, outputs, arguments, equations=equations)

    def __call__(self, t: float, x: Sequence[float]) -> list[float]:
        """Return what `WideFunction` returns for the same, to the last bit."""
        found = self._quad(t, x)
        if found is None:
            return self._wide_of(self._everything)(t, x)
        return self._completed(*found, lambda wide: wide(t, x))

    def nudged(
        self, t: float, x: Sequence[float], draw: int, sign: float
    ) -> list[float]:
        """Return what `WideFunction.nudged` returns."""

        def errors(n: int) -> Floats:
            return sign * NUDGE * draw_errors(n, draw)

        found = self._quad.nudged(t, x, errors)
        if found is None:
            return self._wide_of(self._everything).nudged(t, x, draw, sign)

        def moved(wide: WideFunction) -> list[float]:
            constants = self._quad.inexact
            drawn = errors(len(constants)).tolist()
            error = dict(zip(constants, drawn, strict=True))
            return wide.moved(t, x, [error[node] for node in wide.inexact])

        return self._completed(*found, moved)

    def _completed(
        self,
        values: Floats,
        sure: Flags,
        ask: Callable[[WideFunction], list[float]],
    ) -> list[float]:
        """Return what quads say, and wide arithmetic where they are unsure."""
        unsure = tuple(np.flatnonzero(~sure).tolist())
        if unsure:
            values[[*unsure]] = ask(self._wide_of(unsure))
        result: list[float] = values.tolist()
        return result

    @property
    def _everything(self) -> tuple[int, ...]:
        return tuple(range(len(self._outputs)))

    def _wide_of(self, places: tuple[int, ...]) -> WideFunction:
        """Return the wide function of some outputs, as at last if they are the same."""
        if self._last is None or self._last[0] != places:
            outputs = [self._outputs[place] for place in places]
            wide = WideFunction(
                self._graph, outputs, self._arguments, equations=self._equations
            )
            self._last = places, wide
        return self._last[1]


def warm_up() -> None:
    """Make the machine code now that functions and exact values are computed by.

    A process that forks others spares each of them some 50 ms.
    """
    machine()
    quad_machine()
