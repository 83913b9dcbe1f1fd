"""Scores of what pilots say: on other sources only, beside distance."""

from zlib import crc32

import numpy as np
import pytest

from bioripple.evaluation.cases import Case
from bioripple.evaluation.pilots import COLUMNS, Trial, score_case, summary
from bioripple.metrics.accuracy import accuracy
from bioripple.network.tiers import AbundanceBoth, Wiring
from bioripple.predictors.pilots import FORMS, choose_pilots
from bioripple.predictors.topology import closeness
from tests.support.synthetic_networks import random_jacobian

N = 14
RNG = np.random.default_rng(3)
SIGN = np.sign(random_jacobian(N, RNG, links_per_node=4.0)).astype(np.int8)
NOTHING = np.zeros((N, 0))


def case(model: str, *, seed: int) -> Case:
    """Return a model in which the formula of the balance holds to the letter."""
    strength = 2.0 * np.random.default_rng(seed).normal(size=N)
    near = closeness(SIGN, directed=True)
    steps = np.full((N, N), np.inf)
    np.divide(1.0, near, out=steps, where=near > 0)
    truth = 10.0 ** (strength[:, None] - strength - (steps - 1.0))
    inputs = AbundanceBoth(
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
    return Case(model, inputs, {"dynamo": truth}, Wiring(SIGN))


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


def test_only_the_pilots_columns_are_told_and_only_others_scored() -> None:
    whole = case("m1", seed=0)
    truth = whole.truths["dynamo"]
    rows = score_case(whole, Trial((3,), (4,), (0.0,)))
    near = closeness(SIGN, directed=True)
    for row in rows:
        rng = np.random.default_rng([4, crc32(b"m1")])
        pilots = choose_pilots(SIGN, 3, choice=row["choice"], rng=rng)
        others = np.ones((N, N), dtype=bool)
        others[:, pilots] = False
        told = np.where(others, np.nan, truth)[:, pilots]
        guess = FORMS[row["predictor"]](SIGN, told, pilots)
        assert row["accuracy"] == accuracy(truth, guess, scored=others)
        assert row["distance"] == accuracy(truth, near, scored=others)


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
