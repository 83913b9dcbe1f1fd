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
from bioripple.symbolic.codegen import entries_of
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
    entries : ndarray, shape (e,)
        Derivatives of rates with respect to states that are not identically zero, at
        the `places` of `ExactDerivatives`.
    slopes : ndarray, shape (s,)
        ∂g_i/∂x_j of what is given by a formula g_i, at its `slope_places`.
    """

    value: Floats
    rate: Floats
    entries: Floats
    slopes: Floats


class ExactDerivatives:
    """The states of a system and some assigned quantities, differentiated.

    Parameters
    ----------
    compiled
        The system.
    assigned
        Ids of quantities y = g(t, x) under assignment rules, which follow the states.

    Attributes
    ----------
    places : tuple of ndarray of int, shape (e,) each
        Row, among states and assigned quantities, and column, among states, of the
        entries of the Jacobian that are not identically zero; those of states first,
        as `compiled.jacobian.entries` has them.
    n_of_states
        How many of them are rates of states.
    slope_places : tuple of ndarray of int, shape (s,) each
        The same of the slopes.

    Raises
    ------
    Refused
        If a rule has no derivative.
    """

    def __init__(self, compiled: CompiledSystem, assigned: Sequence[str]) -> None:
        self._compiled = compiled
        self._formulas = formulas = AssignedFormulas(compiled, assigned)
        states = compiled.system.states
        n = len(states)
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
        self.n_of_states = len(self._jacobian.nodes)
        self.places = (
            np.concatenate([self._jacobian.rows, n + self._rows.rows]),
            np.concatenate([self._jacobian.columns, self._rows.columns]),
        )
        self.slope_places = (n + self._slopes.rows, self._slopes.columns)

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
        speeds, values, entries, slopes = self._first(t, x)
        rates, row_entries = self._second(t, np.concatenate([x, speeds]))
        return Derivatives(
            value=np.concatenate([x, values]),
            rate=np.concatenate([speeds, rates]),
            entries=np.concatenate([entries, row_entries]),
            slopes=slopes,
        )

    def drawn(self, wanted: Flags) -> Callable[[float, Floats, Draw], Floats]:
        """Return some entries of the Jacobian as a function of errors of the constants.

        Parameters
        ----------
        wanted
            Which of the e entries, shape (e,).

        Returns
        -------
        callable
            `function(t, x, draw)`: the e entries for a draw of errors, its number and a
            sign, as for `WideFunction.nudged`; 0 where it is not wanted.
        """
        among, rows = (
            [node for node, keep in zip(entries.nodes, part, strict=True) if keep]
            for entries, part in zip(
                (self._jacobian, self._rows),
                np.split(wanted, [self.n_of_states]),
                strict=True,
            )
        )
        # only the rows of assigned quantities hang on the rates
        rates = self._compiled.rate_formulas if rows else ()
        states = self._compiled.system.states
        first = self._parts((rates, among), states)
        second = self._parts((rows,), self._formulas.known)

        def function(t: float, x: Floats, draw: Draw) -> Floats:
            speeds, entries = first(t, x, draw)
            (row_entries,) = second(t, np.concatenate([x, speeds]), draw)
            found = np.zeros(len(wanted))
            found[wanted] = np.concatenate([entries, row_entries])
            return found

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
