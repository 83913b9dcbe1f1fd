"""Responses of chosen sources, against closed forms and columns of all responses."""

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import ArrayLike
from scipy.sparse import csr_array, diags_array

import bioripple as br
from bioripple.arrays import Floats
from bioripple.errors import Failed
from bioripple.responses.of_sources import sensitivity_of, steady_state_of
from bioripple.responses.sensitivity import sensitivity
from bioripple.responses.steady_state import REASONS, steady_state
from tests.support.synthetic_networks import random_jacobian

ARCHIVE = sorted(Path("tests/fixtures/biomodels").glob("*.xml"))
SINGULAR = "I - J is singular, so the responses are not defined"


def sparse(matrix: ArrayLike) -> csr_array:
    return csr_array(np.asarray(matrix, dtype=np.float64))


def test_a_chain_multiplies_its_gains() -> None:
    """I - J is lower bidiagonal: each step is worth gain / (1 + decay)."""
    n, gain, decay = 3000, 1.9, 1.0
    jacobian = csr_array(
        diags_array(np.full(n, -decay)) + diags_array(np.full(n - 1, gain), offsets=-1)
    )
    tracemalloc.start()
    found = sensitivity_of(jacobian, [n - 1, 5, 0])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < n * n  # bytes, of the 8 n² that all responses take
    steps = np.arange(n)[:, None] - [n - 1, 5, 0]
    expected = np.where(steps < 0, 0.0, (gain / (1.0 + decay)) ** np.abs(steps))
    np.testing.assert_allclose(found.matrix, expected, rtol=1e-11)
    assert np.array_equal(found.matrix == 0.0, steps < 0)
    assert found.residual < 1e-15


def test_the_hub_of_a_star_moves_each_leaf_by_its_own_gain() -> None:
    gains, decays = np.array([3.0, -2.0, 0.5]), np.array([0.5, 1.0, 4.0])
    jacobian = np.diag(-np.append(1.0, decays))
    jacobian[1:, 0] = gains
    found = sensitivity_of(sparse(jacobian), [0, 2]).matrix
    np.testing.assert_allclose(found[1:, 0], gains / (1.0 + decays), rtol=1e-15)
    assert found[:, 1].tolist() == [0.0, 0.0, 1.0, 0.0]  # a leaf reaches nothing


def test_a_push_runs_round_a_cycle() -> None:
    """With I - J = (1 + d) I - g P, R_ij is q to the steps from j to i, and the rounds
    after that: the same factor for all i."""
    n, gain, decay = 12, -1.5, 1.0
    jacobian = np.roll(np.eye(n), 1, axis=0) * gain - decay * np.eye(n)
    found = sensitivity_of(sparse(jacobian), [3]).matrix[:, 0]
    steps = (np.arange(n) - 3) % n
    np.testing.assert_allclose(found, (gain / (1.0 + decay)) ** steps, rtol=1e-13)


@pytest.mark.parametrize("links", [0.5, 2.0, 6.0])
@pytest.mark.parametrize("seed", range(3))
def test_columns_of_random_networks_are_those_of_all(seed: int, links: float) -> None:
    rng = np.random.default_rng(seed)
    jacobian = random_jacobian(90, rng, links_per_node=links)
    whole = sensitivity(jacobian).matrix
    for sources in ([7], [80, 3, 3], range(90)):
        found = sensitivity_of(sparse(jacobian), sources)
        expected = whole[:, list(sources)]
        np.testing.assert_allclose(found.matrix, expected, rtol=1e-9, atol=1e-18)
        assert np.array_equal(found.matrix == 0.0, expected == 0.0)
        assert found.residual < 1e-16


@pytest.mark.parametrize("path", ARCHIVE, ids=lambda path: path.stem)
def test_columns_of_models_of_the_archive_are_those_of_all(path: Path) -> None:
    jacobian = br.jacobian(br.simulate(br.read_sbml(path)))
    whole = sensitivity(jacobian.jacobian).matrix
    sources = range(0, len(whole), 2)
    found = sensitivity_of(jacobian.sparse, sources).matrix
    size = np.abs(whole).max(axis=0)[sources]
    assert (np.abs(found - whole[:, sources]) <= 1e-12 * size).all()
    assert np.array_equal(found == 0.0, whole[:, sources] == 0.0)
    at_rest = steady_state(jacobian.jacobian, jacobian.slopes)
    slopes = jacobian.formulas.sparse()
    lasting = steady_state_of(jacobian.sparse, slopes, sources)
    assert np.array_equal(lasting.why, at_rest.why[:, sources])
    np.testing.assert_allclose(lasting.matrix, at_rest.matrix[:, sources], rtol=1e-6)


