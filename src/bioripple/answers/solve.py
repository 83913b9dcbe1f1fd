"""Changes x that fulfil x = W x + b off the nodes that are held, without n × n.

Small networks are factorised, large ones iterated in blocks of right-hand sides. Every
solution carries the residual that it has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csc_array, csr_array, eye_array
from scipy.sparse.linalg import SuperLU, splu

from bioripple.arrays import Floats
from bioripple.network.signed import Places

# The factors of n nodes have at most n² entries: on random graphs nearly as many.
FILL = 1_000_000
TOLERANCE = 1e-10  # residual, as a share of the largest change
MOST_STEPS = 5_000
CHECKED = 3  # steps between two looks at the residual
# Below this share of the largest change a number is the rounding of others.
ROUNDING = 1e-14
BLOCK = 64  # right-hand sides at a time


@dataclass(frozen=True, eq=False)
class Held:
    """Entries of the solution that are given.

    Attributes
    ----------
    rows, columns
        Which node, of which right-hand side.
    values
        What is there.
    """

    rows: Places
    columns: Places
    values: Floats


NOTHING = Held(np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0))


@dataclass(frozen=True, eq=False)
class Solved:
    """A solution.

    Attributes
    ----------
    changes : ndarray, shape (n, k)
        `[i, c]` = change of node i for right-hand side c.
    residual
        The largest |W x + b - x| off what is held, as a share of the largest change of
        its right-hand side.
    steps
        How often W was applied; 0 if it was factorised.
    """

    changes: Floats
    residual: float
    steps: int

    @property
    def converged(self) -> bool:
        """Whether the residual is as small as it should be."""
        return self.residual <= TOLERANCE


class System:
    """What is passed along edges, ready to be solved with.

    Parameters
    ----------
    matrix : csr_array, shape (n, n)
        W, `[i, j]` = share of a change of j that i takes over; ρ(|W|) < 1.
    fill
        Entries that factors may have; with more nodes than that allows W is iterated.
    """

    def __init__(self, matrix: csr_array, *, fill: int = FILL) -> None:
        self.matrix = csr_array(matrix)
        self.size = int(matrix.shape[0])
        self.is_small = self.size**2 <= fill
        self._fill = fill

    @cached_property
    def transposed(self) -> "System":
        """The system whose solutions are rows of the inverse instead of columns."""
        return System(csr_array(self.matrix.T), fill=self._fill)

    @cached_property
    def _factors(self) -> SuperLU:
        return splu(csc_array(eye_array(self.size) - self.matrix))

    def solve(self, added: Floats, held: Held = NOTHING) -> Solved:
        """Solve x = W x + b off what is held.

        Parameters
        ----------
        added : ndarray, shape (n, k)
            b; where something is held it plays no part.
        held
            What is given.
        """
        if self.size == 0 or added.shape[1] == 0:
            return Solved(np.zeros(added.shape), 0.0, 0)
        if self.is_small:
            values, steps = self._factorised(added, held), 0
        else:
            values, steps = self._iterated(added, held)
        rest = self.matrix @ values + added - values
        rest[held.rows, held.columns] = 0.0
        largest = np.abs(values).max(axis=0)
        share = np.abs(rest).max(axis=0) / np.where(largest > 0, largest, 1.0)
        values[np.abs(values) <= ROUNDING * largest] = 0.0
        return Solved(values, float(share.max()), steps)

    def inverse_columns(self, places: Places | Sequence[int]) -> Solved:
        """Return columns of (I - W)⁻¹, shape (n, number of places)."""
        units = np.zeros((self.size, len(places)))
        units[places, np.arange(len(places))] = 1.0
        return self.solve(units)

    def _factorised(self, added: Floats, held: Held) -> Floats:
        """Solve freely; then push the held nodes to where they have to be.

        Pushes c at the held nodes P change x by R[:, P] c, with R = (I - W)⁻¹, and no
        equation but theirs. R[P, P] has an inverse, for ρ(|W|) < 1.
        """
        values: Floats = self._factors.solve(np.asarray(added, dtype=np.float64))
        places = np.unique(held.rows)
        if not places.size:
            return values
        units = np.zeros((self.size, places.size))
        units[places, np.arange(places.size)] = 1.0
        columns = self._factors.solve(units)
        for column in np.unique(held.columns):
            mine = held.columns == column
            rows, wanted = held.rows[mine], held.values[mine]
            own = columns[:, np.searchsorted(places, rows)]
            push = np.linalg.solve(own[rows], wanted - values[rows, column])
            values[:, column] += own @ push
            values[rows, column] = wanted
        return values

    def _iterated(self, added: Floats, held: Held) -> tuple[Floats, int]:
        """Apply W again and again; what is held stays where it is."""
        old = np.array(added, dtype=np.float64, order="C")
        old[held.rows, held.columns] = held.values
        for step in range(1, MOST_STEPS + 1):
            new = self.matrix @ old
            new += added
            new[held.rows, held.columns] = held.values
            if step % CHECKED == 0:
                change = np.abs(new - old).max(axis=0)
                if (change <= 0.5 * TOLERANCE * np.abs(new).max(axis=0)).all():
                    return new, step
            old = new
        return old, MOST_STEPS
