"""Abundances at unit rates: closed forms, and what must not happen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from bioripple.arrays import Floats
from bioripple.network.tiers import AbundanceInitial
from bioripple.predictors.kinetics.edge_relaxation import (
    TIMES,
    relax,
    relaxation_features,
)
from bioripple.predictors.kinetics.edge_topology import find_edges
from tests.support.kinetic_networks import random_kinetics


def network(
    stoichiometry: ArrayLike, initial: ArrayLike, **changes: ArrayLike
) -> AbundanceInitial:
    moved = np.array(stoichiometry, dtype=float)
    n, r = moved.shape
    arrays: dict[str, ArrayLike] = {
        "reads": moved < 0.0,
        "is_rule": np.zeros(r, dtype=bool),
        "reversible": np.zeros(r, dtype=bool),
    }
    return AbundanceInitial(
        sign=np.ones((n, n), dtype=np.int8),
        stoichiometry=moved,
        assigned_reads=np.zeros((n, n), dtype=bool),
        moieties=np.zeros((0, n)),
        initial=np.array(initial, dtype=float),
        **{name: np.array(value) for name, value in (arrays | changes).items()},
    )


def after(inputs: AbundanceInitial, time: float) -> Floats:
    (found,) = relax(inputs, [time])
    return found


def test_a_decay_is_exponential() -> None:
    found = after(network([[-1.0], [1.0]], [2.0, 0.0]), 1.0)
    assert found == pytest.approx([2.0 / np.e, 2.0 - 2.0 / np.e], rel=0.05)


def test_the_scarcest_substrate_sets_the_pace_and_coefficients_do_not() -> None:
    found = after(network([[-1.0], [-3.0], [1.0]], [1.0, 100.0, 0.0]), 1.0)
    assert found[0] == pytest.approx(np.exp(-1.0), rel=0.05)
    assert found[1] == pytest.approx(99.0 + np.exp(-1.0), rel=0.01)


def test_a_reversible_reaction_comes_to_rest_in_the_middle() -> None:
    found = after(network([[-1.0], [1.0]], [3.0, 0.0], reversible=[True]), 30.0)
    assert found[0] == pytest.approx(found[1], rel=1e-3)


def test_without_its_modifier_a_reaction_does_not_run() -> None:
    inputs = network(
        [[-1.0], [1.0], [0.0]], [5.0, 1.0, 0.0], reads=[[True], [False], [True]]
    )
    assert after(inputs, 3.0) == pytest.approx([5.0, 1.0, 0.0])


def test_what_has_no_substrate_is_made_as_fast_as_is_typical() -> None:
    inputs = network([[1.0], [0.0], [0.0]], [0.0, 7.0, 7.0])
    assert after(inputs, 2.0) == pytest.approx([14.0, 7.0, 7.0])


def test_rate_rules_are_left_out() -> None:
    inputs = network([[1.0]], [3.0], is_rule=[True])
    assert after(inputs, 3.0) == pytest.approx([3.0])


def test_without_processes_nothing_happens() -> None:
    assert after(network(np.zeros((2, 0)), [0.0, 4.0]), 3.0) == pytest.approx([0, 4])


@given(st.integers(0, 1000), st.lists(st.booleans(), min_size=8, max_size=8))
def test_abundances_stay_finite_and_are_never_negative(
    seed: int, missing: list[bool]
) -> None:
    inputs, _ = random_kinetics(8, seed=seed)
    inputs.initial[np.array(missing)] = 0.0
    for abundance in relax(inputs, TIMES):
        assert np.isfinite(abundance).all()
        assert (abundance >= 0.0).all()


def test_the_unit_of_abundance_does_not_matter() -> None:
    inputs, _ = random_kinetics(8, seed=1)
    edges = find_edges(inputs.sign)
    before = relaxation_features(inputs, edges)
    inputs.initial[:] *= 1e-9
    for name, values in relaxation_features(inputs, edges).items():
        assert values == pytest.approx(before[name], abs=1e-9), name
