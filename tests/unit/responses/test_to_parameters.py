"""Responses to what is held, against closed forms and the older ways to them."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from bioripple.answers.simulated import hold
from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.jacobian import NodeJacobian, node_jacobian
from bioripple.dynamics.steady_point import steady_point
from bioripple.dynamics.sums import conserved_sums
from bioripple.odes.system import OdeSystem
from bioripple.responses.sensitivity import sensitivity
from bioripple.responses.steady_state import steady_state
from bioripple.responses.to_parameters import lasting, push, with_constants
from tests.support import kinetic_models as models

NOTHING = np.zeros((0, 3))


def jacobian_with(system: OdeSystem, *names: str) -> NodeJacobian:
    """Return the Jacobian at the steady state, with columns for constants."""
    state = np.append(steady_point(system).state, [system.constants[n] for n in names])
    compiled = compile_system(with_constants(system, names), t_end=1.0)
    return node_jacobian(compiled, state, t=0.0)


def response_to(system: OdeSystem, name: str) -> dict[str, float]:
    """Return d ln x / d ln p of every node."""
    found = jacobian_with(system, name)
    place = found.nodes.tolist().index(name)
    sums = conserved_sums(hold(system, {}))
    conserved = np.zeros((len(sums), len(found.nodes)))
    at = [found.nodes.tolist().index(state) for state in system.states]
    conserved[:, at] = sums
    change = lasting(
        found.jacobian, found.slopes, conserved, [place], [found.state[place]]
    ).change
    return dict(zip(found.nodes.tolist(), (change / found.state).tolist(), strict=True))


def test_a_chain_follows_its_rate_constants() -> None:
    """a = kin/k, b = kin/d."""
    system = models.chain()
    for name, a, b in [("kin", 1.0, 1.0), ("k", -1.0, 0.0), ("d", 0.0, -1.0)]:
        found = response_to(system, name)
        assert (found["a"], found["b"]) == pytest.approx((a, b), abs=1e-12), name


def test_saturation_amplifies() -> None:
    """s = h v / (t - v): a power t / (t - v) of v, and minus that of t."""
    system = models.michaelis_menten(top=3.0, half=2.0)
    for name, expected in [("v", 1.5), ("top", -1.5), ("half", 1.0)]:
        assert response_to(system, name)["s"] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("v1", [0.9, 1.3])
def test_a_switch_that_keeps_its_sum_is_ultrasensitive(v1: float) -> None:
    """Against differences of the closed form; w + p = 1, and a species is the input."""
    found = response_to(models.goldbeter_koshland(v1=v1), "kinase")
    share, h = models.koshland_closed_form, 1e-5
    above, below = share(v1 * (1 + h), 1, 0.1, 0.2), share(v1 * (1 - h), 1, 0.1, 0.2)
    at = share(v1, 1, 0.1, 0.2)
    expected = (above - below) / (2 * h)
    assert found["p"] * at == pytest.approx(expected, rel=1e-6)
    assert found["w"] * (1 - at) == pytest.approx(-expected, rel=1e-6)


def test_one_held_node_is_a_column_of_the_older_matrices() -> None:
    rng = np.random.default_rng(3)
    jacobian = rng.normal(size=(6, 6)) - 6.0 * np.eye(6)
    none = np.zeros((0, 6))
    zero = np.zeros_like(jacobian)
    at_rest, pushed = steady_state(jacobian, zero).matrix, sensitivity(jacobian).matrix
    for node in range(6):
        found = lasting(jacobian, zero, none, [node], [1.0])
        assert np.allclose(found.change, at_rest[:, node], rtol=1e-10, atol=0)
        moved = push(csr_array(jacobian), [node], [1.0]).change
        assert np.allclose(moved, pushed[:, node], rtol=1e-12, atol=0)


def test_two_held_nodes_have_their_own_values_and_share_what_follows() -> None:
    """x0 → x2 ← x1: x2 moves by the sum of both gains."""
    jacobian = np.array([[-1.0, 0.5, 0.0], [0.0, -1.0, 0.0], [2.0, 3.0, -4.0]])
    found = lasting(jacobian, np.zeros((3, 3)), NOTHING, [0, 1], [0.1, 0.2])
    assert found.change == pytest.approx([0.1, 0.2, (2 * 0.1 + 3 * 0.2) / 4])


def test_a_node_that_a_formula_gives_follows_it_and_cancels_exactly() -> None:
    jacobian = np.array([[0.0, 0.0, 0.0], [2.0, -1.0, 0.0], [0.0, 0.0, 0.0]])
    slopes = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [-6.0, 3.0, 0.0]])
    found = lasting(jacobian, slopes, NOTHING, [0], [1.0])
    assert found.change.tolist() == [1.0, 2.0, 0.0]


def test_reasons_are_named() -> None:
    """A node that runs away; one that only gains; what is not reached is 0 anyway."""
    jacobian = np.array([[-1.0, 0.0, 0.0], [1.0, 0.5, 0.0], [0.0, 0.0, -1.0]])
    found = lasting(jacobian, np.zeros((3, 3)), NOTHING, [0], [1.0])
    assert not found.stays and found.change.tolist() == [1.0, -2.0, 0.0]
    jacobian[1, 1] = 0.0
    found = lasting(jacobian, np.zeros((3, 3)), NOTHING, [0], [1.0])
    assert found.why.tolist() == ["", "accumulates", ""]


def test_an_unknown_constant() -> None:
    with pytest.raises(KeyError, match="nobody"):
        with_constants(models.chain(), ["nobody"])
