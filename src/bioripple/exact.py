"""Rates and derivatives of a system at one state, exact to the last bits of a double.

The integrator's own Jacobian may be rough: it only steers. The one that links are read
from may not, so it is evaluated by `wide`, once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bioripple.assigned import AssignedFormulas
from bioripple.compiled import Entries, entries_of
from bioripple.compiled_system import CompiledSystem
from bioripple.wide import WideFunction

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Derivatives:
    """What m quantities of a system do at one state of its n states.

    Attributes
    ----------
    value, rate : ndarray, shape (m,)
        The quantities and their rates of change.
    jacobian : ndarray, shape (m, n)
        `jacobian[i, j]` = derivative of rate i with respect to state j.
    slopes : ndarray, shape (m, n)
        `slopes[i, j]` = ∂g_i/∂x_j where quantity i is given by a formula g_i, else 0.
    """

    value: Array
    rate: Array
    jacobian: Array
    slopes: Array


class ExactDerivatives:
    """The states of a system and some assigned quantities, differentiated.

    Parameters
    ----------
    compiled
        The system.
    assigned
        Ids of quantities y = g(t, x) under assignment rules, which follow the states.

    Raises
    ------
    Refused
        If a rule has no derivative.
    """

    def __init__(self, compiled: CompiledSystem, assigned: Sequence[str]) -> None:
        graph, states = compiled.system.graph, compiled.system.states
        formulas = AssignedFormulas(compiled, assigned)
        self._shape = (len(assigned), len(states))
        self._jacobian = entries_of(compiled.gradients, states)
        self._slopes = entries_of(formulas.slopes, states)
        self._rows = entries_of(formulas.jacobian, states)
        first = (
            compiled.rate_formulas,
            formulas.values,
            self._jacobian.nodes,
            self._slopes.nodes,
        )
        second = (formulas.rates, self._rows.nodes)
        equations = (*compiled.rate_formulas, *formulas.values)
        self._first, self._second = (
            _Parts(
                WideFunction(graph, _joined(groups), names, equations=equations),
                groups,
            )
            for groups, names in ((first, states), (second, formulas.known))
        )

    def at(
        self, t: float, x: Array, *, draw: int | None = None, sign: float = 1.0
    ) -> Derivatives:
        """Return the derivatives at a time and state.

        Parameters
        ----------
        t
            Time [model time units].
        x
            The states, shape (n,).
        draw, sign
            A draw of errors of the constants, as for `WideFunction.nudged`; none by
            default.

        Returns
        -------
        Derivatives
            Of the states, then of the assigned quantities; NaN where there is none.
        """
        m, n = self._shape
        speeds, values, entries, slope_entries = self._first(t, x, draw, sign)
        among_states = _matrix(self._jacobian, entries, (n, n))
        slopes = _matrix(self._slopes, slope_entries, (m, n))
        known = np.concatenate([x, speeds])
        rates, row_entries = self._second(t, known, draw, sign)
        rows = _matrix(self._rows, row_entries, (m, n))
        return Derivatives(
            value=np.concatenate([x, values]),
            rate=np.concatenate([speeds, rates]),
            jacobian=np.concatenate([among_states, rows]),
            slopes=np.concatenate([np.zeros((n, n)), slopes]),
        )


class _Parts:
    """A wide function whose values come in groups."""

    def __init__(
        self, function: WideFunction, groups: Sequence[Sequence[object]]
    ) -> None:
        self._function = function
        self._ends = np.cumsum([len(group) for group in groups])[:-1]

    def __call__(
        self, t: float, x: Array, draw: int | None, sign: float
    ) -> list[Array]:
        arguments = x.tolist()
        if draw is None:
            values = self._function(t, arguments)
        else:
            values = self._function.nudged(t, arguments, draw, sign)
        return np.split(np.array(values, dtype=np.float64), self._ends)


def _joined(groups: Sequence[Sequence[int]]) -> list[int]:
    return [node for group in groups for node in group]


def _matrix(places: Entries, entries: Array, shape: tuple[int, int]) -> Array:
    matrix = np.zeros(shape)
    matrix[places.rows, places.columns] = entries
    return matrix
