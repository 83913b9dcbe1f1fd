"""Checkpoints of both learners: what is read computes what was written."""

import pickle
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from bioripple.collection.family_folds import Fold
from bioripple.predictors.checkpoint import read_checkpoint, write_checkpoint
from bioripple.predictors.gcn.classifier import graph_operators
from bioripple.predictors.gcn.folds import classifiers
from bioripple.predictors.gcn.graph import join
from bioripple.predictors.gcn.settings import Settings
from bioripple.predictors.gcn.table import N_FEATURES
from bioripple.predictors.kinetics import settings as kinetics
from bioripple.predictors.kinetics.folds import KineticsRun, kinetics_perceptrons
from bioripple.predictors.kinetics.perceptron import KineticsPerceptron
from bioripple.predictors.kinetics.training import COLUMNS
from bioripple.predictors.learning import Trained
from tests.support.synthetic_networks import TINY_SETTINGS, random_networks, tiny_run

CPU = torch.device("cpu")
KINETICS = kinetics.Settings(
    tier="topology",
    split="families",
    folds=2,
    seed=0,
    width=4,
    dropout=0.1,
    learning_rate=0.01,
    weight_decay=0.01,
    epochs=1,
    batch=1,
    pairs=1,
    max_nodes=9,
    without=("relaxed",),
)


def test_a_checkpoint_brings_back_the_same_classifiers(tmp_path: Path) -> None:
    run = tiny_run(n_classes=(6, 4))
    write_checkpoint(tmp_path / "checkpoint.pt", run)
    torch.manual_seed(1)
    read = read_checkpoint(tmp_path / "checkpoint.pt", Settings)
    assert read.settings == TINY_SETTINGS
    assert len(read.feature_names) == N_FEATURES
    assert read.held_out == [["M2"], ["M1"]]
    graph = graph_operators(join(random_networks([5], seed=0), kind="sparse_graph"))
    features = torch.randn(5, 3, N_FEATURES)
    for again, each in zip(classifiers(read, device=CPU), run.trained, strict=True):
        assert not again.training
        with torch.no_grad():
            assert torch.equal(again(features, graph), each.learner(features, graph))


def test_a_checkpoint_brings_back_the_same_kinetics(tmp_path: Path) -> None:
    perceptron = KineticsPerceptron(3, width=4, dropout=0.1)
    torch.nn.init.uniform_(perceptron.mean)
    fold = Fold(("M1",), ("M2",))
    run: KineticsRun = KineticsRun(
        KINETICS, ("a", "b", "c"), COLUMNS, (fold,), (Trained(perceptron, [], {}),)
    )
    write_checkpoint(tmp_path / "checkpoint.pt", run)
    read = read_checkpoint(tmp_path / "checkpoint.pt", kinetics.Settings)
    assert read.settings == KINETICS
    assert (read.feature_names, read.held_out) == (["a", "b", "c"], [["M2"]])
    (again,) = kinetics_perceptrons(read)
    assert not again.training
    expected = perceptron.state_dict()
    assert again.state_dict().keys() == expected.keys()
    for name, values in again.state_dict().items():
        assert torch.equal(values, expected[name])


def test_the_same_weights_make_the_same_file(tmp_path: Path) -> None:
    paths = [tmp_path / "one.pt", tmp_path / "other.pt", tmp_path / "third.pt"]
    for path in paths[:2]:
        write_checkpoint(path, tiny_run(n_classes=(6,)))
    write_checkpoint(paths[2], replace(tiny_run(n_classes=(6,)), feature_names=("x",)))
    first, second, third = (path.read_bytes() for path in paths)
    assert first == second != third


def test_a_checkpoint_with_foreign_objects_is_refused(tmp_path: Path) -> None:
    torch.save({"settings": TINY_SETTINGS}, tmp_path / "checkpoint.pt")
    with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
        read_checkpoint(tmp_path / "checkpoint.pt", Settings)
