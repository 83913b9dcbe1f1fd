"""Which rows there are, and what stands in those of all seeds together."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from bioripple.arrays import Floats
from bioripple.evaluation.cases import Case
from bioripple.evaluation.ensembles import WEIGHTS, mixtures
from bioripple.evaluation.kinetics import (
    Kind,
    Trial,
    choose_weights,
    open_runs,
    score_runs,
)
from bioripple.evaluation.scores import Labels, Row
from bioripple.metrics.accuracy import accuracy
from bioripple.network.tiers import Wiring
from bioripple.predictors.registry import UNTRAINED
from bioripple.runtime.files import write_arrays
from bioripple.vocabulary import ENSEMBLE, LEARNED_KINETICS, TruthName
from tests.support.kinetic_networks import random_kinetics, response

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
    return Case(f"m{number}", inputs, truths, Wiring(inputs.sign), inputs)


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
def runs(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / run / "predictions.npz" for run in RUNS]
    for run, path in zip(RUNS, paths, strict=True):
        write_arrays(path, PREDICTIONS[run])
    return paths


def score_all(runs: list[Path]) -> tuple[list[Row], dict[str, Trial]]:
    found = {case.model: score_runs(case, runs, seed=0) for case in CASES}
    rows = [row for each, _ in found.values() for row in each]
    return rows, {model: trial for model, (_, trial) in found.items()}


def test_runs_that_differ_in_their_seed_go_together(runs: list[Path]) -> None:
    seeds = {
        common: [labels.seed for labels in together]
        for common, together in open_runs(runs).items()
    }
    assert seeds == {
        Labels(LEARNED_KINETICS, "topology", "families"): [0, 3],
        Labels(LEARNED_KINETICS, "structure", "models"): [0],
        Labels("untrained", "topology", "families"): [0],
    }


def test_each_seed_has_a_row_for_what_it_predicts(runs: list[Path]) -> None:
    rows, _ = score_all(runs)
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
    rows, trials = score_all([path])
    assert {(row["model"], row["truth"]) for row in rows} == {("m1", "dynamo")}
    assert [model for model, trial in trials.items() if trial] == ["m1"]


def test_seeds_together_are_scored_with_each_weight_of_what_stands_beside(
    runs: list[Path],
) -> None:
    _, trials = score_all(runs)
    case, key = CASES[2], "m2/dynamo"
    tried = trials["m2"][Labels(LEARNED_KINETICS, "topology", "families"), "dynamo"]
    assert len(tried) == len(WEIGHTS)
    untrained = UNTRAINED["topology"].predict(case.inputs, "dynamo", seed=0)
    mixed = mixtures([PREDICTIONS[run][key] for run in RUNS[:2]], untrained)
    for rows, mixture in zip(tried, mixed, strict=True):
        row = next(row for row in rows if row["entries"] == "off_diagonal")
        assert (row["predictor"], row["seed"]) == (ENSEMBLE, "0+3")
        assert row["accuracy"] == pytest.approx(
            accuracy(case.truths["dynamo"], mixture)
        )


def test_ablations_are_not_scored_together(runs: list[Path]) -> None:
    rows, trials = score_all(runs)
    assert {row["predictor"] for row in rows} == {LEARNED_KINETICS, "untrained"}
    assert {common.predictor for trial in trials.values() for common, _ in trial} == {
        LEARNED_KINETICS
    }


def test_every_model_with_the_truth_has_the_scores_of_one_weight(
    runs: list[Path],
) -> None:
    _, trials = score_all(runs)
    rows = choose_weights(trials, FAMILY, n_folds=2, seed=0)
    for case in CASES:
        assert {truth for _, truth in trials[case.model]} == set(case.truths)
    for model, trial in trials.items():
        for (common, truth), tried in trial.items():
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
    kind: Kind = (Labels(LEARNED_KINETICS, "topology", split), "dynamo")
    trials: dict[str, Trial] = {model: {kind: tried} for model, tried in known.items()}
    rows = choose_weights(trials, FAMILY, n_folds=len(FAMILY), seed=0)
    weights = {row["model"]: row["weight"] for row in rows}
    assert (weights["m0"], weights["m1"]) == (chosen, chosen)
