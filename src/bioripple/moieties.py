"""Conserved moieties: sums of species that no reaction changes, in exact arithmetic."""

from fractions import Fraction
from math import gcd, lcm

import numpy as np

from bioripple.network import Floats

Row = dict[int, Fraction]


def conserved_moieties(stoichiometry: Floats) -> Floats:
    """Return a basis of the conserved sums of species.

    Parameters
    ----------
    stoichiometry
        species × reactions, net change of the amount of a species per event.

    Returns
    -------
    Floats
        moieties × species: integers without a common divisor, the first of each row
        positive, such that `moieties @ stoichiometry` is 0. The rows span all that is
        conserved; which of many bases they are hangs on the order of the species.

    Notes
    -----
    Gauss-Jordan elimination of the transposed matrix over the rational numbers, so that
    no tolerance decides what is conserved.
    """
    n = stoichiometry.shape[0]
    pivots = _reduced(stoichiometry)
    free = [k for k in range(n) if k not in pivots]
    basis = np.zeros((len(free), n))
    for place, column in enumerate(free):
        vector = {column: Fraction(1)}
        vector |= {k: -row[column] for k, row in pivots.items() if column in row}
        for k, value in _integers(vector).items():
            basis[place, k] = value
    return basis


def _reduced(stoichiometry: Floats) -> dict[int, Row]:
    """Return the reduced rows of the transposed matrix by their pivot."""
    pivots: dict[int, Row] = {}
    for column in stoichiometry.T:
        row = {
            int(k): Fraction(repr(float(column[k])))  # the decimal that was written
            for k in np.flatnonzero(column)
        }
        for k in [k for k in row if k in pivots]:
            _subtract(row, pivots[k], row[k])
        if not row:
            continue
        pivot = min(row)
        scale = row[pivot]
        row = {k: value / scale for k, value in row.items()}
        for other in pivots.values():
            if pivot in other:
                _subtract(other, row, other[pivot])
        pivots[pivot] = row
    return pivots


def _subtract(row: Row, other: Row, factor: Fraction) -> None:
    for k, value in other.items():
        left = row.get(k, Fraction(0)) - factor * value
        if left:
            row[k] = left
        else:
            row.pop(k, None)


def _integers(vector: Row) -> dict[int, int]:
    multiple = lcm(*(value.denominator for value in vector.values()))
    whole = {k: int(value * multiple) for k, value in vector.items()}
    divisor = gcd(*whole.values())
    sign = 1 if whole[min(whole)] > 0 else -1
    return {k: sign * value // divisor for k, value in whole.items()}
