import csv
import json
import platform
from pathlib import Path
from typing import Any

import pytest
import torch
import train_gcn

from bioripple.graph_data import GraphKind
from tests.synthetic_networks import (
    random_networks,
    write_collection,
    write_outcomes,
)

Paths = dict[str, Path]
NETWORKS = random_networks([12, 4, 15, 10], seed=8)
HELD_OUT = NETWORKS[2].model


@pytest.fixture
def collection(tmp_path: Path) -> Paths:
    paths = {
        "enhancement_factor": tmp_path / "enhancement_factor.npz",
        "outcomes": tmp_path / "outcomes.tsv",
    }
    write_collection(paths["enhancement_factor"], NETWORKS)
    write_outcomes(paths["outcomes"], NETWORKS, paper87=[HELD_OUT])
    return paths


def run(collection: Paths, folder: Path, **changes: Any) -> Paths:
    options: dict[str, Any] = {
        "graph": "full_graph",
        "split": "transductive",
        "seed": 0,
        "labelled_share": 0.5,
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
    outputs = run(collection, tmp_path / "run", graph=graph, split="models", seed=4)
    facts = json.loads(outputs["metrics"].read_text())
    expected = {
        "graph": graph,
        "split": "models",
        "seed": 4,
        "device": "cpu",
        "device_name": platform.machine(),
        "threads": 1,
        "torch": torch.__version__,
        "python": platform.python_version(),
        "epochs": 3,
        "n_models": 4,
        "n_training_models": 3,
        "n_labelled_nodes": 26,
        "n_scored_models": 1,
    }
    assert {name: facts[name] for name in expected} == expected
    assert facts["unlabelled_loss"] > 0
    assert facts["seconds"] > 0


def test_the_loss_curve_has_one_row_per_epoch(
    collection: Paths, tmp_path: Path
) -> None:
    outputs = run(collection, tmp_path / "run", epochs=12)
    with outputs["losses"].open(newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    assert [int(row["epoch"]) for row in rows] == list(range(1, 13))
    assert all(float(row["training_loss"]) > 0 for row in rows)


def test_a_second_run_writes_the_same_bytes(collection: Paths, tmp_path: Path) -> None:
    one, other = (run(collection, tmp_path / name) for name in ("one", "other"))
    for name in ("checkpoint", "losses"):
        assert one[name].read_bytes() == other[name].read_bytes()


def test_a_mistyped_setting_is_an_error(collection: Paths, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="hiden"):
        run(collection, tmp_path / "run", hiden=3)
