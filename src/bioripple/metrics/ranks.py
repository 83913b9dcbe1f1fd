"""Sorted rows with their ties, from which many rankings can be made."""

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
