"""Differentiate rates by differences of hundreds of digits.

An independent look at single entries of a Jacobian, for those that no difference in
double precision can tell: the step is so small, and the numbers are so long, that
neither truncation nor round-off is left. Nothing here knows a rule of differentiation;
mpmath's own functions evaluate the expressions.
"""

from collections.abc import Callable, Sequence
from typing import Any

import mpmath
import numpy as np
from numpy.typing import NDArray

from bioripple.dynamics.assigned import AssignedFormulas
from bioripple.dynamics.compiled import CompiledSystem
from bioripple.symbolic.graph import ExpressionGraph, Node

DIGITS = 1500
STEP = "1e-350"  # share of the state that is moved; of 1, where the state is 0

Number = Any  # mpmath.mpf


class Oracle:
    """Rates of a system's states, then of some assigned quantities, differentiated.

    Parameters
    ----------
    compiled
        The system, of n states.
    assigned
        Ids of quantities under assignment rules, whose rates follow.
    """

    def __init__(self, compiled: CompiledSystem, assigned: Sequence[str]) -> None:
        self._graph = compiled.system.graph
        self._states = compiled.system.states
        self._formulas = AssignedFormulas(compiled, assigned)
        self._rates = compiled.rate_formulas

    def slope(self, t: float, x: NDArray[np.float64], row: int, column: int) -> float:
        """Return one derivative.

        Parameters
        ----------
        t
            Time [model time units].
        x
            The states, shape (n,).
        row, column
            Of which rate, with respect to which state.

        Returns
        -------
        float
            NaN where a rate near the state is no real number. At a state of 0 the
            derivative from above.
        """
        with mpmath.workdps(DIGITS):
            state = [mpmath.mpf(float(value)) for value in x]
            here = state[column]
            step = mpmath.mpf(STEP) * (abs(here) or 1)

            def rate(moves: int) -> Number:
                moved = [*state]
                moved[column] = here + moves * step
                return self._rate(mpmath.mpf(t), moved, row)

            try:
                if here:
                    found = (rate(1) - rate(-1)) / (2 * step)
                else:  # beyond 0 a formula may have no value, and at 0 none either
                    found = (8 * rate(2) - 5 * rate(1) - 3 * rate(3)) / (2 * step)
            except (ZeroDivisionError, ValueError, OverflowError):
                return float("nan")
            return float(found) if isinstance(found, mpmath.mpf) else float("nan")

    def _rate(self, t: Number, x: Sequence[Number], row: int) -> Number:
        n = len(self._states)
        known = dict(zip(self._states, x, strict=True))
        if row < n:
            return _evaluate(self._graph, [self._rates[row]], known, t)[0]
        speeds = _evaluate(self._graph, self._rates, known, t)
        names = self._formulas.known[n:]
        known |= dict(zip(names, speeds, strict=True))
        return _evaluate(self._graph, [self._formulas.rates[row - n]], known, t)[0]


def _evaluate(
    graph: ExpressionGraph, roots: Sequence[Node], known: dict[str, Number], t: Number
) -> list[Number]:
    found: dict[Node, Number] = {}
    for node in graph.reachable(roots):
        name, arguments = graph.operators[node], graph.arguments[node]
        if name == "const":
            found[node] = mpmath.mpf(arguments[0])
        elif name == "symbol":
            found[node] = known[arguments[0]]
        elif name == "time":
            found[node] = t
        else:
            found[node] = FUNCTIONS[name](*(found[child] for child in arguments))
    return [found[root] for root in roots]


FUNCTIONS: dict[str, Callable[..., Number]] = {
    "add": lambda *terms: mpmath.fsum(terms),
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b if b else mpmath.inf * a,
    "pow": lambda a, b: mpmath.power(a, b),
    "neg": lambda a: -a,
    "ln": mpmath.log,
    "ceil": mpmath.ceil,
    "floor": mpmath.floor,
    "abs": abs,
    "if": lambda condition, a, b: a if condition else b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "eq": lambda a, b: a == b,
    "and": lambda a, b: bool(a) and bool(b),
    "or": lambda a, b: bool(a) or bool(b),
    "not": lambda a: not a,
    "min": min,
    "max": max,
    "factorial": mpmath.factorial,
    **{
        name: getattr(mpmath, name)
        for name in (
            *("exp", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan"),
            *("sinh", "cosh", "tanh", "asinh", "acosh", "atanh"),
        )
    },
}
