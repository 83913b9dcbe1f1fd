"""A predictor of one's own: loaded, kept within its tier, scored as all others."""

from pathlib import Path

import numpy as np
import pytest

from bioripple.errors import Failed, Refused
from bioripple.evaluation.dataset import Dataset, write_dataset
from bioripple.evaluation.own_predictor import (
    OwnPredictor,
    load_predictor,
    score_own,
)
from bioripple.network.tiers import Tier
from bioripple.predictors.topology import closeness
from bioripple.vocabulary import REFERENCE
from tests.unit.evaluation.test_dataset import random_cases

FAMILY = {f"m{k}": f"F{k // 2}" for k in range(8)}


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    path = tmp_path_factory.mktemp("data") / "d.npz"
    write_dataset(path, random_cases(8), FAMILY, n_folds=4)
    return Dataset(path)


def distance(inputs, truth, seed):
    return closeness(inputs.sign, directed=True)


@pytest.mark.parametrize("tier", ["wiring", "topology"])
def test_the_distance_model_gains_nothing_over_itself(
    dataset: Dataset, tier: Tier
) -> None:
    own = OwnPredictor("mine", tier, distance)
    table, scores = score_own(own, dataset, draws=100, seed=0)
    rows = table[table["entries"] == "off_diagonal"]
    assert rows["truth"].tolist() == ["dynamo"]
    assert rows["gain"].tolist() == [0.0]
    assert rows["n_models"].tolist() == [8]
    assert set(scores["predictor"]) == {"mine", REFERENCE}
    assert set(scores["tier"]) == {tier}


def test_who_learns_sees_other_families_only(dataset: Dataset) -> None:
    """One that has learned the answers by heart knows none of its test models."""
    seen: list[set[bytes]] = []

    def fit(examples, truth, seed):
        seen.append({inputs.sign.tobytes() for inputs, _ in examples})
        return seen[-1]

    def predict(inputs, truth, seed, learned):
        assert inputs.sign.tobytes() not in learned
        return closeness(inputs.sign, directed=True)

    table, _ = score_own(
        OwnPredictor("mine", "structure", predict, fit), dataset, draws=100, seed=0
    )
    assert table["split"].unique().tolist() == ["families"]
    assert {len(each) for each in seen} <= {4, 6}


def test_a_tier_holds_nothing_of_the_tiers_above(dataset: Dataset) -> None:
    def predict(inputs, truth, seed):
        assert not hasattr(inputs, "state")
        assert not hasattr(inputs, "stoichiometry")
        assert not inputs.sign.flags.writeable
        return np.abs(inputs.sign)

    score_own(OwnPredictor("mine", "topology", predict), dataset, draws=100, seed=0)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (np.zeros((3, 3)), r"m0: predict returned float64 of shape \(3, 3\)"),
        (np.full((8, 8), np.nan), "m0: predict returned 64 numbers that are no"),
        (np.array("text"), "m0: predict returned <U4"),
    ],
)
def test_what_is_no_prediction_is_named(dataset: Dataset, answer, why) -> None:
    own = OwnPredictor("mine", "topology", lambda inputs, truth, seed: answer)
    with pytest.raises(Failed, match=why):
        score_own(own, dataset, draws=100, seed=0)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "TIER is None"),
        ("TIER = 'all'", "TIER is 'all'; expected one of 'wiring', 'topology'"),
        ("TIER = 'topology'", r"a function predict\(inputs, truth, seed\)"),
        (
            "TIER = 'topology'\ndef fit(e, t, s): ...\ndef predict(inputs): ...",
            r"predict\(inputs, truth, seed, learned\)",
        ),
    ],
)
def test_what_is_no_predictor_is_refused(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "mine.py").write_text(text)
    with pytest.raises(Refused, match=why):
        load_predictor(tmp_path / "mine.py")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="expected a Python file"):
        load_predictor(tmp_path / "mine.py")
