"""Which nodes are free to move where sums of nodes stay as they are."""

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import qr, solve_triangular

from bioripple.arrays import Floats

# Share of the largest pivot below which a sum is one of the others, and share of a sum
# below which a coefficient is round-off.
DEPENDENT, ROUND_OFF = 1e-11, 1e-13


def within_sums(sums: Floats, size: Floats) -> tuple[NDArray[np.intp], Floats]:
    """Return nodes that suffice, and how all move with them.

    Parameters
    ----------
    sums : ndarray, shape (d, n)
        `sums @ x` stays as it is.
    size : ndarray, shape (n,)
        How large the nodes are; 0 counts as the largest.

    Returns
    -------
    free : ndarray of int, shape (m,)
        Places of nodes; the others follow from them. Those are the largest of each
        sum, for what is small beside others is not known from their difference.
    within : ndarray, shape (n, m)
        `[i, j]` = change of node i per change of the free node number j.
    """
    n = sums.shape[1]
    sums = sums[(sums != 0.0).any(axis=1)]
    if not len(sums):
        return np.arange(n), np.eye(n)
    scale = np.where(size > 0.0, size, np.max(size, initial=0.0) or 1.0)
    weighted = sums * scale
    weighted /= np.abs(weighted).max(axis=1, keepdims=True)
    triangle, order = qr(weighted, mode="r", pivoting=True)
    pivots = np.abs(np.diagonal(triangle))
    rank = int(np.count_nonzero(pivots > DEPENDENT * pivots.max()))
    bound, free = order[:rank], np.sort(order[rank:])
    column = np.argsort(order)[free]
    share = solve_triangular(triangle[:rank, :rank], triangle[:rank][:, column])
    share[np.abs(share) < ROUND_OFF * np.abs(share).max(initial=0.0)] = 0.0
    within = np.zeros((n, n - rank))
    within[free, np.arange(n - rank)] = 1.0
    within[bound] = -share * scale[bound][:, None] / scale[free]
    return free.astype(np.intp), within
