"""Conserved moieties: sums of species that no reaction changes, in exact arithmetic."""

from fractions import Fraction
from math import gcd, lcm

import numpy as np

from bioripple.arrays import Floats

Row = dict[int, int]
LARGEST = 2**1023  # beside the largest floating-point number


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
        positive, such that `moieties @ stoichiometry` is 0. A row whose integers are
        too large for floating-point numbers is divided by the largest. The rows span
        all that is conserved; which of many bases they are hangs on the order of the
        species.

    Notes
    -----
    Elimination in the transposed matrix over the integers, so that no tolerance decides
    what is conserved. A row is divided by what its entries have in common each time:
    they grow with the digits of the stoichiometry, and no more than they have to.
    """
    n = stoichiometry.shape[0]
    pivots = _reduced(stoichiometry)
    free = [k for k in range(n) if k not in pivots]
    basis = np.zeros((len(free), n))
    for place, column in enumerate(free):
        vector = {column: Fraction(1)}
        for k, row in pivots.items():
            if column in row:
                vector[k] = Fraction(-row[column], row[k])
        for k, value in _floats(vector).items():
            basis[place, k] = value
    return basis


def _reduced(stoichiometry: Floats) -> dict[int, Row]:
    """Return integer rows that span those of the transposed matrix, by their pivot.

    A row is zero before its pivot, and at the pivots of the others.
    """
    pivots: dict[int, Row] = {}
    for column in stoichiometry.T:
        row = _integer_row(column)
        while row and min(row) in pivots:
            row = _without(row, pivots[min(row)], min(row))
        if row:
            pivots[min(row)] = row
        if len(pivots) == len(column):
            break
    for pivot in sorted(pivots, reverse=True):
        for later in sorted(pivots.keys() & pivots[pivot].keys() - {pivot}):
            pivots[pivot] = _without(pivots[pivot], pivots[later], later)
    return pivots


def _integer_row(column: Floats) -> Row:
    exact = {
        int(k): Fraction(repr(float(column[k])))  # the decimal that was written
        for k in np.flatnonzero(column)
    }
    multiple = lcm(*(value.denominator for value in exact.values()))
    return {k: int(value * multiple) for k, value in exact.items()}


def _without(row: Row, other: Row, place: int) -> Row:
    """Return a multiple of a row less one of another, which is zero at a place."""
    common = gcd(row[place], other[place])
    mine, its = other[place] // common, row[place] // common
    found = {}
    for k in row.keys() | other.keys():
        value = mine * row.get(k, 0) - its * other.get(k, 0)
        if value:
            found[k] = value
    divisor = gcd(*found.values())
    return {k: value // divisor for k, value in found.items()}


def _floats(vector: dict[int, Fraction]) -> dict[int, float]:
    multiple = lcm(*(value.denominator for value in vector.values()))
    whole = {k: int(value * multiple) for k, value in vector.items()}
    divisor = gcd(*whole.values())
    sign = 1 if whole[min(whole)] > 0 else -1
    largest = max(abs(value) for value in whole.values()) // divisor
    # dividing one integer by the other is exact but for the last rounding
    scale = largest if largest > LARGEST else 1
    return {k: sign * value // divisor / scale for k, value in whole.items()}
