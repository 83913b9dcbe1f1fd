"""The step that learns kinetics, on a few random networks."""

import json
from itertools import product
from pathlib import Path
from typing import Any

import kinetics_examples
import numpy as np
import pytest
import torch
import train_kinetics
from numpy.typing import ArrayLike

from bioripple.network.influence import reachable
from bioripple.network.tiers import Structure, Tier, restrict, write_keys
from bioripple.predictors.checkpoint import read_checkpoint
from bioripple.predictors.kinetics.example import make_example
from bioripple.predictors.kinetics.folds import kinetics_perceptrons
from bioripple.predictors.kinetics.perceptron import predict
from bioripple.predictors.kinetics.settings import Settings
from bioripple.runtime.files import read_arrays, write_arrays, write_text
from bioripple.runtime.rows import read_rows
from bioripple.vocabulary import LEARNED_TRUTHS, TRUTHS
from tests.support.kinetic_networks import random_kinetics, response
from tests.support.synthetic_networks import write_families

Paths = dict[str, Path]
SIZES = {f"m{k}": 10 + k for k in range(6)} | {"small": 5}
INPUTS = {name: random_kinetics(n, seed=n) for name, n in SIZES.items()}
FAMILY = {name: "m0" if name in ("m0", "m1", "small") else name for name in SIZES}
SCORED = [name for name in SIZES if name != "small"]
# m5 has no truth at rest, and no prediction for one.
PREDICTED = {f"{name}/{truth}" for name in SCORED for truth in LEARNED_TRUTHS} - {
    "m5/steady_state"
}


@pytest.fixture
def collection(tmp_path: Path) -> Paths:
    paths = {
        "inputs": tmp_path / "predictor_inputs.npz",
        "truths": tmp_path / "truths.npz",
        "summary": tmp_path / "truths.tsv",
        "families": tmp_path / "families.tsv",
        "outcomes": tmp_path / "outcomes.tsv",
    }
    arrays: dict[str, ArrayLike] = {}
    for name, (inputs, _) in INPUTS.items():
        arrays |= write_keys(name, inputs, inputs)
    write_arrays(paths["inputs"], arrays)
    answers: dict[str, ArrayLike] = {}
    rows = ["model\ttruth\tscored"]
    for name in SCORED:
        matrix = response(INPUTS[name][1])
        for truth in TRUTHS:
            known = truth == "dynamo" or name != "m5"
            answers[f"{name}/{truth}"] = matrix if known else np.full_like(matrix, 0.5)
            rows.append(f"{name}\t{truth}\t{str(known).lower()}")
    write_arrays(paths["truths"], answers)
    write_text(paths["summary"], "\n".join(rows) + "\n")
    write_families(paths["families"], FAMILY)
    states = [
        f"{name}\t{'scored' if name in SCORED else 'mapped'}\tfalse" for name in SIZES
    ]
    write_text(paths["outcomes"], "\n".join(["model\tstatus\tpaper87", *states]) + "\n")
    return paths


def lay_out(collection: Paths, path: Path, *, tier: Tier) -> None:
    """Do the step before."""
    named = {name: path for name, path in collection.items() if name != "families"}
    kinetics_examples.main(
        **named, tier=tier, max_seconds=60, max_memory_mb=2000, examples=path
    )


def run(collection: Paths, folder: Path, **changes: Any) -> Paths:
    options: dict[str, Any] = {
        "tier": "abundance_both",
        "split": "families",
        "seed": 3,
        "folds": 3,
        "width": 8,
        "dropout": 0.1,
        "learning_rate": 0.01,
        "weight_decay": 0.01,
        "epochs": 2,
        "batch": 2,
        "pairs": 20,
        "max_nodes": 14,
        "device": "cpu",
        "threads": 1,
    }
    examples = folder / "examples.npz"
    lay_out(collection, examples, tier=changes.get("tier", options["tier"]))
    outputs = {
        "predictions": folder / "predictions.npz",
        "metrics": folder / "metrics.json",
        "losses": folder / "losses.tsv",
        "checkpoint": folder / "checkpoint.pt",
    }
    known = {"examples": examples, "families": collection["families"]}
    everything: dict[str, Any] = {**known, **options, **changes, **outputs}
    train_kinetics.main(**everything)
    return outputs


def test_all_scored_models_are_predicted_for_all_truths(
    collection: Paths, tmp_path: Path
) -> None:
    outputs = run(collection, tmp_path / "run")
    found = read_arrays(outputs["predictions"])
    assert set(found) == PREDICTED
    for key, prediction in found.items():
        sign = INPUTS[key.split("/")[0]][0].sign
        assert prediction.dtype == np.float32
        assert np.array_equal(prediction > 0, reachable(sign))


def test_metrics_say_what_was_run_and_where(collection: Paths, tmp_path: Path) -> None:
    outputs = run(collection, tmp_path / "run", tier="topology")
    facts = json.loads(outputs["metrics"].read_text())
    expected = {
        "tier": "topology",
        "split": "families",
        "seed": 3,
        "device": "cpu",
        "threads": 1,
        "torch": torch.__version__,
        "epochs": 2,
        "n_scored_models": 6,
        "n_skipped": 0,
        "n_silent": 0,
        "lost": {},
    }
    assert {name: facts[name] for name in expected} == expected
    assert facts["seconds"] > 0
    assert sum(fold["n_scored_models"] for fold in facts["per_fold"]) == 6
    # one of the six, with 15 nodes, is too large to be learned from
    assert sum(fold["n_training_models"] for fold in facts["per_fold"]) == 5 * 2
    for fold, truth in product(facts["per_fold"], LEARNED_TRUTHS):
        assert fold[f"{truth}_loss"] > 0


