"""The steps that train readings of the paper, score them, and draw that."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import figure_readings
import numpy as np
import pytest
import score_readings
import train_reading
from numpy.typing import ArrayLike

from bioripple.evaluation.readings import COLUMNS, NUMBERS
from bioripple.metrics.accuracy import accuracy
from bioripple.predictors.gcn.graph import Sample
from bioripple.predictors.topology import closeness
from bioripple.runtime.files import read_arrays, write_arrays
from bioripple.runtime.rows import read_rows
from bioripple.runtime.tables import read_table
from bioripple.vocabulary import Protocol
from tests.support.synthetic_networks import random_networks, write_families

NETWORKS = random_networks([12, 4, 15, 10, 11, 30], seed=8)
SCORED = [network.model for network in NETWORKS if network.size in (12, 15, 10, 11)]
SPLITS = {"apart": "models", "known": "resubstitution"}
GRAPHS = ("full_graph", "sparse_graph")
FEATURES = {"apart": ("topology", "jacobian"), "known": ("source", "identity")}


def write_outcomes(path: Path, networks: Sequence[Sample]) -> None:
    """Write what readings ask of the table of outcomes."""
    lines = ["model\tstatus\tdoubt\tn_nodes\tpaper87"]
    for network in networks:
        status = "scored" if network.size >= 10 else "mapped"
        in_paper = "true" if network.model in SCORED[:2] else "false"
        lines.append(f"{network.model}\t{status}\t\t{network.size}\t{in_paper}")
    path.write_text("\n".join(lines) + "\n")


def settings(reading: str) -> dict[str, Any]:
    return {
        "split": SPLITS[reading],
        "features": FEATURES[reading],
        "weights": "jacobian" if reading == "apart" else "links",
        "label": "per_source" if reading == "apart" else "among_others",
        "labelled_share": 0.5,
        "folds": 2,
        "hidden": 8,
        "layers": 2,
        "head": "convolution",
        "weight_decay": 5e-4,
        "dropout": 0.5,
        "learning_rate": 0.01,
        "epochs": 3,
        "sources_per_epoch": 2,
        "sources_per_step": 2,
    }


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Train two readings on four models, and score them."""
    folder = tmp_path_factory.mktemp("results")
    rng = np.random.default_rng(0)
    arrays: dict[str, ArrayLike] = {}
    truths: dict[str, ArrayLike] = {}
    for network in NETWORKS:
        name, n = network.model, network.size
        arrays[f"{name}/sign"] = network.sign
        arrays[f"{name}/scaled_impact"] = network.scaled_impact
        arrays[f"{name}/bio_impact"] = network.scaled_impact.astype(np.int32)
        arrays[f"{name}/jacobian_size"] = np.abs(network.sign) * rng.random((n, n))
        truths[f"{name}/dynamo"] = rng.random((n, n))
    write_arrays(folder / "enhancement_factor.npz", arrays)
    write_arrays(folder / "truths.npz", truths)
    lines = ["model\ttruth\tscored"]
    lines += [f"{network.model}\tdynamo\ttrue" for network in NETWORKS]
    (folder / "truths.tsv").write_text("\n".join(lines) + "\n")
    write_outcomes(folder / "outcomes.tsv", NETWORKS)
    write_families(folder / "families.tsv", {n.model: n.model for n in NETWORKS})
    for reading in SPLITS:
        for graph in GRAPHS:
            for seed in (0, 1):
                train(folder, reading, graph, seed)
    score(folder)
    return folder


def place(folder: Path, reading: str, graph: str, seed: int) -> Path:
    return folder / "readings" / reading / graph / f"seed{seed}"


def train(folder: Path, reading: str, graph: Any, seed: int) -> None:
    out = place(folder, reading, graph, seed)
    train_reading.main(
        enhancement_factor=folder / "enhancement_factor.npz",
        outcomes=folder / "outcomes.tsv",
        families=folder / "families.tsv",
        graph=graph,
        seed=seed,
        max_nodes=20,
        normalise=False,
        device="cpu",
        threads=1,
        predictions=out / "predictions.npz",
        metrics=out / "metrics.json",
        losses=out / "losses.tsv",
        **settings(reading),
    )


