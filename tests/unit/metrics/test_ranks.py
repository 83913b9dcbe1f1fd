"""Sorted rows and their ties."""

import numpy as np

from bioripple.metrics.ranks import sort_rows


def test_sorting_keeps_rows_apart_and_marks_where_values_change() -> None:
    values = np.array([[2.0, 1.0, 2.0], [2.0, 2.0, 2.0]])
    order, starts = sort_rows(values)
    assert values.ravel()[order].tolist() == [1, 2, 2, 2, 2, 2]
    assert starts.tolist() == [0, 1, 3]
