"""From rows and columns in the order of the formulas to a model's variables."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bioripple.arrays import Floats
from bioripple.network.listed import ListedMatrix, listed

Indices = NDArray[np.intp]
NOWHERE = -1


class Spread:
    """Puts what is known of rows and columns in the places of a model's variables.

    Parameters
    ----------
    names
        Ids of the n variables.
    rows, columns
        Ids of what is known; some may be no variables.
    """

    def __init__(
        self, names: Sequence[str], rows: Sequence[str], columns: Sequence[str]
    ) -> None:
        place = {name: index for index, name in enumerate(names)}
        self._size = len(names)
        self._to_row, self._to_column = (_places(place, n) for n in (rows, columns))

    def vector(self, values: Floats, start: Floats) -> Floats:
        """Return an array of shape (n,), from `start` where nothing is known."""
        result = start.copy()
        has_place = self._to_row != NOWHERE
        result[self._to_row[has_place]] = values[has_place]
        return result

    def matrix(self, places: tuple[Indices, Indices], values: Floats) -> ListedMatrix:
        """Return n × n of values at places among the known rows and columns."""
        rows, columns = self._to_row[places[0]], self._to_column[places[1]]
        known = (rows != NOWHERE) & (columns != NOWHERE)
        return listed(rows[known], columns[known], values[known], self._size)


def _places(place: Mapping[str, int], names: Sequence[str]) -> Indices:
    """Return the place of each name, `NOWHERE` for those that have none."""
    return np.array([place.get(name, NOWHERE) for name in names], dtype=np.intp)
