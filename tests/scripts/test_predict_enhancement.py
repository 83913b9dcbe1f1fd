from pathlib import Path
from typing import Any

import numpy as np
import predict_enhancement
import pytest
import train_gcn
from numpy.typing import NDArray

from bioripple.collection.splits import labelled_nodes
from bioripple.predictors.gcn.graph import GraphKind
from bioripple.predictors.gcn.impact import Readout
from bioripple.runtime.files import read_arrays
from bioripple.vocabulary import SplitKind
from tests.support.synthetic_networks import (
    random_networks,
    write_collection,
    write_families,
    write_outcomes,
)

Paths = dict[str, Path]
NETWORKS = random_networks([12, 4, 15, 10], seed=8)
SIZES = {network.model: network.size for network in NETWORKS}
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
        folds=3,
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
@pytest.mark.parametrize("split", ["models", "families"])
def test_every_scored_model_is_predicted_by_the_fold_that_holds_it_out(
    collection: Paths, tmp_path: Path, graph: GraphKind, split: SplitKind
) -> None:
    arrays = run(collection, tmp_path, split=split, graph=graph)
    scored = {model for model, n in SIZES.items() if n >= 10}
    assert {name.split("/")[0] for name in arrays} == scored
    for model in scored:
        assert arrays[f"{model}/enhancement"].shape == (SIZES[model],) * 2
        assert arrays[f"{model}/scored_entries"].all()


def test_most_likely_classes_are_whole_numbers(
    collection: Paths, tmp_path: Path
) -> None:
    arrays = run(collection, tmp_path, split="models", readout="most_likely")
    enhancement = arrays[f"{MODELS[2]}/enhancement"]
    np.testing.assert_array_equal(enhancement, np.round(enhancement))


def test_normalised_diagonal_is_one(collection: Paths, tmp_path: Path) -> None:
    arrays = run(collection, tmp_path, split="models", normalise=True)
    diagonal = np.diagonal(arrays[f"{MODELS[2]}/enhancement"])
    np.testing.assert_allclose(diagonal, 1.0)


def test_nothing_is_predicted_where_nothing_was_trained(
    collection: Paths, tmp_path: Path
) -> None:
    write_collection(collection["enhancement_factor"], NETWORKS[:1])
    assert run(collection, tmp_path, split="models") == {}
