"""Scores of what pilots say: on other sources only, beside distance."""

import numpy as np
import pytest

from bioripple.evaluation.cases import Case
from bioripple.evaluation.pilots import COLUMNS, Trial, score_case, summary
from bioripple.network.tiers import AbundanceState
from bioripple.predictors.pilots import FORMS
from bioripple.predictors.topology import closeness
from tests.support.synthetic_networks import random_jacobian

N = 14
SIGN = np.sign(random_jacobian(N, np.random.default_rng(3))).astype(np.int8)
NOTHING = np.zeros((N, 0))


def case(model: str, *, seed: int) -> Case:
    """Return a model in which the formula of the balance holds to the letter."""
    strength = np.random.default_rng(seed).normal(size=N)
    near = closeness(SIGN, directed=True)
    steps = np.full((N, N), np.inf)
    np.divide(1.0, near, out=steps, where=near > 0)
    truth = 10.0 ** (strength[:, None] - strength - (steps - 1.0))
    inputs = AbundanceState(
        SIGN,
        NOTHING,
        NOTHING > 0,
        np.zeros(0, dtype=bool),
        np.zeros(0, dtype=bool),
        np.zeros((N, N), dtype=bool),
        np.zeros((0, N)),
        np.ones(N),
        np.ones(N),
    )
    return Case(model, inputs, {"dynamo": truth})


def test_pilots_are_worth_more_the_more_they_are_and_less_with_errors() -> None:
    rows = score_case(case("m1", seed=0), Trial((1, 6, 8), (0, 1, 2), (0.0, 2.0)))
    assert {row["pilots"] for row in rows} == {1, 6}  # 8 of 14 are more than half
    mean = {
        (count, noise): np.mean(
            [
                row["accuracy"]
                for row in rows
                if row["predictor"] == "pilot_balance"
                and (row["pilots"], row["noise"]) == (count, noise)
            ]
        )
        for count in (1, 6)
        for noise in (0.0, 2.0)
    }
    distance = np.mean([row["distance"] for row in rows])
    assert mean[6, 0.0] > mean[1, 0.0] > distance + 0.02
    assert mean[6, 2.0] < mean[6, 0.0] - 0.05


def test_what_pilots_did_in_other_columns_is_not_told() -> None:
    """Spoiling the sources that are scored changes no prediction, but its score."""
    whole = case("m1", seed=0)
    trial = Trial((3,), (0,), (0.0,))
    first = score_case(whole, trial)
    for row in first:
        assert set(row) >= {"predictor", "truth", "choice", "seed", "model"}
    truth = whole.truths["dynamo"]
    backwards = Case("m1", whole.inputs, {"dynamo": np.where(truth > 0, 1 / truth, 0)})
    second = score_case(backwards, trial)
    gains = [
        [row["accuracy"] - row["distance"] for row in rows] for rows in (first, second)
    ]
    assert min(gains[0]) > 0
    assert gains[0] != gains[1]


def test_means_are_over_models_of_means_over_draws() -> None:
    models = {name: case(name, seed=k) for k, name in enumerate(("m1", "m2", "m3"))}
    trial = Trial((2,), (0, 1), (0.0,))
    rows = [row for each in models.values() for row in score_case(each, trial)]
    sets = {"all": {"m1", "m2"}, "unfiltered": set(models)}
    table = summary(rows, sets, {"m1": "f", "m2": "g"}, draws=20, seed=0)
    assert table.columns.tolist() == list(COLUMNS)
    assert len(table) == len(FORMS) * 2 * 2
    for row in table.to_dict("records"):
        values = [
            each["accuracy"]
            for each in rows
            if (each["predictor"], each["choice"]) == (row["predictor"], row["choice"])
            and each["model"] in sets[str(row["evaluation_set"])]
        ]
        assert row["mean"] == pytest.approx(np.mean(values))
        assert row["gain"] == pytest.approx(row["mean"] - row["distance"])
    assert summary([], sets, {}, draws=20, seed=0).empty
