"""Whether small deviations from a state at rest die out, in stiff systems too."""

from typing import Literal

import numpy as np

from bioripple.arrays import Floats

Standing = Literal["stable", "unstable", "undecided"]
# Relative changes of entries that are taken for round-off, in how many draws, and how
# many times what they do an eigenvalue has to be off zero.
ROUND_OFF, DRAWS, MARGIN = 1e-14, 3, 10.0


def standing_of(matrix: Floats) -> Standing:
    """Return what becomes of small deviations that a matrix moves.

    Parameters
    ----------
    matrix
        A of ẋ = A x, n × n, without conserved sums.

    Returns
    -------
    Standing
        `undecided` where changes of A within round-off move the largest real part of
        its eigenvalues by about as much as that is off zero.

    Raises
    ------
    LinAlgError
        If the eigenvalues cannot be computed.

    Notes
    -----
    A share of the largest eigenvalue is no measure: one of 1/s is real beside 10¹¹/s if
    what slow states do does not hang on the digits of what fast ones do.
    """
    if not len(matrix):
        return "stable"
    rng = np.random.default_rng(0)
    largest = _largest(matrix)
    moved = [
        _largest(matrix * (1.0 + ROUND_OFF * rng.uniform(-1.0, 1.0, matrix.shape)))
        for _ in range(DRAWS)
    ]
    noise = MARGIN * max(abs(other - largest) for other in moved)
    if abs(largest) <= noise or largest == 0.0:
        return "undecided"
    return "unstable" if largest > 0.0 else "stable"


def _largest(matrix: Floats) -> float:
    return float(np.linalg.eigvals(matrix).real.max())
