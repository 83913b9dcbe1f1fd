"""How flips spread in Boolean networks."""

import numpy as np
import pytest

from bioripple.network.influence import reachable
from bioripple.predictors.boolean import STEPS, boolean_response
from tests.support.synthetic_networks import random_jacobian


def chain(signs: list[int]) -> np.ndarray:
    sign = np.zeros((len(signs) + 1, len(signs) + 1), dtype=np.int8)
    for node, value in enumerate(signs):
        sign[node + 1, node] = value
    return sign


@pytest.mark.parametrize("signs", [[1, 1, 1], [-1, 1, -1]])
def test_along_a_chain_a_flip_is_one_step_later_at_each_node(signs: list[int]) -> None:
    found = boolean_response(chain(signs), seed=0)
    assert np.array_equal(np.diagonal(found), np.ones(4))
    expected = [1.0, 1.0, (STEPS - 1) / STEPS, (STEPS - 2) / STEPS]
    assert found[:, 0] == pytest.approx(expected)


def test_what_cannot_be_reached_never_differs() -> None:
    for seed in range(3):
        sign = np.sign(random_jacobian(15, np.random.default_rng(seed))).astype(np.int8)
        found = boolean_response(sign, seed=0)
        assert not found[~reachable(sign)].any()
        assert ((found >= 0.0) & (found <= 1.0)).all()


def test_one_of_two_activators_matters_where_the_other_is_off() -> None:
    # 0 and 1 keep their random states and both activate 2
    sign = np.zeros((3, 3), dtype=np.int8)
    sign[2, :2] = 1
    found = boolean_response(sign, seed=3)
    starts = np.random.default_rng(3).integers(0, 2**64, size=3, dtype=np.uint64)
    off = 1.0 - np.bitwise_count(starts) / 64.0
    assert found[2, 0] == pytest.approx(off[1])
    assert found[2, 1] == pytest.approx(off[0])


def test_decay_is_no_influence() -> None:
    sign = chain([1, -1])
    decaying = sign - np.eye(3, dtype=np.int8)
    assert np.array_equal(
        boolean_response(sign, seed=0), boolean_response(decaying, seed=0)
    )


def test_the_initial_states_are_seeded() -> None:
    sign = np.sign(random_jacobian(15, np.random.default_rng(1))).astype(np.int8)
    first, same, other = (boolean_response(sign, seed=seed) for seed in (0, 0, 1))
    assert np.array_equal(first, same)
    assert not np.array_equal(first, other)
