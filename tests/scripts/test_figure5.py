"""The step that draws one model's responses, true and predicted."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from accuracy import main as write_accuracy
from figure5 import main

from bioripple.figures import heatmaps
from bioripple.figures.data import Protocol, outcomes_by_model, read_accuracy
from bioripple.runtime.files import write_arrays
from bioripple.vocabulary import REFERENCE
from tests.support.accuracy_inputs import write_accuracy_inputs
from tests.support.mapped_models import write_system

SIZES = {"m0": 12, "m1": 15}


def write_predictions(folder: Path, split: str, models: list[str], seed: int) -> Path:
    """Write a made-up prediction that leaves half of the rows of a split for tests."""
    rng = np.random.default_rng(seed)
    arrays: dict[str, Any] = {}
    for model in models:
        n = SIZES[model]
        scored = np.ones((n, n), dtype=bool)
        if split == "transductive":
            scored[seed::2] = False
        arrays[f"{model}/enhancement"] = rng.uniform(1, 5, (n, n)).astype(np.float32)
        arrays[f"{model}/scored_entries"] = scored
    path = folder / "gcn" / "sparse_graph" / split / f"seed{seed}" / "predictions.npz"
    write_arrays(path, arrays)
    return path


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what the step reads, accuracies computed from the same predictions."""
    folder = tmp_path_factory.mktemp("collection")
    outcomes, known = write_accuracy_inputs(folder)
    runs = [
        write_predictions(folder, split, models, seed)
        for split, models in (("transductive", ["m0", "m1"]), ("models", ["m0"]))
        for seed in (0, 1)
    ]
    path, lost = folder / "accuracy.tsv", folder / "lost.tsv"
    write_accuracy(**known, predictions=runs, threads=1, accuracy=path, lost=lost)
    return {
        "accuracy": path,
        "outcomes": known["table"],
        "systems": [
            write_system(folder / "models" / model, genes=n)
            for model, n in SIZES.items()
        ],
        "sensitivities": outcomes,
        "baselines": known["baselines"],
        "predictions": runs,
    }


def gather(
    inputs: dict[str, Any], accuracy: pd.DataFrame, model: str
) -> heatmaps.Heatmap | str:
    tables = {"accuracy": accuracy, "outcomes": outcomes_by_model(inputs["outcomes"])}
    return heatmaps.gather(
        **(inputs | tables),
        protocol=Protocol(),
        predictor="sparse_graph",
        split="models",
        model=model,
    )


@pytest.mark.parametrize(
    ("model", "shown", "split"), [("", "m0", "models"), ("m1", "m1", "transductive")]
)
def test_the_correlation_drawn_is_the_accuracy_in_the_table(
    inputs: dict[str, Any], model: str, shown: str, split: str
) -> None:
    accuracy = read_accuracy(inputs["accuracy"])
    found = gather(inputs, accuracy, model)
    assert isinstance(found, heatmaps.Heatmap)
    assert found.model == shown
    assert found.nodes == [f"gene {k}" for k in range(SIZES[shown])]
    rows = Protocol().of(accuracy)
    rows = rows[(rows["model"] == shown) & (rows["split"] == split)]
    rows = rows[rows["predictor"] == "sparse_graph"]
    scores = rows.set_index("seed")["accuracy"]
    assert found.correlation == pytest.approx(scores["0"], abs=1e-12)
    assert abs(scores["0"] - scores["1"]) > 1e-3
    assert "seed 0" in found.note


def test_both_files_are_written(inputs: dict[str, Any], tmp_path: Path) -> None:
    pdf, png = (
        tmp_path / "figures" / "figure5.pdf",
        tmp_path / "figures" / "figure5.png",
    )
    main(**inputs, model="", pdf=pdf, png=png)
    assert pdf.read_bytes()[:4] == b"%PDF"
    assert png.read_bytes()[1:4] == b"PNG"


@pytest.mark.parametrize("model", ["", "m1"])
def test_without_training_the_distance_model_is_shown(
    inputs: dict[str, Any], tmp_path: Path, model: str
) -> None:
    accuracy = read_accuracy(inputs["accuracy"])
    plain = accuracy[accuracy["split"] == "none"]
    untrained = tmp_path / "gcn/sparse_graph/models/seed0/predictions.npz"
    write_arrays(untrained, {})
    found = gather(inputs | {"predictions": [untrained]}, plain, model)
    assert isinstance(found, heatmaps.Heatmap)
    assert found.note == "Distance (directed)"
    assert found.scored.all()
    rows = Protocol().of(plain)
    rows = rows[(rows["model"] == found.model) & (rows["predictor"] == REFERENCE)]
    assert found.correlation == pytest.approx(rows["accuracy"].item(), abs=1e-12)


@pytest.mark.parametrize(
    ("model", "reason"),
    [("m2", "it is mapped: 6 nodes, fewer than 10"), ("m3", "it is refused: a delay")],
)
def test_a_named_model_that_is_not_scored_says_why(
    inputs: dict[str, Any], tmp_path: Path, model: str, reason: str
) -> None:
    found = gather(inputs, read_accuracy(inputs["accuracy"]), model)
    assert found == f"{model} has no responses to show, for {reason}"
    main(**inputs, model=model, pdf=tmp_path / "f.pdf", png=tmp_path / "f.png")
    assert (tmp_path / "f.png").is_file()


def test_without_a_scored_model_there_is_nothing_to_show(
    inputs: dict[str, Any],
) -> None:
    nothing = read_accuracy(inputs["accuracy"])[:0]
    assert "nothing to show" in str(gather(inputs, nothing, ""))
