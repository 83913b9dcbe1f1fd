"""The step that scores classifiers which Table 1 has not; Table 2 of them all."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import accuracy
import numpy as np
import pandas as pd
import pytest
import score_gcn
import table2
from numpy.typing import ArrayLike

from bioripple.evaluation.scores import as_table, read_scores
from bioripple.runtime.files import read_arrays, write_arrays, write_json
from bioripple.runtime.tables import write_table
from tests.support.accuracy_inputs import write_accuracy_inputs
from tests.support.synthetic_networks import write_families

GRAPHS = ("full_graph", "sparse_graph")
SPLITS, SEEDS = ("transductive", "families", "models"), (1, 0)
OF_TABLE1 = {("models", 0), ("models", 1), ("transductive", 1), ("models", 2)}
OF_GCN = ("predictions", "normalise", "enhancement_factor", "inputs", "alpha")


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return write_accuracy_inputs(tmp_path_factory.mktemp("collection"))[1]


@pytest.fixture(scope="module")
def runs(
    collection: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, int], list[Path]]:
    """Write random predictions of each split and seed for both graphs."""
    folder, rng = tmp_path_factory.mktemp("gcn"), np.random.default_rng(0)
    shapes = {
        name.split("/")[0]: array.shape
        for name, array in read_arrays(collection["truths"]).items()
    }
    found = {}
    for split, seed in sorted({(s, k) for s in SPLITS for k in SEEDS} | OF_TABLE1):
        scored: dict[str, ArrayLike] = {
            f"{m}/scored_entries": rng.random(n) < 0.8 for m, n in shapes.items()
        }
        found[split, seed] = [
            folder / graph / split / f"seed{seed}/predictions.npz" for graph in GRAPHS
        ]
        for path in found[split, seed]:
            factors: dict[str, ArrayLike] = {
                f"{model}/enhancement": rng.uniform(1, 5, n).astype(np.float32)
                for model, n in shapes.items()
            }
            write_arrays(path, scored | factors)
    return found


def of(runs: dict[tuple[str, int], list[Path]], keys: Any) -> list[Path]:
    return [path for key in sorted(keys) for path in runs[key]]


def score_table1(
    collection: dict[str, Any], predictions: Sequence[Path], path: Path
) -> pd.DataFrame:
    lost = path.with_suffix(".lost.tsv")
    places: dict[str, Any] = {"accuracy": path, "lost": lost}
    accuracy.main(**collection, predictions=predictions, threads=1, **places)
    return read_scores(path)


def score_further(
    collection: dict[str, Any], predictions: Sequence[Path], path: Path
) -> pd.DataFrame:
    options = {k: v for k, v in collection.items() if k not in OF_GCN}
    places: dict[str, Any] = {"scores": path, "lost": path.with_suffix(".lost.tsv")}
    score_gcn.main(**options, predictions=predictions, threads=1, **places)
    return read_scores(path)


def write_table2(collection: dict[str, Any], folder: Path) -> bytes:
    """Write Table 2 of the scores in a folder, and return it."""
    write_families(folder / "families.tsv", {"m0": "f0", "m1": "f1", "m2": "f2"})
    write_table(folder / "others.tsv", as_table([]))
    write_json(folder / "full_graph/models/seed0/metrics.json", {"not_trained": ""})
    outputs: dict[str, Any] = {
        name: folder / f"table2.{ending}"
        for name, ending in (("table", "tsv"), ("markdown", "md"), ("page", "html"))
    }
    table2.main(
        outcomes=collection["table"],
        families=folder / "families.tsv",
        accuracy=folder / "accuracy.tsv",
        gcn=folder / "gcn.tsv",
        others=[folder / "others.tsv"],
        metrics=[folder / "full_graph/models/seed0/metrics.json"],
        compared={"gcn_splits": SPLITS, "gcn_seeds": SEEDS},
        bootstrap_draws=20,
        seed=0,
        **outputs,
    )
    return (folder / "table2.tsv").read_bytes()


def test_further_classifiers_are_scored_as_those_of_table_1(
    collection: dict[str, Any], runs: dict[tuple[str, int], list[Path]], tmp_path: Path
) -> None:
    further = of(runs, {("families", 0), ("families", 1)})
    found = score_further(collection, further, tmp_path / "gcn.tsv")
    assert {*found["predictor"]} == {*GRAPHS, "distance_directed"}
    expected = score_table1(collection, further, tmp_path / "accuracy.tsv")
    trained = expected[expected["split"] != "none"]
    pd.testing.assert_frame_equal(found, trained.reset_index(drop=True))


def test_table_2_does_not_hang_on_where_classifiers_are_scored(
    collection: dict[str, Any], runs: dict[tuple[str, int], list[Path]], tmp_path: Path
) -> None:
    """And what only Table 1 has is not in it: here the seed 2."""
    compared = {(split, seed) for split in SPLITS for seed in SEEDS}
    found = []
    for name, of_table1 in (("apart", OF_TABLE1), ("at_once", compared)):
        folder = tmp_path / name
        folder.mkdir()
        score_table1(collection, of(runs, of_table1), folder / "accuracy.tsv")
        further = of(runs, compared - of_table1)
        score_further(collection, further, folder / "gcn.tsv")
        found.append(write_table2(collection, folder))
    assert found[0] == found[1]
    table = pd.read_csv(tmp_path / "apart/table2.tsv", sep="\t")
    every = table[table["evaluation_set"] == "all"]
    # two graphs and distance in three splits, distance on all entries (at rest: only)
    assert len(every) == 3 * 2 * 2 * (3 * 3 + 1) + 2 * 2
    assert set(every.loc[every["split"] != "none", "seeds"]) == {2}
