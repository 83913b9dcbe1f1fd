"""Say how far two programs' states or Jacobians are apart."""

from dataclasses import dataclass

import numpy as np

from bioripple.arrays import Flags, Floats

TOLERANCE = 1e-4
# Below these floors a number is compared absolutely: it is what is left of larger ones.
STATE_FLOOR = 1e-8  # share of the largest value of the model
EFFECT_FLOOR = 1e-6  # share of the largest effect in a row of a Jacobian
NETWORK_FLOOR = 1e-12  # share of the largest effect of all; a row below it is noise
TRUSTED = 1e-5  # an entry is compared if it is known this well


@dataclass(frozen=True)
class Gap:
    """How far two programs are apart.

    Attributes
    ----------
    worst
        Largest relative distance; 0 if nothing was compared.
    where
        Ids of the worst number: a name, or a row and a column.
    n_compared, n_skipped
        How many numbers were compared, and how many could not be.
    """

    worst: float
    where: tuple[str, ...]
    n_compared: int
    n_skipped: int

    @property
    def agrees(self) -> bool:
        """Whether something was compared and all of it is within the tolerance."""
        return self.n_compared > 0 and self.worst <= TOLERANCE


def state_gap(a: Floats, b: Floats, names: tuple[str, ...]) -> Gap:
    """Compare two states.

    Parameters
    ----------
    a, b
        Values, shape (n,). Where either is not finite, nothing is compared: parameters
        without a value that nothing reads.
    names
        Their ids.

    Returns
    -------
    Gap
        Distances |a − b| / max(|a|, |b|, floor).
    """
    both = np.isfinite(a) & np.isfinite(b)
    sizes = np.where(both, np.maximum(np.abs(a), np.abs(b)), 0.0)
    floor = STATE_FLOOR * sizes.max(initial=0.0)
    distance = _distance(a, b, np.maximum(sizes, floor), both)
    if not both.any():
        return Gap(0.0, (), 0, len(a))
    index = int(distance.argmax())
    n = int(both.sum())
    return Gap(float(distance[index]), (names[index],), n, len(a) - n)


def known_entries(jacobian: Floats, error: Floats, sizes: Floats) -> Flags:
    """Say which entries of a Jacobian are known well enough to be compared.

    Parameters
    ----------
    jacobian
        `[i, j]` = ∂f_i/∂x_j, shape (rows, columns).
    error
        How far its entries may be off, same shape; 0 where they are exact.
    sizes
        By how much a state typically moves, shape (columns,), positive.

    Returns
    -------
    ndarray of bool, shape (rows, columns)
        Whether the error is small against the entry, or its floor (`jacobian_gap`).
    """
    finite = np.isfinite(jacobian)
    large = np.where(finite, np.abs(jacobian), 0.0)
    known: Flags = error <= TRUSTED * _scale(large, sizes)
    return finite & known


def jacobian_gap(
    a: Floats,
    b: Floats,
    known: Flags,
    sizes: Floats,
    *,
    rows: tuple[str, ...],
    columns: tuple[str, ...],
) -> Gap:
    """Compare two Jacobians.

    Parameters
    ----------
    a, b
        `[i, j]` = ∂f_i/∂x_j, shape (rows, columns).
    known
        Which entries are compared, same shape.
    sizes
        By how much a state typically moves, shape (columns,), positive.
    rows, columns
        Ids.

    Returns
    -------
    Gap
        Distances |a − b| / max(|a|, |b|, floor). The floor of an entry is where the
        effect |a|·size falls below a share of the largest effect in its row.
    """
    if not known.any():
        return Gap(0.0, (), 0, int(known.size))
    large = np.where(known, np.maximum(np.abs(a), np.abs(b)), 0.0)
    distance = _distance(a, b, _scale(large, sizes), known)
    i, j = np.unravel_index(distance.argmax(), distance.shape)
    n = int(known.sum())
    worst = float(distance[i, j])
    return Gap(worst, (rows[int(i)], columns[int(j)]), n, known.size - n)


def _scale(large: Floats, sizes: Floats) -> Floats:
    effect = large * sizes
    in_row = effect.max(axis=1, initial=0.0, keepdims=True)
    least = NETWORK_FLOOR * effect.max(initial=0.0)
    floor: Floats = np.maximum(EFFECT_FLOOR * in_row, least) / sizes
    return np.maximum(large, floor)


def _distance(a: Floats, b: Floats, scale: Floats, compared: Flags) -> Floats:
    distance = np.zeros(a.shape)
    apart = compared & (a != b)  # two zeros are no distance apart
    distance[apart] = np.abs(a[apart] - b[apart]) / scale[apart]
    return distance
