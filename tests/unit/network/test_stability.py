"""Stability against eigenvalues that are known."""

import numpy as np
import pytest

from bioripple.network.stability import standing_of


def mixed(values: list[float], seed: int = 0) -> np.ndarray:
    """Return a matrix that has these eigenvalues, and small whole numbers elsewhere."""
    rng = np.random.default_rng(seed)
    upper = np.triu(rng.integers(-3, 4, (len(values),) * 2), k=1).astype(float)
    return upper + np.diag(values)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([-1.0, -2.0], "stable"),
        ([-1e11, -5.0, 0.8], "unstable"),
        ([-1e11, -5.0, -0.8], "stable"),
        ([-1.0, 0.0], "undecided"),
        ([], "stable"),
    ],
)
def test_one_slow_state_beside_fast_ones_decides(
    values: list[float], expected: str
) -> None:
    assert standing_of(mixed(values)) == expected


def test_what_swings_for_ever_is_undecided() -> None:
    assert standing_of(np.array([[0.0, 1.0], [-1.0, 0.0]])) == "undecided"


def test_units_do_not_matter() -> None:
    matrix = np.array([[-2.0, 1.0, 0.0], [3.0, -1.0, 0.5], [0.0, 0.2, -1.0]])
    size = np.array([1e-12, 1.0, 1e9])
    assert standing_of(matrix) == "unstable"
    assert standing_of(matrix * size[:, None] / size) == "unstable"
