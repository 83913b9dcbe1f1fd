"""What must hold for every reaction network, from SBML to the response matrix."""

import math
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.linalg import expm, null_space

from bioripple.arrays import Floats
from bioripple.dynamics.compiled import CompiledSystem, compile_system
from bioripple.dynamics.integrate import integrate
from bioripple.dynamics.jacobian import NodeJacobian, node_jacobian
from bioripple.errors import Failed
from bioripple.odes.system import build_odes
from bioripple.responses.sensitivity import sensitivity
from bioripple.sbml.reader import read_sbml
from bioripple.validation.differences import compare
from tests.support.reaction_networks import (
    NetworkReaction,
    ReactionNetwork,
    reaction_networks,
)

T_END = 2.0


def mapped(
    network: ReactionNetwork, t: float = T_END
) -> tuple[CompiledSystem, Floats, NodeJacobian]:
    compiled = compile_system(build_odes(read_sbml(network.sbml())), t_end=t)
    state = integrate(compiled, [t], rtol=1e-9, atol=1e-13).states[0]
    return compiled, state, node_jacobian(compiled, state, t=t)


@settings(max_examples=60, deadline=None)
@given(reaction_networks())
def test_jacobians_agree_with_differences(network: ReactionNetwork) -> None:
    compiled, state, found = mapped(network)
    assert compare(compiled, state, found).worst < 1e-5


@settings(max_examples=60, deadline=None)
@given(reaction_networks())
def test_conserved_moieties_are_conserved(network: ReactionNetwork) -> None:
    laws = null_space(np.array(network.stoichiometry(), dtype=float).T).T
    _, _, found = mapped(network)
    size = max(1.0, float(np.abs(found.jacobian).max()))
    assert np.abs(laws @ found.rate).max(initial=0.0) < 1e-10 * size
    assert np.abs(laws @ found.jacobian).max(initial=0.0) < 1e-10 * size
    kept = laws @ found.state - laws @ np.array(network.initial)
    assert np.abs(kept).max(initial=0.0) < 1e-6


@settings(max_examples=30, deadline=None)
@given(reaction_networks(), st.randoms(use_true_random=False))
def test_the_order_of_the_species_means_nothing(
    network: ReactionNetwork, random: Random
) -> None:
    order = list(range(len(network.initial)))
    random.shuffle(order)
    _, _, one = mapped(network)
    _, _, two = mapped(network.permuted(order))
    assert two.state == pytest.approx(one.state[order], rel=1e-6, abs=1e-12)
    moved = one.jacobian[np.ix_(order, order)]
    assert two.jacobian == pytest.approx(moved, rel=1e-5, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(reaction_networks(), st.floats(0.1, 10.0))
def test_a_faster_clock_scales_rates_and_jacobian(
    network: ReactionNetwork, factor: float
) -> None:
    _, _, slow = mapped(network, t=T_END)
    _, _, fast = mapped(network.faster(factor), t=T_END / factor)
    assert fast.state == pytest.approx(slow.state, rel=1e-5, abs=1e-10)
    scaled = factor * slow.jacobian
    assert fast.jacobian == pytest.approx(scaled, rel=1e-4, abs=1e-8)


@settings(max_examples=60, deadline=None)
@given(reaction_networks())
def test_responses_have_a_diagonal_of_one(network: ReactionNetwork) -> None:
    _, _, found = mapped(network)
    kept = found.without_satellites()
    assume(len(kept.nodes) > 0)
    try:
        response = sensitivity(kept.jacobian).matrix
    except Failed:
        assume(False)
    assert (np.diag(response) == 1.0).all()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.05, 2.0), min_size=2, max_size=6))
def test_a_linear_chain_follows_the_matrix_exponential(rates: list[float]) -> None:
    # s0 → s1 → … with first-order rates: x(t) = exp(A t) x(0), J = A
    n = len(rates) + 1
    network = ReactionNetwork(
        initial=(1.0,) + (0.0,) * (n - 1),
        reactions=tuple(
            NetworkReaction((k,), (k + 1,), "mass action", rate)
            for k, rate in enumerate(rates)
        ),
        size=1.7,
    )
    matrix = np.zeros((n, n))
    for k, rate in enumerate(rates):
        matrix[k, k] -= rate
        matrix[k + 1, k] += rate
    _, state, found = mapped(network)
    assert found.jacobian == pytest.approx(matrix, rel=1e-13)
    exact = expm(matrix * T_END)[:, 0]
    assert state == pytest.approx(exact[: len(state)], rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("n", [2, 3, 5])
def test_the_responses_of_a_chain_are_products_of_gains(n: int) -> None:
    # (I − J) is bidiagonal: M[i, j] = Π_{j < k ≤ i} r_{k-1} / (1 + r_k)
    rates = [0.3, 1.1, 0.7, 2.0, 0.4][:n]
    reactions = [
        NetworkReaction((k,), (k + 1,), "mass action", rate)
        for k, rate in enumerate(rates)
    ]
    network = ReactionNetwork((1.0,) * (n + 1), tuple(reactions), 1.0)
    _, _, found = mapped(network)
    response = sensitivity(found.without_satellites().jacobian).matrix
    decay = [*rates, 0.0]
    for j in range(n + 1):
        for i in range(n + 1):
            gains = [decay[k - 1] / (1 + decay[k]) for k in range(j + 1, i + 1)]
            expected = math.prod(gains) if i >= j else 0.0
            assert response[i, j] == pytest.approx(expected, rel=1e-12)


def test_a_michaelis_menten_cycle_by_hand() -> None:
    # s0 ⇌ s1, both saturating with K = 0.5: J = [[−f0, f1], [f0, −f1]],
    # f = k·K/(K + s)²; by hand, M = [[1, f1/(1+f0)], [f0/(1+f1), 1]]
    network = ReactionNetwork(
        initial=(1.5, 0.5),
        reactions=(
            NetworkReaction((0,), (1,), "saturating", 0.8),
            NetworkReaction((1,), (0,), "saturating", 0.3),
        ),
        size=2.0,
    )
    _, state, found = mapped(network)
    f0, f1 = (k * 0.5 / (0.5 + s) ** 2 for k, s in zip((0.8, 0.3), state, strict=True))
    assert found.jacobian == pytest.approx(np.array([[-f0, f1], [f0, -f1]]), rel=1e-12)
    expected = np.array([[1.0, f1 / (1 + f0)], [f0 / (1 + f1), 1.0]])
    assert sensitivity(found.jacobian).matrix == pytest.approx(expected, rel=1e-12)
