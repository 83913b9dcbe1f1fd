"""Sparse solutions against dense algebra."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from bioripple.answers import solve
from bioripple.answers.solve import Held, System
from bioripple.predictors.propagating import passing
from tests.support.signed_networks import drawn, held_passing

FILLS = (solve.FILL, 0)  # factorised, iterated
N = 30


def a_system(fill: int, seed: int = 0) -> System:
    return System(held_passing(drawn(N, 2.5, seed)).members[0], fill=fill)


@pytest.mark.parametrize("fill", FILLS)
def test_free_changes_are_columns_of_the_inverse(fill: int) -> None:
    system = a_system(fill)
    inverse = np.linalg.inv(np.eye(N) - system.matrix.toarray())
    solved = system.inverse_columns(range(N))
    assert np.allclose(solved.changes, inverse, atol=1e-8)
    assert solved.converged
    assert (solved.steps == 0) == system.is_small
    rows = system.transposed.inverse_columns([3]).changes[:, 0]
    assert np.allclose(rows, inverse[3], atol=1e-8)


@pytest.mark.parametrize("fill", FILLS)
def test_one_held_node_divides_its_column_by_its_own_entry(fill: int) -> None:
    system = a_system(fill, seed=1)
    inverse = np.linalg.inv(np.eye(N) - system.matrix.toarray())
    all_ = np.arange(N)
    solved = system.solve(np.zeros((N, N)), Held(all_, all_, np.ones(N)))
    assert np.allclose(solved.changes, inverse / np.diag(inverse), atol=1e-8)


@pytest.mark.parametrize("fill", FILLS)
def test_several_held_nodes_leave_a_smaller_system(fill: int) -> None:
    """That of the others, with what the held ones pass to them."""
    system = a_system(fill, seed=2)
    w = system.matrix.toarray()
    held, values = np.array([4, 7, 11]), np.array([-1.0, 0.5, 2.0])
    added = np.random.default_rng(0).normal(size=(N, 2))
    free = np.setdiff1d(np.arange(N), held)
    solved = system.solve(added, Held(held, np.zeros(3, np.intp), values))
    right = added[free, 0] + w[np.ix_(free, held)] @ values
    expected = np.linalg.solve(np.eye(len(free)) - w[np.ix_(free, free)], right)
    assert np.allclose(solved.changes[free, 0], expected, atol=1e-8)
    assert np.array_equal(solved.changes[held, 0], values)
    # the second right-hand side is not held
    other = np.linalg.solve(np.eye(N) - w, added[:, 1])
    assert np.allclose(solved.changes[:, 1], other, atol=1e-8)


def test_the_residual_is_what_is_left_over() -> None:
    system = a_system(0, seed=3)
    added = np.random.default_rng(1).normal(size=(N, 3))
    solved = system.solve(added)
    left = system.matrix @ solved.changes + added - solved.changes
    largest = np.abs(solved.changes).max(axis=0)
    assert solved.residual == pytest.approx((np.abs(left).max(axis=0) / largest).max())
    assert solved.residual < solve.TOLERANCE


def test_what_does_not_converge_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solve, "MOST_STEPS", 4)
    slow = System(passing("propagation_0.99", drawn(N, 4.0, 0)).members[0], fill=0)
    solved = slow.inverse_columns([0])
    assert not solved.converged
    assert (solved.steps, solved.residual > 1e-6) == (4, True)


def test_what_cancels_is_nothing() -> None:
    """Two paths of opposite signs: .1 · .6 - .3 · .2 is not 0 in floating point."""
    w = np.zeros((4, 4))
    w[1, 0], w[2, 0], w[3, 1], w[3, 2] = 0.1, 0.3, 0.6, -0.2
    solved = System(csr_array(w)).inverse_columns([0])
    assert solved.changes[3, 0] == 0.0


def test_an_empty_network_has_an_empty_answer() -> None:
    solved = System(csr_array((0, 0))).solve(np.zeros((0, 2)))
    assert (solved.changes.shape, solved.converged) == ((0, 2), True)
