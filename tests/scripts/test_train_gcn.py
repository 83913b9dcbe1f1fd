import csv
import json
import platform
from pathlib import Path
from typing import Any

import pytest
import torch
import train_gcn

from bioripple.predictors.checkpoint import read_checkpoint
from bioripple.predictors.gcn.graph import GraphKind
from bioripple.predictors.gcn.settings import Settings
from bioripple.predictors.gcn.table import N_FEATURES
from bioripple.vocabulary import SplitKind
from tests.support.synthetic_networks import (
    random_networks,
    write_collection,
    write_families,
    write_outcomes,
)

Paths = dict[str, Path]
NETWORKS = random_networks([12, 4, 15, 10], seed=8)
MODELS = [network.model for network in NETWORKS]
# of the scored models the first is kin of the small one, which is not scored
FAMILY = dict(zip(MODELS, [MODELS[k] for k in (0, 0, 2, 3)], strict=True))


@pytest.fixture
def collection(tmp_path: Path) -> Paths:
    paths = {
        "enhancement_factor": tmp_path / "enhancement_factor.npz",
        "outcomes": tmp_path / "outcomes.tsv",
        "families": tmp_path / "families.tsv",
    }
    write_collection(paths["enhancement_factor"], NETWORKS)
    write_outcomes(paths["outcomes"], NETWORKS, paper87=[])
    write_families(paths["families"], FAMILY)
    return paths


def run(collection: Paths, folder: Path, **changes: Any) -> Paths:
    options: dict[str, Any] = {
        "graph": "full_graph",
        "split": "transductive",
        "seed": 0,
        "labelled_share": 0.5,
        "folds": 3,
        "hidden": 8,
        "layers": 2,
        "dropout": 0.5,
        "learning_rate": 0.01,
        "epochs": 3,
        "sources_per_epoch": 2,
        "device": "cpu",
        "threads": 1,
    }
    outputs = {
        "checkpoint": folder / "checkpoint.pt",
        "metrics": folder / "metrics.json",
        "losses": folder / "losses.tsv",
    }
    everything: dict[str, Any] = {**collection, **options, **changes, **outputs}
    train_gcn.main(**everything)
    return outputs


@pytest.mark.parametrize("graph", ["full_graph", "sparse_graph"])
def test_metrics_say_what_was_run_and_where(
    collection: Paths, tmp_path: Path, graph: GraphKind
) -> None:
    outputs = run(collection, tmp_path / "run", graph=graph, split="families", seed=4)
    facts = json.loads(outputs["metrics"].read_text())
    expected = {
        "graph": graph,
        "split": "families",
        "seed": 4,
        "device": "cpu",
        "device_name": platform.machine(),
        "threads": 1,
        "torch": torch.__version__,
        "python": platform.python_version(),
        "epochs": 3,
        "n_models": 4,
        "n_scored_models": 3,
        "n_features": N_FEATURES,
    }
    assert {name: facts[name] for name in expected} == expected
    counts = sorted(
        (fold["n_training_models"], fold["n_labelled_nodes"])
        for fold in facts["per_fold"]
    )
    assert counts == [(2, 25), (3, 26), (3, 31)]
    assert all(fold["n_scored_models"] == 1 for fold in facts["per_fold"])
    assert all(fold["unlabelled_loss"] > 0 for fold in facts["per_fold"])
    assert facts["seconds"] > 0


def test_the_loss_curve_has_one_row_per_epoch(
    collection: Paths, tmp_path: Path
) -> None:
    outputs = run(collection, tmp_path / "run", epochs=12)
    with outputs["losses"].open(newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    assert [int(row["epoch"]) for row in rows] == list(range(1, 13))
    assert {row["fold"] for row in rows} == {"0"}
    assert all(float(row["training_loss"]) > 0 for row in rows)


def test_a_second_run_writes_the_same_bytes(collection: Paths, tmp_path: Path) -> None:
    one, other = (run(collection, tmp_path / name) for name in ("one", "other"))
    for name in ("checkpoint", "losses"):
        assert one[name].read_bytes() == other[name].read_bytes()


def test_a_mistyped_setting_is_an_error(collection: Paths, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="hiden"):
        run(collection, tmp_path / "run", hiden=3)


@pytest.mark.parametrize("split", ["transductive", "models", "families"])
def test_with_one_model_nothing_is_trained_and_the_metrics_say_why(
    collection: Paths, tmp_path: Path, split: SplitKind
) -> None:
    write_collection(collection["enhancement_factor"], NETWORKS[:1])
    outputs = run(collection, tmp_path / "run", split=split, seed=5)
    facts = json.loads(outputs["metrics"].read_text())
    assert facts["not_trained"] == f"split '{split}' needs 2 mapped models, found 1"
    assert (facts["per_fold"], facts["seed"], facts["n_models"]) == ([], 5, 1)
    assert facts["torch"] == torch.__version__
    assert len(outputs["losses"].read_text().splitlines()) == 1
    assert read_checkpoint(outputs["checkpoint"], Settings).weights == []


def test_what_is_trained_has_no_reason_not_to_be(
    collection: Paths, tmp_path: Path
) -> None:
    outputs = run(collection, tmp_path / "run", split="models")
    assert json.loads(outputs["metrics"].read_text())["not_trained"] == ""
