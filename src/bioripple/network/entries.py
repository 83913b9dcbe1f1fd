"""Entries of sparse matrices."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array


def entries(
    matrix: csr_array, rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> NDArray[Any]:
    """Return some entries of a sparse matrix as a dense array; of none, none.

    Parameters
    ----------
    matrix
        Canonical.
    rows, columns : (m,)
        Places.
    """
    if not len(rows):
        return np.zeros(0, dtype=matrix.dtype)  # SciPy would return a matrix
    return np.asarray(matrix[rows, columns]).ravel()
