"""Ranks along rows, with ties, for arrays too large for a loop over rows."""

import numpy as np
from numpy.typing import NDArray

from bioripple.arrays import Floats


def sort_rows(values: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Sort each row and find where equal values begin.

    Parameters
    ----------
    values
        rows × m.

    Returns
    -------
    order
        Flat, rows * m: indices into `values.ravel()`, row by row, ascending.
    starts
        Flat positions in `order` at which a group of equal values begins; every row
        begins a group.
    """
    rows, length = values.shape
    order = np.argsort(values, axis=1)
    order += np.arange(rows)[:, None] * length
    flat = order.ravel()
    ordered = values.ravel()[flat].reshape(rows, length)
    begins = np.ones((rows, length), dtype=bool)
    begins[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    return flat, np.flatnonzero(begins)


def min_ranks(values: Floats) -> NDArray[np.int32]:
    """Rank each row ascending from 1, every tied value getting its group's lowest rank.

    Parameters
    ----------
    values
        rows × m.

    Returns
    -------
    NDArray[np.int32]
        rows × m, between 1 and m.
    """
    rows, length = values.shape
    order, starts = sort_rows(values)
    sizes = np.diff(np.append(starts, values.size))
    ranks = np.empty(values.size, dtype=np.int32)
    ranks[order] = np.repeat(starts % max(length, 1) + 1, sizes)
    return ranks.reshape(rows, length)
