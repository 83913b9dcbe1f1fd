"""What mutations do to Boolean models, against closed forms and exact chains."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bioripple.arrays import Floats
from bioripple.network.boolean import (
    AND,
    NOT,
    OFF,
    ON,
    OR,
    XOR,
    BooleanModel,
    Function,
    boolean_model,
    value,
)
from bioripple.responses.logical import MUTATIONS, logical_responses

A, B, C = 0, 1, 2


def test_a_chain_with_a_negation() -> None:
    """a -> b -| c: what is free is on half of the time; all else follows."""
    found = logical_responses(boolean_model("abc", [(), (A,), (B, NOT)]))
    assert found.on.tolist() == [0.5, 0.5, 0.5]
    assert found.change["knocked_out"].tolist() == [
        [-0.5, 0, 0],
        [-0.5, -0.5, 0],
        [0.5, 0.5, -0.5],
    ]
    assert found.change["forced_on"].tolist() == [
        [0.5, 0, 0],
        [0.5, 0.5, 0],
        [-0.5, -0.5, 0.5],
    ]
    assert found.change["switched"].tolist() == [[1, 0, 0], [1, 1, 0], [-1, -1, 1]]
    assert not any(error.any() for error in found.error.values())


@pytest.mark.parametrize(("gate", "on"), [(AND, 0.25), (OR, 0.75), (XOR, 0.5)])
def test_gates_of_free_inputs(gate: int, on: float) -> None:
    found = logical_responses(boolean_model("abc", [(), (), (A, B, gate)]))
    if_off, if_on = {AND: (0.0, 0.5), OR: (0.5, 1.0), XOR: (0.5, 0.5)}[gate]
    noise = pytest.approx(0.0, abs=0.03)  # 64 * 256 initial states, in 64 orders
    assert found.on[C] - on == noise
    for source in (A, B):
        expected = {
            "knocked_out": if_off - on,
            "forced_on": if_on - on,
            "switched": if_on - if_off,
        }
        for name in MUTATIONS:
            assert found.change[name][C, source] - expected[name] == noise
            assert found.change[name][source, C] == 0.0


def test_a_node_that_turns_for_ever() -> None:
    """x' = !x, y' = x, z' = x & y.

    With clocks of rate 1, E[xy] falls by 3 E[xy] and rises by E[x] + E[y] = 1: 1/3.
    """
    model = boolean_model("xyz", [(0, NOT), (0,), (0, 1, AND)])
    found = logical_responses(model)
    assert found.on == pytest.approx([1 / 2, 1 / 2, 1 / 3], abs=0.02)
    assert found.change["forced_on"][2, :2] == pytest.approx([2 / 3, 1 / 6], abs=0.02)
    assert found.change["knocked_out"][2, :2] == pytest.approx([-1 / 3] * 2, abs=0.02)
    assert (found.change["switched"][0, 1:] == 0.0).all()


def test_a_switch_rests_on_either_side() -> None:
    """a = !b, b = !a: from 00 and 11 who turns first decides."""
    found = logical_responses(boolean_model("ab", [(B, NOT), (A, NOT)]))
    assert found.on == pytest.approx([0.5, 0.5], abs=0.05)
    assert found.change["switched"].tolist() == [[1, -1], [-1, 1]]


def test_the_same_twice_and_another_seed() -> None:
    model = boolean_model("xyz", [(0, NOT), (0,), (0, 1, AND)])
    one, two, other = (logical_responses(model, seed=seed) for seed in (1, 1, 2))
    assert one.on.tolist() == two.on.tolist() != other.on.tolist()


def test_what_has_not_settled() -> None:
    """A latch that shuts once seven coins show heads: at a rate of 1/128, slowly."""
    coins = 7
    heads = [*range(coins), *[AND] * (coins - 1)]
    functions: list[Function] = [(k, NOT) for k in range(coins)]
    functions.append((*heads, coins, OR))
    model = boolean_model([*"abcdefg", "latch"], functions)
    change = logical_responses(model).change
    assert np.isnan(change["knocked_out"][coins, :coins]).all()
    assert np.isfinite(change["knocked_out"][:coins]).all()
    assert change["switched"][coins, coins] == 1.0


def exact(model: BooleanModel, held: dict[int, bool]) -> Floats:
    """Return the shares of the chain's powers, from all states alike."""
    n = len(model.nodes)
    states = list(product((False, True), repeat=n))
    place = {state: k for k, state in enumerate(states)}

    def kept(state: tuple[bool, ...]) -> tuple[bool, ...]:
        return tuple(held.get(k, bit) for k, bit in enumerate(state))

    chain = np.zeros((len(states), len(states)))
    start = np.zeros(len(states))
    for state in states:
        start[place[kept(state)]] += 1 / len(states)
        bits = np.where(state, ON, OFF)
        for node, function in enumerate(model.functions):
            turned = list(state)
            turned[node] = bool(value(function, bits)) if function else state[node]
            chain[place[state], place[kept(tuple(turned))]] += 1 / n
    lazy = (chain + np.eye(len(states))) / 2.0  # no period
    return np.asarray(start @ np.linalg.matrix_power(lazy, 2**20) @ np.array(states))


FUNCTIONS = st.recursive(
    st.sampled_from([(A,), (B,), (C,)]),
    lambda inner: st.one_of(
        inner.map(lambda it: (*it, NOT)),
        st.tuples(inner, inner, st.sampled_from([AND, OR, XOR])).map(
            lambda it: (*it[0], *it[1], it[2])
        ),
    ),
    max_leaves=4,
)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.lists(FUNCTIONS, min_size=3, max_size=3))
def test_any_three_nodes_are_as_their_chain(functions: list[Function]) -> None:
    model = boolean_model("abc", functions)
    found = logical_responses(model)
    plain = exact(model, {})
    for j in range(3):
        off, on = (exact(model, {j: held}) for held in (False, True))
        true = {"knocked_out": off - plain, "forced_on": on - plain}
        true["switched"] = on - off
        for name in MUTATIONS:
            allowed = 5.0 * found.error[name][:, j] + 1e-9
            assert (np.abs(found.change[name][:, j] - true[name]) <= allowed).all()


@pytest.mark.parametrize("numbers", [{"sequences": 1}, {"words": 0}])
def test_too_few(numbers: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="expected sequences >= 2 and words >= 1"):
        logical_responses(boolean_model("a", [()]), **numbers)
