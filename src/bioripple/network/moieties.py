"""Conserved moieties: sums of species that no reaction changes, in exact arithmetic."""

from fractions import Fraction
from math import gcd
from typing import Any

import numpy as np
from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from bioripple.arrays import Floats

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
    The null space of the transposed matrix, whose rows are made whole first, over the
    integers: no tolerance decides what is conserved.
    """
    rows = {
        index: {int(k): _exact(column[k]) for k in np.flatnonzero(column)}
        for index, column in enumerate(stoichiometry.T)
        if column.any()
    }
    exact = DomainMatrix(rows, stoichiometry.T.shape, QQ)
    _, whole = exact.clear_denoms_rowwise(convert=True)
    basis = whole.nullspace().to_list()
    found = np.zeros((len(basis), len(stoichiometry)))
    for place, row in enumerate(basis):
        found[place] = _floats([int(value) for value in row])
    return found


def _exact(amount: float) -> Any:
    written = Fraction(repr(float(amount)))  # the decimal, not the binary number
    return QQ(written.numerator, written.denominator)


def _floats(row: list[int]) -> list[float]:
    divisor = gcd(*row) if next(filter(None, row)) > 0 else -gcd(*row)
    least = [value // divisor for value in row]
    largest = max(map(abs, least))
    # dividing one integer by the other is exact but for the last rounding
    scale = largest if largest > LARGEST else 1
    return [value / scale for value in least]
