"""Right-hand sides of simulators, and Jacobians from differences of them."""

from dataclasses import dataclass

import numpy as np

from bioripple.arrays import Floats
from bioripple.validation.crosscheck.peers import Peer
from bioripple.validation.differences import differences, sizes

# Steps along the flow, as shares of the time in which the fastest state changes by its
# own size; for the rates of quantities under assignment rules.
SHARES = (1e-3, 1e-2, 1e-1, 1e0, 1e1, 1e2, 1e3)


@dataclass(frozen=True)
class Shape:
    """What is differentiated.

    Attributes
    ----------
    states
        Ids of what is integrated, at whose values `x` the rates are wanted.
    columns
        Those states that are moved: positions in `states`.
    assigned
        Ids of species under assignment rules, whose rates follow those of the states.
    everything
        Whether a moved state may change what the others mean (compartments that change
        size), so that all have to be set again.
    """

    states: tuple[str, ...]
    columns: tuple[int, ...]
    assigned: tuple[str, ...]
    everything: bool


class Flow:
    """Rates of change of states and assigned quantities of a loaded model."""

    def __init__(self, peer: Peer, shape: Shape, x: Floats, t: float) -> None:
        self.peer, self.shape, self.t = peer, shape, t
        self._x = x
        self._placed: dict[str, float] = {}
        self._steps = np.zeros(len(shape.assigned))
        if shape.assigned:
            self._steps = self._find_steps()

    def rates(self, x: Floats) -> Floats:
        """Return the rates of the states, then of the assigned quantities."""
        of_states = self._of_states(x)
        of_assigned = np.zeros(len(self.shape.assigned))
        for step in set(self._steps.tolist()):
            chosen = self._steps == step
            of_assigned[chosen] = self._along(x, of_states, step)[chosen]
        return np.concatenate([of_states, of_assigned])

    def jacobian(self) -> tuple[Floats, Floats]:
        """Return the derivatives of all rates by the columns, and their errors."""
        columns = list(self.shape.columns)

        def function(moved: list[float]) -> list[float]:
            x = self._x.copy()
            x[columns] = moved
            rates: list[float] = self.rates(x).tolist()
            return rates

        n_rows = len(self.shape.states) + len(self.shape.assigned)
        return differences(function, self._x[columns], n_rows)

    def _place(self, t: float, x: Floats) -> None:
        new = dict(zip(self.shape.states, x.tolist(), strict=True))
        if not self.shape.everything:
            new = {k: v for k, v in new.items() if self._placed.get(k) != v}
        self.peer.place(t, new)
        self._placed |= new

    def _of_states(self, x: Floats) -> Floats:
        self._place(self.t, x)
        return np.array(self.peer.rates(self.shape.states))

    def _along(self, x: Floats, speed: Floats, step: float) -> Floats:
        """Return the slopes of the assigned quantities along the flow."""
        found = []
        for factor in (-2.0, -1.0, 1.0, 2.0):
            self._place(self.t + factor * step, x + factor * step * speed)
            found.append(np.array(self.peer.values(self.shape.assigned)))
        with np.errstate(invalid="ignore", over="ignore"):  # across poles
            slope: Floats = found[0] - 8.0 * found[1] + 8.0 * found[2] - found[3]
        return slope / (12.0 * step)

    def _find_steps(self) -> Floats:
        """Return the step for each assigned quantity whose neighbours agree best."""
        speed = self._of_states(self._x)
        fastest = float((np.abs(speed) / sizes(self._x)).max(initial=0.0))
        unit = min(1.0 / fastest if fastest > 0.0 else np.inf, 0.1 * self.t)
        steps = unit * np.array(SHARES)
        ladder = np.array([self._along(self._x, speed, step) for step in steps])
        with np.errstate(invalid="ignore", over="ignore"):
            gaps = np.abs(np.diff(ladder, axis=0))
        gaps[np.isnan(gaps)] = np.inf
        best: Floats = steps[gaps.argmin(axis=0)]
        return best
