"""Newton's method for states at rest, within what a system conserves."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bioripple.arrays import Flags, Floats
from bioripple.dynamics.compiled import CompiledSystem
from bioripple.dynamics.sums import conserved_sums, gross_rates
from bioripple.network.within import within_sums
from bioripple.symbolic.codegen import compile_function
from bioripple.symbolic.derivatives import Gradient

# |f_i| as a share of the traffic in it, below which state i is at rest.
AT_REST = 1e-9
STEPS = 60
HALVINGS = 10
# Of the way to zero that a step may go; and share of its size below which an amount is
# zero, so that it stops nothing any more.
CLOSE, EMPTY = 0.99, 1e-12


class RestingStates:
    """Looks for states at rest of a system in which time plays no part.

    Parameters
    ----------
    compiled
        The system, of n states.
    size : ndarray, shape (n,)
        How large the states are.

    Attributes
    ----------
    n_sums
        How many sums of states are conserved.
    counts : ndarray of bool, shape (n,)
        States that have to come to rest. The others are read by none, themselves
        included, and part of no sum: where what moves them rests, they grow, or stay
        where they have got to.
    """

    def __init__(self, compiled: CompiledSystem, size: Floats) -> None:
        system = compiled.system
        self._compiled = compiled
        sums = conserved_sums(system)
        self.n_sums = len(sums)
        shared = (sums != 0.0).any(axis=0)
        self.counts: Flags = _read_by_any(compiled.gradients, system.states) | shared
        free, within = within_sums(sums, size)
        self._free = free[self.counts[free]]
        self._within = within[:, self.counts[free]]
        species = set(system.species)
        start = np.array(system.initial)
        are_species = [name in species for name in system.states]
        self._amounts = np.array(are_species, dtype=np.bool_) & (start >= 0.0)
        traffic = gross_rates(system.graph, compiled.rate_formulas)
        self._gross = compile_function(system.graph, traffic, system.states)

    def rates(self, x: Floats) -> Floats:
        """Return f, shape (n,)."""
        return np.array(self._compiled.rates(0.0, x.tolist()))

    def jacobian(self, x: Floats) -> Floats:
        """Return ∂f/∂x of the free states within the sums, square."""
        whole = self._compiled.jacobian(0.0, x.tolist())
        with np.errstate(all="ignore"):  # slopes may be infinite where there are none
            return np.asarray(whole[self._free] @ self._within)

    def traffic(self, x: Floats) -> Floats:
        """Return the size of the terms of f, shape (n,); 0 where it is no number."""
        found = np.array(self._gross(0.0, x.tolist()))
        return np.where(np.isfinite(found), found, 0.0)

    def residual(self, x: Floats, traffic: Floats) -> float:
        """Return the largest |f_i| as a share of the traffic, of states that count."""
        return float(np.max(self._shares(x, traffic), initial=0.0))

    def moves_most(self, x: Floats, traffic: Floats) -> int:
        """Return the place of the state that is farthest from rest."""
        return int(np.flatnonzero(self.counts)[np.argmax(self._shares(x, traffic))])

    def growing(self, x: Floats, traffic: Floats) -> Flags:
        """Return which of the states that do not count go on changing, shape (n,)."""
        rates = np.abs(self.rates(x))
        return ~self.counts & (rates > AT_REST * np.maximum(traffic, self.traffic(x)))

    def _shares(self, x: Floats, traffic: Floats) -> Floats:
        size = np.maximum(traffic, self.traffic(x))[self.counts]
        rates = np.abs(self.rates(x)[self.counts])
        shares = np.zeros_like(rates)
        with np.errstate(all="ignore"):
            np.divide(rates, size, out=shares, where=~(rates == 0.0))
        return np.where(np.isnan(shares), np.inf, shares)

    def newton(self, start: Floats, size: Floats, traffic: Floats) -> Floats | None:
        """Return a state at rest that has the sums of another; None if it is not found.

        Parameters
        ----------
        start : ndarray, shape (n,)
            Where to begin; the sums are its sums.
        size, traffic : ndarray, shape (n,)
            How large states and the terms of rates have been elsewhere.
        """
        x = start.copy()
        with np.errstate(all="ignore"):
            for _ in range(STEPS):
                shares = self._shares(x, traffic)
                if not np.isfinite(shares).all():
                    return None
                if shares.max(initial=0.0) <= AT_REST:
                    return self._polished(x, size, traffic)
                moved = self._step(x, size, traffic)
                if moved is None:
                    return None
                x = moved
        return None

    def _polished(self, x: Floats, size: Floats, traffic: Floats) -> Floats | None:
        """Return a state at rest, as close to rest as doubles tell."""
        for _ in range(2):
            direction = self._direction(x)
            if direction is None:
                break
            moved = self._not_negative(x + direction, size)
            better = self.residual(moved, traffic) <= self.residual(x, traffic)
            if not (np.isfinite(moved).all() and better):
                break
            x = moved
        bad = self._amounts & self.counts & (x < 0.0)
        return None if bad.any() else x

    def _step(self, x: Floats, size: Floats, traffic: Floats) -> Floats | None:
        direction = self._direction(x)
        if direction is None:
            return None
        falls = self._amounts & (direction < 0.0) & (x > EMPTY * size)
        room = np.min(CLOSE * x[falls] / -direction[falls], initial=np.inf)
        length = min(1.0, float(room))
        before = np.linalg.norm(self._shares(x, traffic))
        for _ in range(HALVINGS):
            moved = self._not_negative(x + length * direction, size)
            after = np.linalg.norm(self._shares(moved, traffic))
            if np.isfinite(after) and after < (1.0 - 1e-3 * length) * before:
                return moved
            length /= 2.0
        return None

    def _direction(self, x: Floats) -> Floats | None:
        """Return the whole step of Newton; None if it is not defined."""
        matrix = self.jacobian(x)
        right = -self.rates(x)[self._free]
        if not (np.isfinite(matrix).all() and np.isfinite(right).all()):
            return None
        rows = np.abs(matrix).max(axis=1, initial=0.0)
        rows[rows == 0.0] = 1.0
        scaled = matrix / rows[:, None]
        columns = np.abs(scaled).max(axis=0, initial=0.0)
        columns[columns == 0.0] = 1.0
        try:
            step = np.linalg.solve(scaled / columns, right / rows) / columns
        except np.linalg.LinAlgError:
            return None
        return np.asarray(self._within @ step) if np.isfinite(step).all() else None

    def _not_negative(self, x: Floats, size: Floats) -> Floats:
        """Return a state without amounts that are negative but for round-off."""
        slight = self._amounts & (x < 0.0) & (x > -CLOSE * 1e-9 * size)
        return np.where(slight, 0.0, x)

    def elsewhere(self, x: Floats, size: Floats, rng: np.random.Generator) -> Floats:
        """Return a state drawn at random among those with the same sums.

        Parameters
        ----------
        x : ndarray, shape (n,)
            A state that has them.
        size : ndarray, shape (n,)
            The most of a state that no sum bounds.
        rng
            What draws.
        """
        low = np.where(self._amounts, np.minimum(0.0, x), -size)
        high = np.maximum(size, x)
        where = x.copy()
        for _ in range(2 * len(self._free) + 10):
            direction = self._within @ (
                rng.standard_normal(len(self._free)) * size[self._free]
            )
            start, stop = _room(where, direction, low, high)
            where = where + (start + rng.random() * (stop - start)) * direction
        return np.where(self._amounts, np.maximum(where, 0.0), where)


def _read_by_any(
    gradients: Sequence[Gradient], states: Sequence[str]
) -> NDArray[np.bool_]:
    """Return which states are read by a state that is read by a state, and so on."""
    place = {name: k for k, name in enumerate(states)}
    reads = [{place[name] for name in gradient} for gradient in gradients]
    kept: set[int] = set()
    left = set(range(len(states)))
    while left != kept:
        kept = left
        left = kept & set().union(*(reads[k] for k in kept))
    found = np.zeros(len(states), dtype=np.bool_)
    found[sorted(kept)] = True
    return found


def _room(
    x: Floats, direction: Floats, low: Floats, high: Floats
) -> tuple[float, float]:
    """Return how far one may go back and forth until a bound is met."""
    moves = np.abs(direction) > 1e-300
    x, direction = x[moves], direction[moves]
    one = (low[moves] - x) / direction
    other = (high[moves] - x) / direction
    start = np.max(np.minimum(one, other), initial=-np.inf)
    stop = np.min(np.maximum(one, other), initial=np.inf)
    if not (np.isfinite(start) and np.isfinite(stop)) or start > stop:
        return 0.0, 0.0
    return float(min(start, 0.0)), float(max(stop, 0.0))
