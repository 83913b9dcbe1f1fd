from pathlib import Path
from typing import Any

import numpy as np
import predict_enhancement
import pytest
import train_gcn
from numpy.typing import NDArray

from bioripple.files import read_arrays
from bioripple.graph_data import GraphKind
from bioripple.prediction import Readout
from bioripple.splits import SplitKind, labelled_nodes
from tests.synthetic_networks import (
    random_networks,
    write_collection,
    write_outcomes,
)

Paths = dict[str, Path]
NETWORKS = random_networks([12, 4, 15, 10], seed=8)
SIZES = {network.model: network.size for network in NETWORKS}
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


def run(
    collection: Paths,
    folder: Path,
    *,
    split: SplitKind,
    graph: GraphKind = "sparse_graph",
    readout: Readout = "expected",
    normalise: bool = False,
) -> dict[str, NDArray[Any]]:
    train_gcn.main(
        **collection,
        graph=graph,
        split=split,
        seed=3,
        labelled_share=0.5,
        hidden=8,
        layers=2,
        dropout=0.5,
        learning_rate=0.01,
        epochs=3,
        sources_per_epoch=2,
        device="cpu",
        threads=1,
        checkpoint=folder / "checkpoint.pt",
        metrics=folder / "metrics.json",
        losses=folder / "losses.tsv",
    )
    predict_enhancement.main(
        **collection,
        checkpoint=folder / "checkpoint.pt",
        readout=readout,
        normalise=normalise,
        device="cpu",
        threads=1,
        predictions=folder / "predictions.npz",
    )
    return read_arrays(folder / "predictions.npz")


@pytest.mark.parametrize("graph", ["full_graph", "sparse_graph"])
def test_transductive_predicts_scored_models(
    collection: Paths, tmp_path: Path, graph: GraphKind
) -> None:
    arrays = run(collection, tmp_path, split="transductive", graph=graph)
    scored = {model for model, n in SIZES.items() if n >= 10}
    assert {name.split("/")[0] for name in arrays} == scored
    for model in scored:
        n = SIZES[model]
        enhancement = arrays[f"{model}/enhancement"]
        assert enhancement.shape == (n, n)
        assert enhancement.dtype == np.float32
        assert enhancement.min() >= 1
        rows = ~labelled_nodes(model, n, share=0.5, seed=3)
        expected = np.repeat(rows[:, None], n, axis=1)
        np.testing.assert_array_equal(arrays[f"{model}/scored_entries"], expected)


@pytest.mark.parametrize("graph", ["full_graph", "sparse_graph"])
def test_models_predicts_the_held_out_ones(
    collection: Paths, tmp_path: Path, graph: GraphKind
) -> None:
    arrays = run(collection, tmp_path, split="models", graph=graph)
    assert set(arrays) == {f"{HELD_OUT}/enhancement", f"{HELD_OUT}/scored_entries"}
    assert arrays[f"{HELD_OUT}/enhancement"].shape == (15, 15)
    assert arrays[f"{HELD_OUT}/scored_entries"].all()


def test_most_likely_classes_are_whole_numbers(
    collection: Paths, tmp_path: Path
) -> None:
    arrays = run(collection, tmp_path, split="models", readout="most_likely")
    enhancement = arrays[f"{HELD_OUT}/enhancement"]
    np.testing.assert_array_equal(enhancement, np.round(enhancement))


def test_normalised_diagonal_is_one(collection: Paths, tmp_path: Path) -> None:
    arrays = run(collection, tmp_path, split="models", normalise=True)
    diagonal = np.diagonal(arrays[f"{HELD_OUT}/enhancement"])
    np.testing.assert_allclose(diagonal, 1.0)
