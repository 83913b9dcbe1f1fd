"""Conserved sums: by hand, and against exact linear algebra of another program."""

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bioripple.moieties import conserved_moieties

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
    dimension = len(stoichiometry) - sympy.Matrix(stoichiometry.tolist()).rank()
    assert len(found) == dimension
    assert np.linalg.matrix_rank(found) == dimension if len(found) else True
    for row in found:
        assert row[np.flatnonzero(row)[0]] > 0
        assert np.gcd.reduce(row.astype(int)) == 1
