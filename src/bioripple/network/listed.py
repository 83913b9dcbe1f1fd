"""Square matrices of which few entries are not 0, in memory and in files.

Plain arrays: what works on one small model need not import a library for sparse ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bioripple.arrays import Flags, Floats, Signs

if TYPE_CHECKING:
    from scipy.sparse import csr_array

PARTS = ("row", "column", "value")


@dataclass(frozen=True, eq=False)
class ListedMatrix:
    """An n × n matrix as the list of its e entries; what is not listed is 0.

    Attributes
    ----------
    rows, columns : ndarray of int, shape (e,)
        Where the entries are, each place once, ordered by row, then column.
    values : ndarray, shape (e,)
        What they are; some may be 0.
    size
        n.
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    values: Floats
    size: int

    def dense(self) -> Floats:
        """Return the whole matrix, n × n, a new array."""
        matrix = np.zeros((self.size, self.size))
        matrix[self.rows, self.columns] = self.values
        return matrix

    def sparse(self) -> "csr_array":
        """Return it as a sparse matrix, n × n, in which no 0 is stored."""
        from scipy.sparse import csr_array

        found = self.without_zeros()
        first = np.searchsorted(found.rows, np.arange(self.size + 1))
        parts = (found.values, found.columns, first)
        return csr_array(parts, shape=(self.size, self.size))

    def having(self, values: Floats) -> "ListedMatrix":
        """Return other values at the same places."""
        return replace(self, values=values)

    def without_zeros(self) -> "ListedMatrix":
        """Return the entries that are not 0."""
        return self._some(self.values != 0.0)

    def among(self, kept: Flags) -> "ListedMatrix":
        """Keep the rows and columns that are true in an array of shape (n,)."""
        found = self._some(kept[self.rows] & kept[self.columns])
        place = np.cumsum(kept) - 1
        return ListedMatrix(
            place[found.rows], place[found.columns], found.values, int(kept.sum())
        )

    @property
    def signs(self) -> Signs:
        """-1, 0 or 1 for each entry, shape (e,)."""
        return np.sign(self.values).astype(np.int8)

    @property
    def has_entry(self) -> Flags:
        """Whether a row has an entry that is not 0, shape (n,)."""
        found = np.zeros(self.size, dtype=np.bool_)
        found[self.rows[self.values != 0.0]] = True
        return found

    def _some(self, wanted: Flags) -> "ListedMatrix":
        return ListedMatrix(
            self.rows[wanted], self.columns[wanted], self.values[wanted], self.size
        )


def listed(
    rows: NDArray[np.intp], columns: NDArray[np.intp], values: Floats, size: int
) -> ListedMatrix:
    """List entries in their order.

    Parameters
    ----------
    rows, columns : ndarray of int, shape (e,)
        Places, each once, in any order.
    values : ndarray, shape (e,)
        What is there.
    size
        Rows, and columns, of the matrix.
    """
    order = np.lexsort((columns, rows))
    return ListedMatrix(rows[order], columns[order], values[order], size)


def listed_of(matrix: Floats | Signs) -> ListedMatrix:
    """List the entries of an n × n array that are not 0."""
    rows, columns = np.nonzero(matrix)
    values = matrix[rows, columns].astype(np.float64)
    return ListedMatrix(rows, columns, values, len(matrix))


def to_file(name: str, matrix: ListedMatrix) -> dict[str, ArrayLike]:
    """Return the arrays of a matrix as `in_file` and `dense_in_file` find them.

    Parameters
    ----------
    name
        What the file calls it.
    matrix
        Its zeros are left out.

    Returns
    -------
    dict
        `{name}_row`, `{name}_column` and `{name}_value`, shape (e,) each.
    """
    found = matrix.without_zeros()
    rows, columns = (each.astype(np.int32) for each in (found.rows, found.columns))
    arrays: tuple[ArrayLike, ...] = (rows, columns, found.values)
    return {f"{name}_{part}": it for part, it in zip(PARTS, arrays, strict=True)}


def is_in_file(arrays: Mapping[str, NDArray[Any]], name: str) -> bool:
    """Say whether a file has a matrix of this name."""
    return f"{name}_value" in arrays


def in_file(arrays: Mapping[str, NDArray[Any]], name: str) -> ListedMatrix:
    """Return a matrix that `to_file` wrote beside its n `nodes`."""
    rows, columns, values = (arrays[f"{name}_{part}"] for part in PARTS)
    return ListedMatrix(
        rows.astype(np.intp), columns.astype(np.intp), values, len(arrays["nodes"])
    )


def dense_in_file(arrays: Mapping[str, NDArray[Any]], name: str) -> Floats:
    """Return the same matrix with its zeros, n × n."""
    return in_file(arrays, name).dense()