def score(folder: Path) -> None:
    score_readings.main(
        outcomes=folder / "outcomes.tsv",
        families=folder / "families.tsv",
        truths=folder / "truths.npz",
        summary=folder / "truths.tsv",
        enhancement_factor=folder / "enhancement_factor.npz",
        predictions=sorted(folder.glob("readings/*/*/*/predictions.npz")),
        metrics=sorted(folder.glob("readings/*/*/*/metrics.json")),
        max_nodes=20,
        jitter=0.01,
        jitter_draws=2,
        bootstrap_draws=50,
        seed=0,
        threads=1,
        max_seconds=60.0,
        max_memory_mb=2000,
        table=folder / "readings.tsv",
        markdown=folder / "readings.md",
        lost=folder / "lost.tsv",
    )


def test_a_reading_predicts_scored_models_of_its_size_in_both_ways(
    results: Path,
) -> None:
    for reading in SPLITS:
        out = place(results, reading, "sparse_graph", 0)
        arrays = read_arrays(out / "predictions.npz")
        assert {name.split("/")[0] for name in arrays} == set(SCORED)
        facts = json.loads((out / "metrics.json").read_text())
        assert facts["n_models"] == len(SCORED)
        assert facts["features"] == list(FEATURES[reading])
        for model in SCORED:
            likely = arrays[f"{model}/most_likely"]
            assert np.array_equal(likely, likely.round())
            assert not np.array_equal(arrays[f"{model}/expected"], likely)


def test_means_are_those_of_accuracies_over_seeds_and_models(results: Path) -> None:
    table = read_table(results / "readings.tsv", numbers=NUMBERS)
    assert table.columns.tolist() == list(COLUMNS)
    truths = read_arrays(results / "truths.npz")
    networks = {network.model: network for network in NETWORKS}
    for reading in SPLITS:
        values, beside = [], []
        for model in SCORED[:2]:
            near = closeness(networks[model].sign, directed=True)
            truth = truths[f"{model}/dynamo"]
            beside.append(accuracy(truth, near))
            for seed in (0, 1):
                path = place(results, reading, "full_graph", seed) / "predictions.npz"
                factor = read_arrays(path)[f"{model}/expected"].astype(float)
                values.append(accuracy(truth, factor * near))
        main = Protocol()
        (row,) = table[
            (table["reading"] == reading)
            & (table["graph"] == "full_graph")
            & (table["readout"] == "expected")
            & (table["evaluation_set"] == "paper87")
            & (table["entries"] == main.entries)
            & (table["ties"] == main.ties)
        ].to_dict("records")
        assert row["mean"] == pytest.approx(np.mean(values))
        assert row["distance"] == pytest.approx(np.mean(beside))
        assert row["gain"] == pytest.approx(np.mean(values) - np.mean(beside))
        per_seed = np.reshape(values, (2, 2)).mean(axis=0)
        assert row["seed_sd"] == pytest.approx(per_seed.std(ddof=1))
        assert (row["n_models"], row["n_seeds"], row["published"]) == (2, 2, 0.70)


def test_the_table_can_be_read_and_drawn(results: Path) -> None:
    text = (results / "readings.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert [row.split(" | ")[0] for row in rows[1:]] == ["| apart", "| known"]
    assert read_rows(results / "lost.tsv") == []
    pdf, png = results / "figure.pdf", results / "figure.png"
    figure_readings.main(readings=results / "readings.tsv", pdf=pdf, png=png)
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert len(png.read_bytes()) > 10_000


def test_with_too_few_models_there_is_a_table_without_rows(tmp_path: Path) -> None:
    few = NETWORKS[:1]
    write_outcomes(tmp_path / "outcomes.tsv", few)
    write_families(tmp_path / "families.tsv", {})
    (tmp_path / "truths.tsv").write_text("model\ttruth\tscored\n")
    write_arrays(tmp_path / "truths.npz", {})
    arrays: dict[str, ArrayLike] = {
        f"{few[0].model}/{name}": getattr(few[0], name)
        for name in ("sign", "scaled_impact")
    }
    ranks = few[0].scaled_impact.astype(np.int32)
    arrays[f"{few[0].model}/bio_impact"] = ranks
    write_arrays(tmp_path / "enhancement_factor.npz", arrays)
    train(tmp_path, "known", "full_graph", 0)
    score(tmp_path)
    assert read_rows(tmp_path / "readings.tsv") == []
    figure_readings.main(
        readings=tmp_path / "readings.tsv",
        pdf=tmp_path / "figure.pdf",
        png=tmp_path / "figure.png",
    )
