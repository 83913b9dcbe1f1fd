"""What integrators call: the right-hand side and its Jacobian within a stage."""

import math
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from bioripple.arrays import Floats
from bioripple.dynamics.compiled import CompiledSystem
from bioripple.dynamics.leaps import Span
from bioripple.forcing.course import inset
from bioripple.symbolic.machine import TapeFunction

Rates = Callable[[float, Floats], list[float]]
Jacobian = Callable[[float, Floats], Floats]


class Callbacks:
    """The functions of a system of n states, for one stretch of time after another.

    Parameters
    ----------
    compiled
        The system.
    """

    def __init__(self, compiled: CompiledSystem) -> None:
        self._compiled = compiled

    def plain(self, span: Span) -> tuple[Rates, Jacobian]:
        """Return the right-hand side and its Jacobian within a stretch of time.

        Returns
        -------
        tuple of two callables
            `rates(t, x)`: n numbers; `jacobian(t, x)`: an array of shape (n, n),
            `[i, j]` = ∂f_i/∂x_j; both new at each call, for x an array of shape (n,).
        """
        driven, matrix_of = self._compiled.driven, self._compiled.jacobian
        inside = _within(*self._bounds(span))

        def rates(t: float, x: Floats) -> list[float]:
            return driven(inside(t), x.tolist())

        def jacobian(t: float, x: Floats) -> Floats:
            # it only steers the corrector; infinite slopes at zero must not stop it
            matrix = matrix_of(inside(t), x.tolist())
            if not np.isfinite(matrix).all():
                matrix[~np.isfinite(matrix)] = 0.0
            return matrix

        return rates, jacobian

    def for_lsoda(
        self, span: Span
    ) -> tuple[Callable[[float, Floats], Any], Callable[[float, Floats], Any]]:
        """Return the same, with the *transposed* Jacobian, for who copies what it gets.

        LSODA calls them a million times, so that machine code answers, where there is
        such, with the same numbers; and it asks what is in the memory side by side.

        Returns
        -------
        tuple of two callables
            As of `plain`, but for `jacobian`'s `[j, i]` = ∂f_i/∂x_j. The next call, of
            these or of others for the same system, may write over what one returned.
        """
        rates, jacobian = self.plain(span)

        def transposed(t: float, x: Floats) -> Floats:
            return jacobian(t, x).T

        low, high = self._bounds(span)
        taped_rates, taped_jacobian = self._taped
        return (
            taped_rates.callback(low, high, rates) if taped_rates else rates,
            taped_jacobian.callback(low, high, transposed)
            if taped_jacobian
            else transposed,
        )

    @cached_property
    def _taped(self) -> tuple[TapeFunction | None, TapeFunction | None]:
        return self._compiled.driven.on_tape(), self._compiled.jacobian.on_tape()

    def _bounds(self, span: Span) -> tuple[float, float]:
        """Return between which times of a stretch functions may be asked."""
        if len(self._compiled.stages) == 1:
            return -math.inf, math.inf
        # strictly between two switches
        low, high = inset(np.array(span.start), np.array(span.stop))
        return float(low), float(high)


def _within(low: float, high: float) -> Callable[[float], float]:
    """Return a function that keeps a time between two."""
    if low == -math.inf and high == math.inf:
        return lambda t: t
    return lambda t: min(max(t, low), high)
