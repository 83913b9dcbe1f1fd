"""Solve A X = B where A may be singular because it conserves sums of nodes.

A belongs to one strongly connected component of a network. Its rows and columns may
differ by many orders of magnitude, so they are scaled before anything is compared.
"""

from dataclasses import dataclass

import numpy as np

from bioripple.arrays import Floats
from bioripple.network.stability import Standing, standing_of
from bioripple.network.within import within_sums

# Scaled singular values. Where a sum is conserved they are round-off: in real models
# below 3e-16. Those above the second are no sums, however small. What lies between, and
# nothing of those models does, is left undecided.
ZERO, SOME = 1e-14, 1e-13
SWEEPS = 12
LARGEST_STEP = 1e20


@dataclass(frozen=True)
class Block:
    """A component's matrix, made solvable.

    Attributes
    ----------
    conserved : (d, k)
        Sums of the k nodes that A does not change: `conserved @ A` is 0.
    """

    conserved: Floats
    _rows: Floats
    _columns: Floats
    _lift: Floats
    _matrix: Floats

    def solve(self, right: Floats, sums: Floats) -> Floats:
        """Return X with A X = right and conserved @ X = sums.

        Parameters
        ----------
        right : (k, m)
            Such that `conserved @ right` is 0.
        sums : (d, m)
            The sums that X has.
        """
        scaled = self._rows[:, None] * right + self._lift @ sums
        solution = np.linalg.solve(self._matrix, scaled)
        # once more for what is left, held longer: responses of one column may differ
        # by many orders of magnitude
        exact = self._matrix.astype(np.longdouble)
        left = (scaled - exact @ solution).astype(np.float64)
        solution = solution + np.linalg.solve(self._matrix, left)
        found: Floats = self._columns[:, None] * solution
        return found


def count_sums(matrix: Floats) -> int | None:
    """Return how many independent sums A conserves; None if round-off hides it.

    Parameters
    ----------
    matrix
        A, k × k.
    """
    if len(matrix) == 1:
        return int(matrix[0, 0] == 0.0)
    rows, columns = _scales(matrix)
    values = np.linalg.svd(rows[:, None] * matrix * columns, compute_uv=False)
    share = values / values[0]
    if np.any((share > ZERO) & (share < SOME)):
        return None
    return int(np.count_nonzero(share <= ZERO))


def standing(matrix: Floats, *, n_sums: int) -> Standing:
    """Return whether what A moves comes to rest.

    Parameters
    ----------
    matrix
        A, k × k.
    n_sums
        How many sums it conserves; as many eigenvalues are zero.

    Returns
    -------
    Standing
        `undecided` where zero is an eigenvalue more often than sums are conserved.
    """
    try:
        block = make_block(matrix, n_sums=n_sums)
        share = np.linalg.svd(block._matrix, compute_uv=False)
        if share[-1] <= ZERO * share[0]:
            return "undecided"
        free, within = within_sums(block.conserved, block._columns)
        return standing_of(matrix[free] @ within)
    except np.linalg.LinAlgError:
        return "undecided"


def make_block(matrix: Floats, *, n_sums: int) -> Block:
    """Make A solvable.

    Parameters
    ----------
    matrix
        A, k × k.
    n_sums
        How many sums it conserves, d.

    Notes
    -----
    With L the conserved sums and U of the same rank, (A + U L) X = B + U C holds if and
    only if A X = B and L X = C: multiply by L, which takes A and B away.
    """
    rows, columns = _scales(matrix)
    scaled = rows[:, None] * matrix * columns
    if n_sums == 0:
        nothing = np.zeros((0, len(matrix)))
        return Block(nothing, rows, columns, nothing.T, scaled)
    left, values, _ = np.linalg.svd(scaled)
    lift = left[:, len(matrix) - n_sums :]
    conserved = lift.T * rows
    weight = conserved * columns
    size = np.abs(weight).max(axis=1, keepdims=True)
    lift = lift * max(values[0], 1.0)
    solvable = scaled + lift @ (weight / size)
    return Block(conserved / size, rows, columns, lift, solvable)


def _scales(matrix: Floats) -> tuple[Floats, Floats]:
    """Return factors of rows and columns that bring their largest entries near 1."""
    rows, columns = np.ones(len(matrix)), np.ones(len(matrix))
    sizes = np.abs(matrix)
    for _ in range(SWEEPS):
        by_row, by_column = (
            np.clip(np.sqrt(largest), 1 / LARGEST_STEP, LARGEST_STEP)
            for largest in (_or_one(sizes.max(axis=1)), _or_one(sizes.max(axis=0)))
        )
        sizes = sizes / by_row[:, None] / by_column
        rows, columns = rows / by_row, columns / by_column
    return rows, columns


def _or_one(sizes: Floats) -> Floats:
    return np.where(sizes > 0.0, sizes, 1.0)
