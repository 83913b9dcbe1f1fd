"""Rates and Jacobian rows of quantities that assignment rules give."""

from collections.abc import Sequence

import numpy as np

from bioripple.compiled import compile_function, compile_gradients
from bioripple.compiled_system import CompiledSystem
from bioripple.derivatives import TIME, Gradient, gradients
from bioripple.expressions import Node
from bioripple.integrate import Array
from bioripple.outcome import Refused

# The entries of a row are sums; what is left below this share of the sizes of the
# summands is round-off of a cancellation and means zero.
ROUND_OFF = 1e-13


class AssignedQuantities:
    """Quantities y = g(t, x) of a system, compiled.

    Parameters
    ----------
    compiled
        The system.
    names
        Ids of m quantities under assignment rules.

    Raises
    ------
    Refused
        If a rule has no derivative.

    Notes
    -----
    With G = ∂g/∂x, the rate of change is ẏ = G·ẋ + ∂g/∂t. Its derivative with respect
    to x is that of G·ẋ + ∂g/∂t with ẋ held fixed, plus G·∂ẋ/∂x.
    """

    def __init__(self, compiled: CompiledSystem, names: Sequence[str]) -> None:
        self._compiled = compiled
        system = compiled.system
        graph, states = system.graph, system.states
        # no id of a model can hold the first character
        self._speeds = [f"\0rate of {name}" for name in states]
        known = [*states, *self._speeds]
        rules = [system.assigned[name] for name in names]
        formulas = graph.bind(rules, system.constants)
        try:
            first = gradients(graph, formulas, [*states, TIME])
            rates = [self._rate(gradient) for gradient in first]
            second = gradients(graph, rates, states)
        except NotImplementedError as problem:
            raise Refused(f"an assignment rule has no {problem}") from None
        self._values = compile_function(graph, formulas, states)
        self._rates = compile_function(graph, rates, known)
        self._slopes = compile_gradients(graph, first, states, states)
        self._direct = compile_gradients(graph, second, states, known)

    def values(self, t: float, x: Sequence[float]) -> list[float]:
        """Return y, m numbers."""
        return self._values(t, x)

    def rates(self, t: float, x: Sequence[float]) -> list[float]:
        """Return ẏ, m numbers."""
        return self._rates(t, [*x, *self._compiled.rates(t, x)])

    def slopes(self, t: float, x: Sequence[float]) -> Array:
        """Return `slopes[i, j]` = ∂g_i/∂x_j over the n states, of shape (m, n)."""
        return self._slopes(t, x)

    def jacobian(self, t: float, x: Sequence[float]) -> Array:
        """Return `jacobian[i, j]` = ∂ẏ_i/∂x_j over the n states, of shape (m, n)."""
        direct = self._direct(t, [*x, *self._compiled.rates(t, x)])
        slopes = self.slopes(t, x)
        among_states = self._compiled.jacobian(t, x)
        rows = direct + slopes @ among_states
        sizes = np.abs(direct) + np.abs(slopes) @ np.abs(among_states)
        rows[np.abs(rows) <= ROUND_OFF * sizes] = 0.0
        return rows

    def _rate(self, gradient: Gradient) -> Node:
        graph = self._compiled.system.graph
        speeds = dict(zip(self._compiled.system.states, self._speeds, strict=True))
        return graph.add(
            [
                partial
                if name == TIME
                else graph.multiply(partial, graph.symbol(speeds[name]))
                for name, partial in gradient.items()
            ]
        )
