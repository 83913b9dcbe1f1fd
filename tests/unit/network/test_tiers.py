"""What each tier holds, and that nothing of a higher one comes through."""

from dataclasses import fields, replace

import numpy as np
import pytest

from bioripple.arrays import Floats
from bioripple.collection.predictor_inputs import tier_inputs
from bioripple.errors import Failed
from bioripple.network.listed import listed_of, to_file
from bioripple.network.tiers import (
    TIER_ORDER,
    TIERS,
    AbundanceBoth,
    AbundanceState,
    Network,
    Structure,
    Tier,
    Topology,
    Wiring,
    models_of,
    predict_within,
    read_inputs,
    restrict,
    write_keys,
)
from bioripple.odes.arrays import to_arrays
from bioripple.odes.system import build_odes
from bioripple.sbml.reader import read_sbml
from tests.support.sbml_text import (
    compartment,
    document,
    parameter,
    reaction,
    rule,
    species,
)

TEXT = document(
    compartment("C"),
    species("S", initialConcentration=2.0),
    species("E", initialConcentration=0.5),
    species("P", initialConcentration=0.25),
    species("held", initialConcentration=1.0, boundaryCondition=True),
    species("total"),
    species("signal", initialConcentration=3.0),
    parameter("k", 1.0, constant=True),
    reaction("make", "k*E*S/(1+held)", reactants=("S", "held"), products=("2 P",)),
    reaction("back", "k*P", reactants=("2 P",), products=("S",)),
    reaction("lose", "signal*E", reactants=("E",)),
    rule("assignment", "total", "2*S + P + held"),
    rule("rate", "signal", "-E"),
)
NODES = ["S", "E", "P", "total", "signal"]  # `held` is a satellite


def stored(jacobian: Floats) -> dict[str, np.ndarray]:
    arrays = to_file("jacobian", listed_of(jacobian))
    return {name: np.asarray(array) for name, array in arrays.items()}


def inputs() -> AbundanceBoth:
    arrays = to_arrays(build_odes(read_sbml(TEXT)))
    jacobian = {
        "nodes": np.array(NODES),
        "state": np.arange(5.0),
        **stored(np.diag([-1.0, 2.0, 0.0, 0.0, -3.0])),
    }
    return tier_inputs({k: np.asarray(v) for k, v in arrays.items()}, jacobian)


def test_inputs_of_a_model_by_hand() -> None:
    found = inputs()
    assert found.sign.tolist() == np.diag([-1, 1, 0, 0, -1]).tolist()
    #            make back lose signal'
    expected = [
        [-1, 1, 0, 0],
        [0, 0, -1, 0],
        [2, -2, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 1],
    ]
    assert found.stoichiometry.tolist() == expected
    reads = [{"S", "E"}, {"P"}, {"signal", "E"}, {"E"}]
    for column, names in enumerate(reads):
        assert {NODES[k] for k in np.flatnonzero(found.reads[:, column])} == names
    assert found.is_rule.tolist() == [False, False, False, True]
    assert not found.reversible.any()
    assert np.argwhere(found.assigned_reads).tolist() == [[3, 0], [3, 2]]
    assert found.moieties.tolist() == [[2, 0, 1, 0, 0]]
    assert found.initial.tolist() == [2.0, 0.5, 0.25, 2 * 2.0 + 0.25 + 1.0, 3.0]
    assert found.state.tolist() == [0, 1, 2, 3, 4]
    modifiers = [(NODES[i], r) for i, r in np.argwhere(found.modifiers)]
    assert modifiers == [("E", 0), ("E", 3), ("signal", 2)]


def nosy(known: Network) -> Floats:
    """Answer with all that can be found out about what it was given."""
    seen = [np.asarray(value, dtype=float) for value in vars(known).values()]
    mixed = sum(
        float((a * np.arange(1, a.size + 1).reshape(a.shape)).sum()) for a in seen
    )
    return np.full(known.sign.shape, mixed)


@pytest.mark.parametrize("tier", TIER_ORDER[1:])
def test_what_a_tier_forbids_changes_nothing(tier: Tier) -> None:
    everything, known = inputs(), TIERS[tier]
    before = predict_within(nosy, everything, known)
    allowed = {item.name for item in fields(known)}
    for item in fields(everything):
        array = getattr(everything, item.name)
        changed = ~array if array.dtype == np.bool_ else array + 1
        other = replace(everything, **{item.name: changed})
        after = predict_within(nosy, other, known)
        assert np.array_equal(before, after) == (item.name not in allowed)


def test_who_knows_more_than_whom() -> None:
    names = {tier: {item.name for item in fields(TIERS[tier])} for tier in TIER_ORDER}
    assert names["topology"] < names["structure"]
    assert names["abundance_initial"] - names["structure"] == {"initial"}
    assert names["abundance_state"] - names["structure"] == {"state"}
    assert names["abundance_both"] - names["structure"] == {"initial", "state"}


@pytest.mark.parametrize("known", [Wiring, AbundanceState])
def test_nobody_hands_down_what_it_does_not_hold(known: type[Network]) -> None:
    lacking = restrict(inputs(), Structure)
    with pytest.raises(TypeError, match=f"does not hold what {known.__name__} holds"):
        restrict(lacking, known)


def test_a_restricted_object_holds_its_tier_and_cannot_be_changed() -> None:
    everything = inputs()
    low = restrict(everything, Structure)
    assert type(low) is Structure
    assert not hasattr(low, "state")
    with pytest.raises(ValueError, match="read-only"):
        low.sign[0, 0] = 5
    assert everything.sign[0, 0] == -1


def test_a_file_hands_out_one_tier() -> None:
    everything = inputs()
    arrays = write_keys("m1", everything) | write_keys("m0", everything)
    assert models_of(arrays) == ["m0", "m1"]
    low = read_inputs({"m1/sign": everything.sign}, "m1", Topology)
    assert np.array_equal(low.sign, everything.sign)
    full = read_inputs(arrays, "m1", AbundanceBoth)
    for item in fields(full):
        assert np.array_equal(getattr(full, item.name), getattr(everything, item.name))


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
def test_an_abundance_that_is_no_number_is_told(value: float) -> None:
    arrays = {
        k: np.asarray(v) for k, v in to_arrays(build_odes(read_sbml(TEXT))).items()
    }
    state = np.arange(5.0)
    state[2] = value
    jacobian = {"nodes": np.array(NODES), "state": state, **stored(np.eye(5))}
    with pytest.raises(Failed, match=rf"abundance of 'P' at the state is {value}"):
        tier_inputs(arrays, jacobian)


def test_a_formula_that_starts_from_a_quotient_by_zero_is_told() -> None:
    text = document(
        compartment("C"),
        species("S", initialConcentration=2.0),
        species("share"),
        parameter("zero", 0.0, constant=True),
        reaction("lose", "S", reactants=("S",)),
        rule("assignment", "share", "S/zero"),
    )
    arrays = {
        k: np.asarray(v) for k, v in to_arrays(build_odes(read_sbml(text))).items()
    }
    jacobian = {
        "nodes": np.array(["S", "share"]),
        "state": np.ones(2),
        **stored(np.eye(2)),
    }
    with pytest.raises(Failed, match=r"abundance of 'share' at the start is inf"):
        tier_inputs(arrays, jacobian)
