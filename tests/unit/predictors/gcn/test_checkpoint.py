import csv
import json
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch

from bioripple.collection.splits import Split
from bioripple.predictors.gcn.checkpoint import (
    read_checkpoint,
    write_checkpoint,
    write_curves,
)
from bioripple.predictors.gcn.folds import Run, metrics
from bioripple.predictors.gcn.graph import join
from bioripple.predictors.gcn.network import Gcn, graph_operators
from bioripple.predictors.gcn.table import N_FEATURES
from bioripple.predictors.gcn.training import Epoch, Fit, Trained, build_model
from tests.support.synthetic_networks import TINY_SETTINGS, random_networks

CURVE = [Epoch(1, 1.5), Epoch(2, 1.25, Fit(1.0, 0.5), None)]


def make_model(n_classes: int = 6) -> Gcn:
    torch.manual_seed(0)
    return build_model(TINY_SETTINGS, n_classes=n_classes).eval()


def test_a_checkpoint_brings_back_the_same_classifiers(tmp_path: Path) -> None:
    models = [make_model(), make_model(n_classes=4)]
    write_checkpoint(tmp_path / "checkpoint.pt", models, TINY_SETTINGS)
    torch.manual_seed(1)
    read = read_checkpoint(tmp_path / "checkpoint.pt")
    assert read.settings == TINY_SETTINGS
    graph = graph_operators(join(random_networks([5], seed=0), kind="sparse_graph"))
    features = torch.randn(5, 3, N_FEATURES)
    for again, model in zip(
        read.models(device=torch.device("cpu")), models, strict=True
    ):
        assert not again.training
        with torch.no_grad():
            assert torch.equal(again(features, graph), model(features, graph))


def test_the_same_weights_make_the_same_file(tmp_path: Path) -> None:
    paths = [tmp_path / "one.pt", tmp_path / "other.pt"]
    for path in paths:
        write_checkpoint(path, [make_model()], TINY_SETTINGS)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_checkpoint_with_foreign_objects_is_refused(tmp_path: Path) -> None:
    torch.save({"settings": TINY_SETTINGS}, tmp_path / "checkpoint.pt")
    with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
        read_checkpoint(tmp_path / "checkpoint.pt")


def test_the_curve_leaves_cells_empty_where_nothing_was_looked_at(
    tmp_path: Path,
) -> None:
    write_curves(tmp_path / "losses.tsv", [CURVE, CURVE[:1]])
    with (tmp_path / "losses.tsv").open(newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    assert [row.pop("fold") for row in rows] == ["0", "0", "1"]
    assert rows.pop() == rows[0]
    assert rows == [
        {
            "epoch": "1",
            "training_loss": "1.5",
            "labelled_loss": "",
            "labelled_accuracy": "",
            "unlabelled_loss": "",
            "unlabelled_accuracy": "",
        },
        {
            "epoch": "2",
            "training_loss": "1.25",
            "labelled_loss": "1",
            "labelled_accuracy": "0.5",
            "unlabelled_loss": "",
            "unlabelled_accuracy": "",
        },
    ]


def test_metrics_count_what_was_learned_from() -> None:
    split = Split(
        labelled={"M1": np.array([True, False]), "M2": np.array([True, True, False])},
        scored={"M2": np.ones((3, 3), dtype=bool)},
    )
    other = Split(split.labelled, {"M1": np.ones((2, 2), dtype=bool)})
    trained = [Trained(make_model(), CURVE), Trained(make_model(5), CURVE)]
    whole = metrics(Run((split, other), trained), TINY_SETTINGS, n_models=4)
    assert (whole["n_models"], whole["n_scored_models"], whole["seed"]) == (4, 2, 7)
    facts, last = whole["per_fold"]
    assert facts["n_training_models"] == 2
    assert (facts["n_labelled_nodes"], facts["n_scored_models"]) == (3, 1)
    # Two convolutions without bias; the classifier reads features, own and pooled.
    weights = N_FEATURES * 4 + 4 * 4 + (N_FEATURES + 4 + 4 + 1) * 6
    assert (facts["n_parameters"], facts["n_classes"]) == (weights, 6)
    assert (facts["labelled_loss"], facts["unlabelled_loss"]) == (1.0, None)
    assert last["n_classes"] == 5
    json.dumps(whole, allow_nan=False)
