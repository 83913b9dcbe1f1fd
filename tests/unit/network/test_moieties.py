"""Conserved sums: by hand, and against what any left null space must satisfy."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bioripple.network.moieties import conserved_moieties

# E + S <-> ES -> E + P, then P -> S; rows E, S, ES, P
MICHAELIS_MENTEN = np.array([[-1.0, 1, 0], [-1, 0, 1], [1, -1, 0], [0, 1, -1]])


def test_enzyme_and_substrate_are_conserved() -> None:
    found = conserved_moieties(MICHAELIS_MENTEN)
    assert found.shape == (2, 4)
    totals = np.array([[1.0, 0, 1, 0], [0, 1, 1, 1]])
    assert np.linalg.matrix_rank(np.vstack([found, totals])) == 2


def test_an_open_chain_conserves_nothing() -> None:
    chain = np.array([[1.0, -1, 0], [0, 1, -1]])
    assert conserved_moieties(chain).shape == (0, 2)


def test_nothing_happens_to_a_species_without_reactions() -> None:
    assert conserved_moieties(np.zeros((2, 0))).tolist() == [[1, 0], [0, 1]]


@pytest.mark.parametrize("factor", [1e-12, 1 / 3, 0.333, 1e9])
def test_units_of_a_reaction_do_not_matter(factor: float) -> None:
    scaled = MICHAELIS_MENTEN * np.array([factor, 1, 1])
    assert np.array_equal(
        conserved_moieties(scaled), conserved_moieties(MICHAELIS_MENTEN)
    )


@given(
    arrays(
        np.int64,
        st.tuples(st.integers(1, 7), st.integers(1, 7)),
        elements=st.integers(-2, 2),
    )
)
def test_rows_are_the_whole_left_null_space(stoichiometry: np.ndarray) -> None:
    found = conserved_moieties(stoichiometry.astype(float))
    assert not (found @ stoichiometry).any()
    dimension = len(stoichiometry) - np.linalg.matrix_rank(stoichiometry)
    assert len(found) == dimension
    assert np.linalg.matrix_rank(found) == dimension if len(found) else True
    for row in found:
        assert row[np.flatnonzero(row)[0]] > 0
        assert np.gcd.reduce(row.astype(int)) == 1


def real_stoichiometries(n: int, r: int, *, taking_part: int) -> np.ndarray:
    rng = np.random.default_rng(n)
    found = np.zeros((n, r))
    for column in found.T:
        chosen = rng.choice(n, taking_part, replace=False)
        column[chosen] = rng.uniform(0.1, 3.0, taking_part) * rng.choice([-1, 1])
    return found


@pytest.mark.parametrize(("n", "r"), [(20, 10), (45, 40), (80, 60), (60, 70)])
def test_numbers_of_seventeen_digits_overflow_nothing(n: int, r: int) -> None:
    """The smallest integers have hundreds of digits; sums stay sums."""
    stoichiometry = real_stoichiometries(n, r, taking_part=10)
    found = conserved_moieties(stoichiometry)
    assert found.shape == (max(n - r, 0), n)
    assert np.isfinite(found).all()
    size = np.abs(found) @ np.abs(stoichiometry)
    assert (np.abs(found @ stoichiometry) <= 1e-13 * size).all()
    scaled = found / np.abs(found).max(axis=1, initial=1.0, keepdims=True)
    assert np.linalg.matrix_rank(scaled) == len(found)


@pytest.mark.parametrize(
    ("made", "lost", "sum_"),
    [
        (1e100, 3e-100, [3.0, 1e200]),
        (1e200, 3e-110, [3e-310, 1.0]),
        (1e308, 3e-300, [0.0, 1.0]),
    ],
)
def test_a_row_too_large_for_floating_point_numbers_is_divided_by_its_largest(
    made: float, lost: float, sum_: list[float]
) -> None:
    """A reaction that makes a of x from b of y keeps b x + a y: here 3 and 10^200, …"""
    found = conserved_moieties(np.array([[made], [-lost]]))
    assert found.tolist() == [pytest.approx(sum_, rel=1e-15)]


def test_120_species_take_seconds() -> None:
    stoichiometry = real_stoichiometries(120, 60, taking_part=10)
    start = time.process_time()  # others may have the processor meanwhile
    assert conserved_moieties(stoichiometry).shape == (60, 120)
    assert time.process_time() - start < 20.0
