"""Random Jacobians: their sizes are measured as they were drawn."""

import math

import numpy as np
import pytest

from bioripple.network.random_jacobians import Sizes, draw, measure, typical

FULL = np.where(np.random.default_rng(0).random((70, 70)) < 0.5, 1, -1).astype(np.int8)


@pytest.mark.parametrize(
    ("rows", "columns", "rest"), [(0.9, 1.3, 1.1), (0.0, 1.0, 0.5), (1.0, 0.0, 0.2)]
)
def test_what_is_drawn_is_measured(rows: float, columns: float, rest: float) -> None:
    sizes = Sizes(-1.0, 0.7, rows, columns, rest)
    rng = np.random.default_rng(1)
    found = [measure(draw(FULL, sizes, rng)) for _ in range(30)]
    whole = typical([each for each in found if each is not None])
    # levels come out as far spread as means over rows and columns are
    spread = math.sqrt((rows**2 + columns**2) / len(FULL))
    assert whole.level == pytest.approx(-1.0, abs=0.15)
    assert whole.levels == pytest.approx(spread, rel=0.6, abs=0.02)
    assert whole.diagonal == pytest.approx(0.7, abs=0.15)
    drawn = [rows, columns, rest]
    assert [whole.rows, whole.columns, whole.rest] == pytest.approx(drawn, abs=0.12)


def test_moments_are_those_over_all_pairs_of_entries() -> None:
    sign = np.where(np.random.default_rng(2).random((12, 12)) < 0.4, 1, 0)
    sizes = Sizes(-1.0, 0.0, 1.0, 0.7, 0.5)
    jacobian = draw(sign.astype(np.int8), sizes, np.random.default_rng(2))
    np.fill_diagonal(jacobian, 0.0)
    row, column = np.nonzero(jacobian)
    size = np.log10(jacobian[row, column])
    one, other = np.triu_indices(len(size), 1)
    square = (size[one] - size[other]) ** 2 / 2.0
    same_row, same_column = row[one] == row[other], column[one] == column[other]
    apart = square[~same_row & ~same_column].mean()
    found = measure(jacobian)
    assert found is not None
    assert found.rows**2 == pytest.approx(apart - square[same_row].mean())
    assert found.columns**2 == pytest.approx(apart - square[same_column].mean())


def test_signs_are_the_networks_and_draws_hang_on_the_seed() -> None:
    sign = np.where(np.eye(9) == 1, -1, FULL[:9, :9] * (np.arange(9) % 2)).astype(
        np.int8
    )
    sizes = Sizes(0.0, 0.5, 1.0, 1.0, 1.0, levels=2.0)
    first = draw(sign, sizes, np.random.default_rng(3))
    assert np.array_equal(np.sign(first), sign)
    assert np.array_equal(first, draw(sign, sizes, np.random.default_rng(3)))
    assert not np.array_equal(first, draw(sign, sizes, np.random.default_rng(4)))


def test_without_parts_the_whole_spread_is_each_entrys_own() -> None:
    sizes = Sizes(-1.0, 0.7, 3.0, 4.0, 12.0, 2.0).without_parts
    assert sizes == Sizes(-1.0, 0.0, 0.0, 0.0, 13.0, 2.0)


def test_the_unit_of_time_is_in_the_level_alone() -> None:
    jacobian = draw(FULL, Sizes(0.0, 0.3, 1.0, 1.0, 1.0), np.random.default_rng(5))
    one, other = measure(jacobian), measure(60.0 * jacobian)
    assert one is not None
    assert other is not None
    assert other.level - one.level == pytest.approx(math.log10(60.0))
    assert other.rest == pytest.approx(one.rest)
    assert other.diagonal == pytest.approx(one.diagonal)


def test_too_few_entries_say_nothing() -> None:
    assert measure(np.eye(9)) is None
    assert measure(np.zeros((9, 9))) is None
    assert measure(np.full((3, 3), np.nan)) is None
    assert measure(np.tile([[1.0], [0.0], [0.0]], (1, 3))) is None
