"""The truth against closed forms and invariants."""

import numpy as np
import pytest

from bioripple.network import reachable, signs
from bioripple.outcome import Failed
from bioripple.sensitivity import sensitivity
from tests.synthetic_networks import random_jacobian


def test_a_chain_of_three_by_hand():
    """x0 decays and makes x1, which makes x2: every response is a product of gains.

    I - J is lower triangular: R_jj = 1 / (1 + decay_j), M_10 = gain / (1 + decay_1).
    """
    jacobian = np.array([[-1.0, 0, 0], [3.0, -2.0, 0], [0, -5.0, -4.0]])
    found = sensitivity(jacobian).matrix
    expected = [[1, 0, 0], [3 / 3, 1, 0], [3 / 3 * -5 / 5, -5 / 5, 1]]
    assert np.allclose(found, expected, rtol=1e-14, atol=0)


def test_a_feedback_of_two_by_hand():
    """For I - J = [[a, b], [c, d]], the inverse is [[d, -b], [-c, a]] / det."""
    jacobian = np.array([[-1.0, -0.5], [2.0, -3.0]])
    a, b, c, d = 2.0, 0.5, -2.0, 4.0
    assert np.allclose(
        sensitivity(jacobian).matrix, [[1, -b / a], [-c / d, 1]], rtol=1e-14
    )


@pytest.mark.parametrize("seed", range(5))
def test_it_solves_its_equation_up_to_the_scale_of_columns(seed):
    jacobian = random_jacobian(15, np.random.default_rng(seed))
    matrix = sensitivity(jacobian).matrix
    product = (np.eye(15) - jacobian) @ matrix
    scales = np.diagonal(product)
    assert np.allclose(product, np.diag(scales), atol=1e-12 * np.abs(scales).max())


@pytest.mark.parametrize("seed", range(5))
def test_structural_zeros_are_exact_and_the_diagonal_is_exactly_one(seed):
    rng = np.random.default_rng(seed)
    jacobian = random_jacobian(20, rng, links_per_node=1.0)
    matrix = sensitivity(jacobian).matrix
    reached = reachable(signs(jacobian))
    assert not reached.all()
    assert np.all(matrix[~reached] == 0.0)
    assert np.all(matrix[reached] != 0.0)
    assert np.all(np.diagonal(matrix) == 1.0)


def test_renumbering_the_nodes_renumbers_the_responses():
    rng = np.random.default_rng(6)
    jacobian = random_jacobian(12, rng)
    order = rng.permutation(12)
    moved = np.ix_(order, order)
    assert np.allclose(
        sensitivity(jacobian[moved]).matrix,
        sensitivity(jacobian).matrix[moved],
        rtol=1e-10,
        atol=1e-15,
    )


def test_the_unit_of_a_variable_scales_its_row_and_column_only():
    """y = s x turns J_ij into s_i J_ij / s_j, and M_ij likewise, however large s is."""
    rng = np.random.default_rng(7)
    jacobian = random_jacobian(10, rng)
    scale = 10.0 ** rng.integers(-9, 9, 10)
    scaled = sensitivity(scale[:, None] * jacobian / scale).matrix
    expected = scale[:, None] * sensitivity(jacobian).matrix / scale
    assert np.allclose(scaled, expected, rtol=1e-8, atol=0)


def test_the_condition_number_is_that_of_what_is_inverted():
    jacobian = random_jacobian(9, np.random.default_rng(8))
    expected = np.linalg.cond(np.eye(9) - jacobian, p=1)
    assert sensitivity(jacobian).condition == pytest.approx(expected, rel=1e-10)


def test_no_nodes_have_no_responses():
    found = sensitivity(np.zeros((0, 0)))
    assert found.matrix.shape == (0, 0)
    assert found.condition is None


@pytest.mark.parametrize(
    ("jacobian", "message"),
    [
        ([[1.0, 0.0], [1.0, -1.0]], "singular"),
        ([[0.0, 1.0], [1.0, 0.0]], "singular"),
        ([[np.nan, 1.0], [1.0, 0.0]], "not finite"),
        # I - J = [[1, -1], [-1, 0]]: its inverse is [[0, -1], [-1, -1]]
        ([[0.0, 1.0], [1.0, 1.0]], "does not respond to itself"),
    ],
)
def test_what_cannot_be_inverted_or_scaled_fails_with_a_reason(jacobian, message):
    with pytest.raises(Failed, match=message):
        sensitivity(np.array(jacobian))
