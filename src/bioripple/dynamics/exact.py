"""Rates and derivatives of a system at one state, exact to the last bits of a double.

The integrator's own Jacobian may be rough: it only steers. The one that links are read
from may not, so it is evaluated by `wide`, once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bioripple.arrays import Flags, Floats
from bioripple.dynamics.assigned import AssignedFormulas
from bioripple.dynamics.compiled import CompiledSystem
from bioripple.symbolic.codegen import Entries, entries_of
from bioripple.symbolic.exact_function import ExactFunction
from bioripple.symbolic.graph import Node

Draw = tuple[int, float]  # its number, and 1 or -1 for the opposite errors


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

    value: Floats
    rate: Floats
    jacobian: Floats
    slopes: Floats


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
        self._compiled = compiled
        self._formulas = formulas = AssignedFormulas(compiled, assigned)
        states = compiled.system.states
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
        self._first = self._parts(first, states)
        self._second = self._parts((formulas.rates, self._rows.nodes), formulas.known)

    def _parts(
        self, groups: Sequence[Sequence[Node]], arguments: Sequence[str]
    ) -> "_Parts":
        graph = self._compiled.system.graph
        equations = (*self._compiled.rate_formulas, *self._formulas.values)
        nodes = [node for group in groups for node in group]
        function = ExactFunction(graph, nodes, arguments, equations=equations)
        return _Parts(function, groups)

    def at(self, t: float, x: Floats) -> Derivatives:
        """Return the derivatives at a time and state.

        Parameters
        ----------
        t
            Time [model time units].
        x
            The states, shape (n,).

        Returns
        -------
        Derivatives
            Of the states, then of the assigned quantities; NaN where there is none.
        """
        m, n = self._shape
        speeds, values, entries, slope_entries = self._first(t, x)
        among_states = _matrix(self._jacobian, entries, (n, n))
        slopes = _matrix(self._slopes, slope_entries, (m, n))
        rates, row_entries = self._second(t, np.concatenate([x, speeds]))
        rows = _matrix(self._rows, row_entries, (m, n))
        return Derivatives(
            value=np.concatenate([x, values]),
            rate=np.concatenate([speeds, rates]),
            jacobian=np.concatenate([among_states, rows]),
            slopes=np.concatenate([np.zeros((n, n)), slopes]),
        )

    def drawn(self, wanted: Flags) -> Callable[[float, Floats, Draw], Floats]:
        """Return some entries of the Jacobian as a function of errors of the constants.

        Parameters
        ----------
        wanted
            Which entries, of all that `jacobian` has.

        Returns
        -------
        callable
            `function(t, x, draw)`: the Jacobian for a draw of errors, its number and a
            sign, as for `WideFunction.nudged`; 0 where it is not wanted.
        """
        m, n = self._shape
        among, rows = (
            entries.among(part)
            for entries, part in (
                (self._jacobian, wanted[:n]),
                (self._rows, wanted[n:]),
            )
        )
        # only the rows of assigned quantities hang on the rates
        rates = self._compiled.rate_formulas if rows.nodes else ()
        states = self._compiled.system.states
        first = self._parts((rates, among.nodes), states)
        second = self._parts((rows.nodes,), self._formulas.known)

        def function(t: float, x: Floats, draw: Draw) -> Floats:
            speeds, entries = first(t, x, draw)
            (row_entries,) = second(t, np.concatenate([x, speeds]), draw)
            return np.concatenate(
                [_matrix(among, entries, (n, n)), _matrix(rows, row_entries, (m, n))]
            )

        return function


class _Parts:
    """An exact function whose values come in groups."""

    def __init__(
        self, function: ExactFunction, groups: Sequence[Sequence[object]]
    ) -> None:
        self._function = function
        self._ends = np.cumsum([len(group) for group in groups])[:-1]

    def __call__(self, t: float, x: Floats, draw: Draw | None = None) -> list[Floats]:
        arguments = x.tolist()
        if draw is None:
            values = self._function(t, arguments)
        else:
            values = self._function.nudged(t, arguments, *draw)
        return np.split(np.array(values, dtype=np.float64), self._ends)


def _matrix(places: Entries, entries: Floats, shape: tuple[int, int]) -> Floats:
    matrix = np.zeros(shape)
    matrix[places.rows, places.columns] = entries
    return matrix
