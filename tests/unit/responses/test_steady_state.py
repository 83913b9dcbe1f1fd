"""Lasting responses against closed forms and against small values of s."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from bioripple.network.influence import reachable, signs
from bioripple.responses.sensitivity import sensitivity
from bioripple.responses.steady_state import REASONS, SteadyState, steady_state
from tests.support.synthetic_networks import random_jacobian

NAN: Any = np.nan


def respond(jacobian: Any) -> SteadyState:
    matrix = np.array(jacobian, dtype=float)
    return steady_state(matrix, np.zeros_like(matrix))


def reasons(found: SteadyState) -> set[str]:
    return {REASONS[code - 1] for code in np.unique(found.why) if code}


def test_a_chain_with_decay_multiplies_its_gains() -> None:
    """x0 → x1 → x2: dx_i = k_i x_(i-1) - d_i x_i, so each step is worth k/d."""
    found = respond([[-2, 0, 0], [3, -4, 0], [0, 5, -8]])
    expected = np.array([[1, 0, 0], [3 / 4, 1, 0], [3 / 4 * 5 / 8, 5 / 8, 1]])
    assert np.allclose(found.matrix, expected, rtol=1e-14, atol=0)


def test_a_reversible_pair_shares_what_is_added() -> None:
    """A ⇌ B with rates a, b keeps B/A = a/b whatever is put in, and wherever."""
    a, b = 3.0, 7.0
    found = respond([[-a, b], [a, -b]])
    assert np.allclose(found.matrix, np.array([[1, b / a], [a / b, 1]]), rtol=1e-14)


def test_a_conserved_cycle_responds_to_an_input_within_its_sum() -> None:
    """x pushes A → B; A + B stays: A loses what B wins, as at dB = k A dx - r dB."""
    d, k, r = 2.0, 3.0, 5.0  # decay of x; ∂v/∂x; v = forward - r B, forward from A: f
    f = 1.5
    found = respond([[-d, 0, 0], [-k, -f, r], [k, f, -r]])
    gain = k / (f + r)
    expected = np.array([[1, 0, 0], [-gain, 1, r / f], [gain, f / r, 1]])
    assert np.allclose(found.matrix, expected, rtol=1e-13, atol=0)


def test_michaelis_menten_with_product_going_back() -> None:
    """E + S ⇌ C → E + P, P → S: two sums, and the state that carries each push.

    At rest k1 E S = (k2 + k3) C and k3 C = k4 P. One more C is one more in both sums:
    E, S, C and P then share, and with the quasi-linear balances dE, dS, dP follow from
    dC: E_total = E + C, S_total = S + C + P.
    """
    e, s = Fraction(2), Fraction(3)
    k1, k2, k3, k4 = Fraction(1), Fraction(1), Fraction(2), Fraction(4)
    jacobian: list[list[Any]] = [
        [-k1 * s, -k1 * e, k2 + k3, 0],
        [-k1 * s, -k1 * e, k2, k4],
        [k1 * s, k1 * e, -k2 - k3, 0],
        [0, 0, k3, -k4],
    ]
    found = respond([[float(v) for v in row] for row in jacobian]).matrix
    # unknown dE, dS, dC, dP with k1 s dE + k1 e dS = (k2 + k3) dC and k3 dC = k4 dP
    totals = np.array([[1, 0, 1, 0], [0, 1, 1, 1]], dtype=float)
    balance = np.array([[k1 * s, k1 * e, -(k2 + k3), 0], [0, 0, k3, -k4]], dtype=float)
    answer = np.linalg.solve(
        np.vstack([balance, totals]), np.vstack([np.zeros((2, 4)), totals])
    )
    assert np.allclose(found, answer / np.diagonal(answer), rtol=1e-12)


def test_a_product_that_is_only_made_has_no_steady_state() -> None:
    """A → B, B stays: a push on A that lasts makes B grow for ever; B moves no one."""
    found = respond([[-1, 0], [1, 0]])
    assert np.array_equal(found.matrix, [[1, 0], [NAN, 1]], equal_nan=True)
    assert reasons(found) == {"accumulates"}


def test_what_follows_an_accumulating_pair_is_not_defined_either() -> None:
    """x feeds A ⇌ B, which drives y; a push on A or B is shared, and moves y."""
    jacobian = [[-1, 0, 0, 0], [1, -2, 3, 0], [0, 2, -3, 0], [0, 0, 5, -4]]
    found = respond(jacobian)
    assert np.isnan(found.matrix[1:, 0]).all()
    assert np.allclose(found.matrix[:, 1], [0, 1, 2 / 3, 2 / 3 * 5 / 4])
    assert reasons(found) == {"accumulates"}


def test_an_unstable_part_spoils_what_passes_through_it_only() -> None:
    """x → u → y and x → z; u runs away."""
    jacobian = [[-1, 0, 0, 0], [1, 0.5, 0, 0], [0, 1, -1, 0], [1, 0, 0, -1]]
    found = respond(jacobian)
    expected = [[1, 0, 0, 0], [NAN, 1, 0, 0], [NAN, NAN, 1, 0], [1, 0, 0, 1]]
    assert np.array_equal(found.matrix, expected, equal_nan=True)
    assert reasons(found) == {"unstable"}


def test_perfect_adaptation_is_an_exact_zero() -> None:
    """Integral feedback: ż = d y holds y at its set point, whatever x does."""
    rng = np.random.default_rng(0)
    for _ in range(20):
        a, b, c, d = rng.uniform(1e-3, 1e3, 4)
        # x decays; ẏ = a x - b y - c z; ż = d y
        found = respond([[-1, 0, 0], [a, -b, -c], [0, d, 0]])
        assert found.matrix[1, 0] == 0.0
        assert found.matrix[2, 0] == pytest.approx(a / c, rel=1e-9)
        # y itself does not move under a push on it: nothing can be measured by it
        assert found.matrix[0, 1] == 0.0
        assert np.isnan(found.matrix[2, 1])
        assert reasons(found) == {"rigid"}


def test_a_higher_chain_of_zeros_by_structure() -> None:
    """A linear chain fed at a constant rate: a push leaves all above it as it is."""
    n = 6
    jacobian = np.diag(-np.arange(1.0, n + 1)) + np.diag(np.arange(1.0, n), -1)
    found = respond(jacobian)
    assert not np.triu(found.matrix, 1).any()


@pytest.mark.parametrize("seed", range(6))
def test_it_is_the_normalised_inverse_where_there_is_one(seed: int) -> None:
    jacobian = random_jacobian(12, np.random.default_rng(seed))
    assert np.linalg.eigvals(jacobian).real.max() < 0
    inverse = np.linalg.inv(jacobian)
    expected = np.where(reachable(signs(jacobian)), inverse / np.diagonal(inverse), 0.0)
    assert np.allclose(respond(jacobian).matrix, expected, rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("seed", range(6))
def test_it_is_the_limit_of_the_sensitivity_as_time_grows(seed: int) -> None:
    """M of τ J goes to T as τ → ∞, sums of nodes or not."""
    rng = np.random.default_rng(seed)
    stoichiometry = np.array(
        [[-1, 1, 0, 0, 0], [1, -1, -1, 1, 0], [0, 0, 1, -1, 0], [0, 0, 0, 0, -1]]
    )
    slopes = np.array(
        [[1, 0, 0, 1], [0, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    ) * rng.uniform(0.5, 2, (5, 4))
    jacobian = stoichiometry @ slopes
    found = respond(jacobian)
    assert not found.why.any()
    slow = sensitivity(jacobian * 1e7).matrix
    assert np.allclose(found.matrix, slow, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_order_and_units_of_the_nodes_do_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    jacobian = random_jacobian(9, rng)
    jacobian[:2] = 0.0
    jacobian[:2, :2] = [[-1.0, 2.0], [1.0, -2.0]]
    found = respond(jacobian)
    order = rng.permutation(9)
    units = 10.0 ** rng.uniform(-6, 6, 9)
    changed = respond((jacobian * units[:, None] / units)[np.ix_(order, order)])
    expected = (found.matrix * units[:, None] / units)[np.ix_(order, order)]
    assert np.array_equal(changed.why, found.why[np.ix_(order, order)])
    assert np.allclose(changed.matrix, expected, rtol=1e-7, equal_nan=True)
    assert np.array_equal(changed.matrix == 0, expected == 0)


def test_a_node_given_by_a_formula_follows_it() -> None:
    """y = 2 a - b: its row is that of the formula, and no one listens to it."""
    jacobian = np.array([[-1.0, 0, 0], [3, -2, 0], [-5, 2, 0]])
    slopes = np.array([[0.0, 0, 0], [0, 0, 0], [2, -1, 0]])
    found = steady_state(jacobian, slopes)
    assert np.allclose(found.matrix, np.array([[1, 0, 0], [1.5, 1, 0], [0.5, -1, 1]]))
    assert not found.why.any()


def test_a_formula_of_what_is_not_defined_is_not_defined() -> None:
    jacobian = np.array([[-1.0, 0, 0], [1, 0, 0], [1, 0, 0]])
    slopes = np.array([[0.0, 0, 0], [0, 0, 0], [0, 1, 0]])
    found = steady_state(jacobian, slopes)
    assert np.array_equal(
        found.matrix, [[1, 0, 0], [NAN, 1, 0], [NAN, 1, 1]], equal_nan=True
    )


def test_a_sum_lost_in_round_off_is_undecided() -> None:
    lost = respond([[-1, 1], [1, -1 - 1e-13]])
    assert reasons(lost) == {"undecided"}
    assert np.isnan(lost.matrix[~np.eye(2, dtype=bool)]).all()


def test_what_is_all_but_conserved_is_no_sum() -> None:
    """A ⇌ B → with a loss of 10⁻¹¹: what is put in at A leaves, in the end, through B.

    x feeds the pair, which therefore does not accumulate.
    """
    loss = 1e-11
    found = respond([[-1, 0, 0], [1, -1, 1], [0, 1, -1 - loss]])
    assert not found.why.any()
    expected = np.array([[1, 0, 0], [1 / loss, 1, 1], [1 / loss, 1, 1]])
    assert np.allclose(found.matrix, expected, rtol=1e-4)


def test_a_slow_instability_beside_something_fast_is_seen() -> None:
    """u grows by 1 in a unit of time, within a circle with what decays by 10¹¹."""
    fast = 1e11
    found = respond([[1, 1e-3, 0], [1, -fast, 0], [0, 1, -1]])
    assert reasons(found) == {"unstable"}
    assert np.isnan(found.matrix[2, 0])


def test_a_slow_instability_within_a_conserved_sum_is_seen() -> None:
    """A + B stays, and A takes from B the faster, the more of it; x is fast."""
    fast = 1e11
    found = respond([[1, 0, 1e-3], [-1, 0, -1e-3], [1, 0, -fast]])
    assert reasons(found) == {"unstable"}


def test_a_network_without_nodes() -> None:
    assert respond(np.zeros((0, 0))).matrix.shape == (0, 0)
