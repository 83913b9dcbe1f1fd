"""Ranks with ties against scipy."""

import numpy as np
import pytest
from scipy.stats import rankdata

from bioripple.metrics.ranks import min_ranks, sort_rows


@pytest.mark.parametrize("shape", [(1, 30), (7, 9), (5, 1), (0, 0)])
@pytest.mark.parametrize("levels", [2, 1000])
def test_min_ranks_agree_with_scipy(shape: tuple[int, int], levels: int) -> None:
    values = np.random.default_rng(0).integers(0, levels, shape).astype(float)
    expected = rankdata(values, method="min", axis=1) if values.size else values
    assert np.array_equal(min_ranks(values), expected)


def test_sorting_keeps_rows_apart_and_marks_where_values_change() -> None:
    values = np.array([[2.0, 1.0, 2.0], [2.0, 2.0, 2.0]])
    order, starts = sort_rows(values)
    assert values.ravel()[order].tolist() == [1, 2, 2, 2, 2, 2]
    assert starts.tolist() == [0, 1, 3]
