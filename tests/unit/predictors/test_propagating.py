"""What is passed along edges, against the dense predictors."""

from functools import partial

import numpy as np
import pytest

from bioripple.network.influence import distances
from bioripple.network.steps import Walker
from bioripple.predictors.propagating import (
    AUTO,
    OWN_NETWORK,
    PASSINGS,
    SAID_OF,
    chosen,
    passing,
    propagation_passing,
    signed_distance,
)
from bioripple.predictors.registry import BY_ID
from bioripple.predictors.topology import propagation
from tests.support.signed_networks import drawn, of_text, with_processes

ALPHAS = {"propagation_signed_directed": 0.9} | {
    f"propagation_{alpha:g}": alpha for alpha in (0.1, 0.3, 0.5, 0.7, 0.9, 0.99)
}


@pytest.mark.parametrize("name", ALPHAS)
def test_it_is_the_predictor_of_the_same_name(name: str) -> None:
    network = drawn(30, 2.0, seed=1)
    passed = passing(name, network)
    (member,) = passed.members
    found = passed.scale * np.linalg.inv(np.eye(30) - member.toarray())
    dense = propagation(
        network.sign.toarray(), directed=True, signed=True, alpha=ALPHAS[name]
    )
    assert np.allclose(found, dense, atol=1e-12)
    compute = BY_ID[name].compute
    assert isinstance(compute, partial)
    assert compute.keywords.get("alpha", 0.9) == ALPHAS[name]


@pytest.mark.parametrize("name", PASSINGS)
def test_sums_over_all_paths_converge(name: str) -> None:
    for seed in range(3):
        for member in passing(name, with_processes(drawn(40, 3.0, seed))).members:
            radius = np.abs(np.linalg.eigvals(abs(member).toarray())).max()
            assert radius < 1


def test_what_is_offered_has_a_name_for_people() -> None:
    assert set(OWN_NETWORK) <= set(BY_ID)
    said = {name: (BY_ID[name].label, BY_ID[name].published) for name in OWN_NETWORK}
    assert said == SAID_OF


def test_what_does_not_exist_is_refused() -> None:
    network = of_text("A -> B")
    with pytest.raises(ValueError, match="expected one of learned_wiring, learned_"):
        passing("boolean", network)
    with pytest.raises(ValueError, match="expected 0 <= alpha < 1"):
        propagation_passing(network, alpha=1.0)


def test_distance_adds_up_over_what_is_perturbed() -> None:
    network = of_text("A -> B\nB -| C\nD -> C")
    found = signed_distance(Walker(network), {0: -1.0, 3: 0.5})
    assert found.tolist() == [-1.0, -1 / 2, 1 / 3 + 0.25, 0.5]


def test_distance_has_the_sizes_of_the_dense_one_where_no_signs_cancel() -> None:
    network = drawn(30, 1.2, seed=4)
    walker = Walker(network)
    dense = 1.0 / (1.0 + distances(network.sign.toarray(), directed=True))
    for k in range(30):
        found = np.abs(signed_distance(walker, {k: 1.0}))
        whole = np.abs(walker.signed_steps(k)[1]) > 1 - 1e-12
        assert np.allclose(found[whole], dense[whole, k])
        assert (found <= dense[:, k] + 1e-12).all()


def test_auto_stands_for_the_best_without_kinetics() -> None:
    bare = of_text("A -> B")
    assert chosen(AUTO, bare) == "learned_wiring"
    known = with_processes(bare)
    assert chosen(AUTO, known) == "learned_structure"
    assert chosen(AUTO, known, has_abundances=True) == "learned_wiring"
    assert [chosen(name, bare) for name in OWN_NETWORK] == list(OWN_NETWORK)
    with pytest.raises(ValueError, match=r"one of auto, learned_wiring.*found 'ppr'"):
        chosen("ppr", bare)
