"""The registry of predictors, and how a new one is added."""

import numpy as np
import pytest

from bioripple.arrays import Floats
from bioripple.evaluation import untrained
from bioripple.evaluation.cases import Case
from bioripple.network.tiers import TIER_ORDER, Network, Topology, Wiring
from bioripple.predictors.registry import (
    BEYOND,
    BY_ID,
    CLASSIFIERS,
    ORACLES,
    PREDICTORS,
    TABLE1,
    UNTRAINED,
    Predictor,
    label_of,
)
from bioripple.predictors.topology import ALPHA, BASELINES, closeness
from bioripple.vocabulary import REFERENCE
from tests.support.kinetic_networks import random_kinetics, response

INPUTS, JACOBIAN = random_kinetics(6, seed=1)
CASE = Case("m1", INPUTS, {"dynamo": response(JACOBIAN)}, Wiring(-INPUTS.sign.T))


def test_ids_and_labels_are_of_one_predictor_each() -> None:
    assert len(BY_ID) == len(PREDICTORS)
    assert len({each.label for each in PREDICTORS}) == len(PREDICTORS)
    assert label_of(REFERENCE) == "Distance (directed)"
    assert label_of("some variant") == "some variant"


def test_what_table_1_compares_is_what_the_step_computes() -> None:
    computed = [each.id for each in TABLE1 if each.kind == "closed form"]
    assert computed == list(BASELINES)


def test_who_knows_the_answer_has_no_tier() -> None:
    knowing = {each.id for each in PREDICTORS if each.kind in ("truth", "oracle")}
    assert knowing == {"biochemical", *ORACLES}
    without = {each.id for each in PREDICTORS if each.tier is None}
    assert without - knowing == {
        "learned_kinetics",
        "learned_kinetics_ensemble",
        "learned_wiring",
        "learned_structure",
    }


def test_ties_are_jittered_where_dynamo_does() -> None:
    jittered = {each.family for each in PREDICTORS if each.ties == "jitter"}
    assert jittered == {"distance", "first_neighbour", "enhancement"}


@pytest.mark.parametrize(
    "predictor",
    [each for each in PREDICTORS if each.kind == "closed form"],
    ids=lambda each: each.id,
)
def test_a_closed_form_predicts_and_says_what_it_is(predictor: Predictor) -> None:
    found = predictor.predict(CASE.inputs, "dynamo", seed=0)
    n = CASE.inputs.size
    assert found.shape == (n, n)
    assert np.isfinite(found).all()
    assert predictor.summary.endswith(".")
    assert predictor.tier in TIER_ORDER


@pytest.mark.parametrize("name", ["biochemical", *ORACLES, *CLASSIFIERS])
def test_what_is_no_closed_form_cannot_be_computed(name: str) -> None:
    with pytest.raises(TypeError, match=rf"{name} is .*, expected a closed form"):
        BY_ID[name].predict(CASE.inputs, "dynamo", seed=0)


def test_every_tier_has_somebody_who_learns_nothing() -> None:
    assert list(UNTRAINED) == list(TIER_ORDER)
    for tier, each in UNTRAINED.items():
        known = CASE.of_tier(tier, "dynamo")
        found = each.predict(known, "dynamo", seed=0)
        assert found.shape == known.sign.shape


def test_what_needs_only_signs_takes_those_of_the_equations() -> None:
    for each in PREDICTORS:
        if each.kind != "closed form":
            assert "wiring" not in each.tiers
        elif each.tier == "topology":
            found = each.predict(CASE.wiring, "dynamo", seed=0)
            told = each.predict(Topology(CASE.wiring.sign), "dynamo", seed=0)
            np.testing.assert_array_equal(found, told)
        else:
            with pytest.raises(TypeError, match="Wiring does not hold what"):
                each.predict(CASE.wiring, "dynamo", seed=0)


def test_the_reference_is_the_distance_model() -> None:
    found = BY_ID[REFERENCE].predict(CASE.inputs, "relative", seed=3)
    np.testing.assert_array_equal(found, closeness(CASE.inputs.sign, directed=True))


def test_propagation_passes_on_as_much_as_the_configuration_says() -> None:
    name = "propagation_signed_directed"
    found = BY_ID[name].predict(CASE.inputs, "dynamo", seed=0)
    expected = BASELINES[name](CASE.inputs.sign, alpha=ALPHA)
    np.testing.assert_array_equal(found, expected)


def test_a_new_closed_form_is_a_function_and_a_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What docs/howto says; it is scored without anything else."""

    def in_degree(inputs: Network) -> Floats:
        """Rank by the number of links into the affected node."""
        degree = np.count_nonzero(inputs.sign, axis=1).astype(np.float64)
        return np.repeat(degree[:, None], inputs.size, axis=1)

    line = Predictor(
        "in_degree", "In-degree", "closed form", "topology", compute=in_degree
    )
    monkeypatch.setitem(BY_ID, line.id, line)
    monkeypatch.setattr(
        untrained, "CLOSED_FORMS", [(line, tier) for tier in line.tiers]
    )
    rows = untrained.score_closed_forms(CASE, seed=0)
    assert {row["predictor"] for row in rows} == {"in_degree"}
    assert {row["truth"] for row in rows} == set(CASE.truths)
    assert {row["tier"] for row in rows} == {"wiring", "topology"}
    assert line.summary == "Rank by the number of links into the affected node."


def test_all_of_beyond_are_scored_or_fitted() -> None:
    scored = {each.id for each, _ in untrained.CLOSED_FORMS} - {REFERENCE}
    fitted = {f"abundance_distance_fitted_{x}" for x in untrained.FITTED.values()}
    assert scored | fitted == {each.id for each in BEYOND}
