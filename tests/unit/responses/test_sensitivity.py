"""The truth against closed forms and invariants."""

from fractions import Fraction

import numpy as np
import pytest

from bioripple.arrays import Floats
from bioripple.errors import Failed
from bioripple.network.influence import reachable, signs
from bioripple.responses.sensitivity import sensitivity
from tests.support.synthetic_networks import random_jacobian


def test_a_chain_of_three_by_hand() -> None:
    """x0 decays and makes x1, which makes x2: every response is a product of gains.

    I - J is lower triangular: R_jj = 1 / (1 + decay_j), M_10 = gain / (1 + decay_1).
    """
    jacobian = np.array([[-1.0, 0, 0], [3.0, -2.0, 0], [0, -5.0, -4.0]])
    found = sensitivity(jacobian).matrix
    expected = np.array([[1, 0, 0], [3 / 3, 1, 0], [3 / 3 * -5 / 5, -5 / 5, 1]])
    assert np.allclose(found, expected, rtol=1e-14, atol=0)


def test_a_feedback_of_two_by_hand() -> None:
    """For I - J = [[a, b], [c, d]], the inverse is [[d, -b], [-c, a]] / det."""
    jacobian = np.array([[-1.0, -0.5], [2.0, -3.0]])
    a, b, c, d = 2.0, 0.5, -2.0, 4.0
    assert np.allclose(
        sensitivity(jacobian).matrix, [[1, -b / a], [-c / d, 1]], rtol=1e-14
    )


@pytest.mark.parametrize("seed", range(5))
def test_it_solves_its_equation_up_to_the_scale_of_columns(seed: int) -> None:
    jacobian = random_jacobian(15, np.random.default_rng(seed))
    matrix = sensitivity(jacobian).matrix
    product = (np.eye(15) - jacobian) @ matrix
    scales = np.diagonal(product)
    assert np.allclose(product, np.diag(scales), atol=1e-12 * np.abs(scales).max())


@pytest.mark.parametrize("seed", range(5))
def test_structural_zeros_are_exact_and_the_diagonal_is_exactly_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    jacobian = random_jacobian(20, rng, links_per_node=1.0)
    matrix = sensitivity(jacobian).matrix
    reached = reachable(signs(jacobian))
    assert not reached.all()
    assert np.all(matrix[~reached] == 0.0)
    assert np.all(matrix[reached] != 0.0)
    assert np.all(np.diagonal(matrix) == 1.0)


def test_renumbering_the_nodes_renumbers_the_responses() -> None:
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


def test_the_unit_of_a_variable_scales_its_row_and_column_only() -> None:
    """y = s x turns J_ij into s_i J_ij / s_j, and M_ij likewise, however large s is."""
    rng = np.random.default_rng(7)
    jacobian = random_jacobian(10, rng)
    scale = 10.0 ** rng.integers(-9, 9, 10)
    scaled = sensitivity(scale[:, None] * jacobian / scale).matrix
    expected = scale[:, None] * sensitivity(jacobian).matrix / scale
    assert np.allclose(scaled, expected, rtol=1e-8, atol=0)


def test_the_condition_number_is_that_of_what_is_inverted() -> None:
    jacobian = random_jacobian(9, np.random.default_rng(8))
    expected = np.linalg.cond(np.eye(9) - jacobian, p=1)
    assert sensitivity(jacobian).condition == pytest.approx(expected, rel=1e-10)


def test_no_nodes_have_no_responses() -> None:
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
def test_what_cannot_be_inverted_or_scaled_fails_with_a_reason(
    jacobian: list[list[float]], message: str
) -> None:
    with pytest.raises(Failed, match=message):
        sensitivity(np.array(jacobian))


def exact_sensitivity(jacobian: Floats) -> Floats:
    """Invert I - J by Gauss and Jordan in whole-number fractions."""
    n = len(jacobian)
    rows = [
        [Fraction(int(i == j)) - Fraction(float(jacobian[i, j])) for j in range(n)]
        + [Fraction(int(i == j)) for j in range(n)]
        for i in range(n)
    ]
    for c in range(n):
        pivot = next(r for r in range(c, n) if rows[r][c] != 0)
        rows[c], rows[pivot] = rows[pivot], rows[c]
        rows[c] = [value / rows[c][c] for value in rows[c]]
        for r in range(n):
            factor = rows[r][c]
            if r != c and factor != 0:
                rows[r] = [
                    x - factor * y for x, y in zip(rows[r], rows[c], strict=True)
                ]
    inverse = [row[n:] for row in rows]
    return np.array(
        [[float(inverse[i][j] / inverse[j][j]) for j in range(n)] for i in range(n)]
    )


@pytest.mark.skipif(
    np.finfo(np.longdouble).eps == np.finfo(np.float64).eps,
    reason="this platform has no long double to refine the inverse with",
)
@pytest.mark.parametrize("seed", range(5))
def test_small_responses_survive_beside_large_rates(seed: int) -> None:
    """Plain inversion gets entries of these matrices wrong by factors up to 10^7."""
    rng = np.random.default_rng(seed)
    jacobian = random_jacobian(10, rng)
    sizes = 10.0 ** rng.integers(-6, 10, (10, 10))
    jacobian = np.where(jacobian != 0, jacobian * sizes, 0.0)
    expected = exact_sensitivity(jacobian)
    assert np.allclose(sensitivity(jacobian).matrix, expected, rtol=1e-10, atol=0)