def test_no_sources_have_no_columns() -> None:
    jacobian = sparse(-np.eye(4))
    assert sensitivity_of(jacobian, []).matrix.shape == (4, 0)
    assert steady_state_of(jacobian, sparse(np.zeros((4, 4))), []).matrix.shape == (
        4,
        0,
    )


def test_a_singular_part_counts_where_it_is_reached() -> None:
    """Nodes 1 and 2 make I - J singular; node 0 leads there, node 3 does not."""
    jacobian = np.diag([-1.0, 0.0, 0.0, -1.0])
    jacobian[1, 2] = jacobian[2, 1] = 1.0
    jacobian[1, 0] = 2.0
    with pytest.raises(Failed, match=SINGULAR):
        sensitivity(jacobian)
    for source in (0, 1):
        with pytest.raises(Failed, match=SINGULAR):
            sensitivity_of(sparse(jacobian), [source])
    assert sensitivity_of(sparse(jacobian), [3]).matrix[:, 0].tolist() == [0, 0, 0, 1]


def test_what_has_no_answer_is_named_as_it_is_among_all() -> None:
    turned = np.array([[1.0, -1.0], [-1.0, 1.0]])  # R = [[0, 1], [1, 0]]
    endless = np.array([[-1.0, np.inf], [0.0, -1.0]])
    for matrix, message in (
        (turned, "does not respond to itself"),
        (endless, "the Jacobian has .* not finite"),
    ):
        with pytest.raises(Failed, match=message):
            sensitivity(matrix)
        with pytest.raises(Failed, match=message):
            sensitivity_of(sparse(matrix), [1])
    # where what is not finite is not reached it plays no part
    assert sensitivity_of(sparse(endless.T), [1]).matrix[:, 0].tolist() == [0.0, 1.0]


def blocks() -> tuple[Floats, Floats]:
    """0 feeds an unstable pair, a sum that is not drained, and a cycle that is.

    Node 8 is given by a formula of nodes 4 and 6.
    """
    jacobian = np.zeros((9, 9))
    jacobian[0, 0] = -1.0
    jacobian[1:3, 1:3] = [[1.0, 0.5], [0.5, -2.0]]  # unstable
    jacobian[3, 3] = 0.0  # made and never lost
    jacobian[4:6, 4:6] = [[-1.0, 3.0], [1.0, -3.0]]  # a ⇌ b
    jacobian[6:8, 6:8] = [[-2.0, 0.5], [1.0, -1.0]]
    jacobian[1, 0] = jacobian[3, 0] = jacobian[6, 0] = 1.0
    jacobian[4, 0], jacobian[5, 0] = -1.0, 1.0
    slopes = np.zeros((9, 9))
    slopes[8, [4, 6]] = [2.0, 3.0]
    return jacobian, slopes


def test_lasting_responses_have_the_reasons_that_they_have_among_all() -> None:
    jacobian, slopes = blocks()
    whole = steady_state(jacobian, slopes)
    named = {REASONS[code - 1] for code in np.unique(whole.why) if code}
    assert named == {"unstable", "accumulates"}
    for source in range(9):
        found = steady_state_of(sparse(jacobian), sparse(slopes), [source])
        assert np.array_equal(found.why[:, 0], whole.why[:, source])
        np.testing.assert_allclose(
            found.matrix[:, 0], whole.matrix[:, source], rtol=1e-12
        )


@pytest.mark.parametrize("seed", range(3))
def test_lasting_responses_of_random_networks_are_columns(seed: int) -> None:
    jacobian = random_jacobian(40, np.random.default_rng(seed), links_per_node=1.0)
    whole = steady_state(jacobian, np.zeros((40, 40)))
    sources = [3, 17, 39]
    found = steady_state_of(sparse(jacobian), sparse(np.zeros((40, 40))), sources)
    assert np.array_equal(found.why, whole.why[:, sources])
    np.testing.assert_allclose(found.matrix, whole.matrix[:, sources], rtol=1e-9)