def test_the_loss_curve_has_one_row_per_fold_and_epoch(
    collection: Paths, tmp_path: Path
) -> None:
    outputs = run(collection, tmp_path / "run")
    rows = read_rows(outputs["losses"])
    assert [(row["fold"], row["epoch"]) for row in rows] == [
        (str(fold), str(epoch)) for fold in range(3) for epoch in (1, 2)
    ]
    assert all(0 < float(row["dynamo_loss"]) < 2 for row in rows)


def test_a_second_run_writes_the_same_bytes(collection: Paths, tmp_path: Path) -> None:
    one, other = (run(collection, tmp_path / name) for name in ("one", "other"))
    for name in ("predictions", "losses", "checkpoint"):
        assert one[name].read_bytes() == other[name].read_bytes()


def test_a_checkpoint_predicts_again(collection: Paths, tmp_path: Path) -> None:
    outputs = run(collection, tmp_path / "run", tier="structure")
    kept = read_checkpoint(outputs["checkpoint"], Settings)
    found = read_arrays(outputs["predictions"])
    assert sorted(name for names in kept.held_out for name in names) == sorted(SCORED)
    for perceptron, names in zip(
        kinetics_perceptrons(kept), kept.held_out, strict=True
    ):
        for name in names:
            example = make_example(restrict(INPUTS[name][0], Structure))
            assert list(example.table.names) == kept.feature_names
            for truth, again in predict(perceptron, example).items():
                if f"{name}/{truth}" not in PREDICTED:
                    continue
                assert np.array_equal(found[f"{name}/{truth}"], again.astype("f4"))


def test_what_is_not_scored_of_a_truth_is_not_learned(
    collection: Paths, tmp_path: Path
) -> None:
    one = run(collection, tmp_path / "one", max_nodes=20)
    answers = read_arrays(collection["truths"])
    answers["m5/relative"] = -answers["m5/relative"].T + np.arange(15.0)
    write_arrays(collection["truths"], answers)
    other = run(collection, tmp_path / "other", max_nodes=20)
    assert one["checkpoint"].read_bytes() == other["checkpoint"].read_bytes()


def test_a_variant_without_epochs_and_features_is_a_run_like_others(
    collection: Paths, tmp_path: Path
) -> None:
    changes = {"epochs": 0, "without": ("topology", "state"), "first_guess": False}
    outputs = run(collection, tmp_path / "run", **changes)
    facts = json.loads(outputs["metrics"].read_text())
    assert (facts["epochs"], facts["first_guess"]) == (0, False)
    assert facts["without"] == ["topology", "state"]
    assert all(fold["dynamo_loss"] is None for fold in facts["per_fold"])
    assert len(outputs["losses"].read_text().splitlines()) == 1
    kept = read_checkpoint(outputs["checkpoint"], Settings)
    assert kept.settings.without == ("topology", "state")
    groups = {name.split("_")[0] for name in kept.feature_names}
    assert groups >= {"structure", "initial", "change"}
    assert not groups & {"topology", "state"}
    assert set(read_arrays(outputs["predictions"])) == PREDICTED


def test_a_share_of_the_families_is_learned_from_and_all_are_predicted(
    collection: Paths, tmp_path: Path
) -> None:
    outputs = run(
        collection, tmp_path / "run", share=0.3, max_nodes=20, tier="topology"
    )
    facts = json.loads(outputs["metrics"].read_text())
    assert facts["share"] == 0.3
    # three or four of the five families are in training: one of them is left, of two
    # models at most, each at the horizon and at rest
    assert all(fold["n_training_models"] <= 4 for fold in facts["per_fold"])
    assert facts["n_scored_models"] == len(SCORED)


def test_a_mistyped_setting_is_an_error(collection: Paths, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="hiden"):
        run(collection, tmp_path / "run", hiden=3)


@pytest.mark.parametrize(
    ("scored", "reason"),
    [
        (["m2"], "needs 2 families of scored models, found 1"),
        (["m0", "m1"], "needs 2 families of scored models, found 1"),
        ([], "needs 2 families of scored models, found 0"),
        # both are too large to be trained on
        (["m5", "m4"], "at most 13 nodes: nothing to learn from"),
    ],
)
def test_with_too_few_models_nothing_is_trained_and_the_metrics_say_why(
    collection: Paths, tmp_path: Path, scored: list[str], reason: str
) -> None:
    lines = ["model\tstatus", *(f"{name}\tscored" for name in scored)]
    write_text(collection["outcomes"], "\n".join(lines) + "\n")
    outputs = run(collection, tmp_path / "run", max_nodes=13)
    facts = json.loads(outputs["metrics"].read_text())
    assert reason in facts["not_trained"]
    assert (facts["per_fold"], facts["n_parameters"]) == ([], 0)
    assert read_arrays(outputs["predictions"]) == {}
    assert kinetics_perceptrons(read_checkpoint(outputs["checkpoint"], Settings)) == []


def test_a_model_without_features_is_left_out_and_said_so(
    collection: Paths, tmp_path: Path
) -> None:
    """With amounts of 1e-200 per event its balance of processes has no solution."""
    arrays = read_arrays(collection["inputs"])
    arrays["m3/stoichiometry"] *= 1e-200
    write_arrays(collection["inputs"], arrays)
    outputs = run(collection, tmp_path / "run")
    facts = json.loads(outputs["metrics"].read_text())
    assert list(facts["lost"]) == ["m3"]
    assert "Singular matrix" in facts["lost"]["m3"]
    # as if it were not there
    without = {k: v for k, v in arrays.items() if not k.startswith("m3/")}
    write_arrays(collection["inputs"], without)
    expected = run(collection, tmp_path / "without")
    for name in ("predictions", "losses", "checkpoint"):
        assert outputs[name].read_bytes() == expected[name].read_bytes()
