"""Which rows there are, and what stands in those of all seeds together."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from bioripple.accuracy import accuracy
from bioripple.benchmark_scores import Case, Labels
from bioripple.files import write_arrays
from bioripple.kinetics_runs import PREDICTOR, TOGETHER
from bioripple.kinetics_scores import (
    Runs,
    Trials,
    choose_weights,
    open_runs,
    score_runs,
)
from bioripple.mixtures import WEIGHTS, mixtures
from bioripple.network import Floats
from bioripple.predictors.rivals import partner
from bioripple.truths import TruthName
from tests.kinetic_networks import random_kinetics, response

RUNS = [
    "kinetics/topology/families/seed0",
    "kinetics/topology/families/seed3",
    "kinetics/structure/models/seed0",
    "ablations/untrained/topology/families/seed0",
]
FAMILY = {"m0": "a", "m1": "a", "m2": "b", "m3": "c"}
NOISE = np.random.default_rng(0)


def make_case(number: int) -> Case:
    inputs, jacobian = random_kinetics(7 + number, seed=number)
    truth = response(jacobian)
    truths: dict[TruthName, Floats] = {"dynamo": truth}
    if number != 2:
        truths["steady_state"] = np.where(truth > 0.0, truth, np.nan)
    return Case(f"m{number}", inputs, truths)


def noisy(matrix: Floats) -> Floats:
    sizes = np.nan_to_num(np.abs(matrix))
    return np.asarray(sizes * NOISE.lognormal(size=matrix.shape))


CASES = [make_case(number) for number in range(len(FAMILY))]
PREDICTIONS: Mapping[str, Mapping[str, Floats]] = {
    run: {
        f"{case.model}/{truth}": noisy(matrix)
        for case in CASES
        for truth, matrix in case.truths.items()
    }
    for run in RUNS
}


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    paths = [tmp_path / run / "predictions.npz" for run in RUNS]
    for run, path in zip(RUNS, paths, strict=True):
        write_arrays(path, PREDICTIONS[run])
    return open_runs(paths)


def test_runs_that_differ_in_their_seed_go_together(runs: Runs) -> None:
    seeds = {
        common: [labels.seed for labels in together]
        for common, together in runs.items()
    }
    assert seeds == {
        Labels(PREDICTOR, "topology", "families"): [0, 3],
        Labels(PREDICTOR, "structure", "models"): [0],
        Labels("untrained", "topology", "families"): [0],
    }


def test_each_seed_has_a_row_for_what_it_predicts(runs: Runs) -> None:
    rows, _ = score_runs(CASES, runs, seed=0)
    pairs = sum(len(case.truths) for case in CASES)
    assert len(rows) == pairs * len(RUNS) * 2  # with and without the diagonal
    row = next(r for r in rows if (r["seed"], r["entries"]) == (3, "off_diagonal"))
    case = CASES[0]
    found = PREDICTIONS[RUNS[1]]["m0/dynamo"]
    assert (row["model"], row["truth"]) == ("m0", "dynamo")
    assert row["accuracy"] == pytest.approx(accuracy(case.truths["dynamo"], found))


def test_models_that_a_run_has_not_seen_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / RUNS[0] / "predictions.npz"
    write_arrays(path, {"m1/dynamo": PREDICTIONS[RUNS[0]]["m1/dynamo"]})
    rows, trials = score_runs(CASES, open_runs([path]), seed=0)
    assert {(row["model"], row["truth"]) for row in rows} == {("m1", "dynamo")}
    assert [list(known) for known in trials.values()] == [["m1"]]


def test_seeds_together_are_scored_with_each_weight_of_their_partner(
    runs: Runs,
) -> None:
    _, trials = score_runs(CASES, runs, seed=0)
    case, key = CASES[2], "m2/dynamo"
    tried = trials[Labels(PREDICTOR, "topology", "families"), "dynamo"]["m2"]
    assert len(tried) == len(WEIGHTS)
    untrained = partner("topology", seed=0)(case.inputs, "dynamo")
    mixed = mixtures([PREDICTIONS[run][key] for run in RUNS[:2]], untrained)
    for rows, mixture in zip(tried, mixed, strict=True):
        row = next(row for row in rows if row["entries"] == "off_diagonal")
        assert (row["predictor"], row["seed"]) == (TOGETHER, "0+3")
        assert row["accuracy"] == pytest.approx(
            accuracy(case.truths["dynamo"], mixture)
        )


def test_ablations_are_not_scored_together(runs: Runs) -> None:
    rows, trials = score_runs(CASES, runs, seed=0)
    assert {row["predictor"] for row in rows} == {PREDICTOR, "untrained"}
    assert {common.predictor for common, _ in trials} == {PREDICTOR}


def test_every_model_with_the_truth_has_the_scores_of_one_weight(runs: Runs) -> None:
    _, trials = score_runs(CASES, runs, seed=0)
    rows = choose_weights(trials, FAMILY, FAMILY, n_folds=2, seed=0)
    for (common, truth), known in trials.items():
        expected = {case.model for case in CASES if truth in case.truths}
        assert set(known) == expected
        for model, tried in known.items():
            asked = (model, common.tier, common.split, truth)
            assert [
                row
                for row in rows
                if tuple(row[key] for key in ("model", "tier", "split", "truth"))
                == asked
            ] in tried


@pytest.mark.parametrize(("split", "chosen"), [("families", 1), ("models", 4)])
def test_what_a_run_held_out_together_chooses_no_weight(
    split: str, chosen: int
) -> None:
    """The two of one family are sure of weight 4, the other two less so of weight 1."""
    best = {"m0": (4, 1.0), "m1": (4, 1.0), "m2": (1, 0.4), "m3": (1, 0.4)}
    known = {
        model: [
            [
                {
                    "model": model,
                    "entries": "off_diagonal",
                    "accuracy": accuracy if weight == favourite else 0.0,
                    "weight": weight,
                }
            ]
            for weight in range(len(WEIGHTS))
        ]
        for model, (favourite, accuracy) in best.items()
    }
    trials: Trials = {(Labels(PREDICTOR, "topology", split), "dynamo"): known}
    rows = choose_weights(trials, FAMILY, FAMILY, n_folds=len(FAMILY), seed=0)
    weights = {row["model"]: row["weight"] for row in rows}
    assert (weights["m0"], weights["m1"]) == (chosen, chosen)
