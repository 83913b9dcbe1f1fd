"""Which predictions of a model are scored, and on which entries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import ArrayLike

from bioripple.arrays import Flags, Floats
from bioripple.evaluation.compared import Matrices, Run, Untrained, parse_run
from bioripple.evaluation.scores import Row
from bioripple.evaluation.scoring import score_model, score_models
from bioripple.metrics.accuracy import accuracy
from bioripple.network.influence import signs
from bioripple.predictors.gcn.impact import impacts
from bioripple.predictors.registry import BY_ID, ORACLES
from bioripple.predictors.topology import BASELINES, baselines
from bioripple.responses.sensitivity import sensitivity
from bioripple.runtime.files import sha256, write_arrays
from bioripple.runtime.guard import Limits
from bioripple.runtime.records import Record, by_model
from bioripple.vocabulary import Protocol
from tests.support.synthetic_networks import random_jacobian

SIZES = {"m1": 11, "m2": 14}
LIMITS = Limits(seconds=60.0, memory_mb=2000)


def write_record(path: Path, arrays: Mapping[str, ArrayLike]) -> Path:
    data = path.with_suffix(".npz")
    write_arrays(data, arrays)
    digest = {"file": data.name, "sha256": sha256(data)}
    Record(path.parent.name, path.stem, "ok", "", {}, digest).write(path)
    return path


def truth_of(model: str) -> Floats:
    seed = int(model[1:])
    return random_jacobian(SIZES[model], np.random.default_rng(seed))


def scarce(matrix: Floats) -> Floats:
    """Return another truth, of which one row is not defined."""
    other: Floats = matrix**2 - matrix.T
    other[3] = np.nan
    return other


@pytest.fixture
def matrices(tmp_path: Path) -> Matrices:
    predictions = {}
    factors: dict[str, ArrayLike] = {}
    truths: dict[str, ArrayLike] = {}
    for model in SIZES:
        jacobian = truth_of(model)
        matrix = sensitivity(jacobian).matrix
        folder = tmp_path / model
        truths |= {f"{model}/dynamo": matrix, f"{model}/relative": scarce(matrix)}
        truths[f"{model}/steady_state"] = matrix.T
        known = baselines(signs(jacobian), alpha=0.9)
        predictions[model] = write_record(folder / "baselines.json", known)
        found = impacts(jacobian, matrix, source="sensitivity")
        factors |= {f"{model}/{name}": array for name, array in found.items()}
    write_arrays(tmp_path / "enhancement_factor.npz", factors)
    write_arrays(tmp_path / "truths.npz", truths)
    write_arrays(tmp_path / "inputs.npz", {"m2/rest/sign": signs(truth_of("m2")).T})
    return Matrices(
        truths=tmp_path / "truths.npz",
        defined={("m1", "dynamo"), ("m2", "dynamo"), ("m2", "relative")},
        baselines=predictions,
        runs=(),
        jitter=0.01,
        jitter_draws=3,
        seed=5,
        untrained=Untrained(
            tmp_path / "enhancement_factor.npz",
            normalise=False,
            inputs=tmp_path / "inputs.npz",
            alpha=0.9,
        ),
    )


def write_run(
    folder: Path, graph: str, split: str, seed: int, *, models: Iterable[str]
) -> Run:
    """Write predictions that are the true classes, of half of the rows."""
    path = folder / graph / split / f"seed{seed}" / "predictions.npz"
    arrays = {}
    for model in models:
        matrix = sensitivity(truth_of(model)).matrix
        found = impacts(truth_of(model), matrix, source="sensitivity")
        scored = np.zeros(matrix.shape, dtype=bool)
        scored[seed::2] = True
        arrays[f"{model}/enhancement"] = found["scaled_impact"].astype(np.float32)
        arrays[f"{model}/scored_entries"] = scored
    write_arrays(path, arrays)
    return parse_run(path)


def pick(
    rows: Sequence[Row],
    predictor: str,
    *,
    truth: str = "dynamo",
    ties: str = "average",
    split: str = "none",
    seed: int | str = "",
) -> float:
    (found,) = [
        row["accuracy"]
        for row in rows
        if (row["predictor"], row["truth"], row["ties"], row["split"], row["seed"])
        == (predictor, truth, ties, split, seed)
        and (row["entries"], row["pooling"]) == ("off_diagonal", "pooled")
    ]
    return float(found)


def test_all_predictors_are_scored_under_all_protocols(matrices: Matrices) -> None:
    rows = score_model("m1", matrices)
    predictors = ("biochemical", *BASELINES, *ORACLES)
    assert len(rows) == len(predictors) * 8
    assert {row["predictor"] for row in rows} == set(predictors)
    assert pick(rows, "biochemical") == pytest.approx(1.0, abs=1e-12)
    truth = sensitivity(truth_of("m1")).matrix
    for predictor, prediction in baselines(signs(truth_of("m1")), alpha=0.9).items():
        assert pick(rows, predictor) == accuracy(truth, prediction)


def test_every_truth_that_a_model_has_is_one_to_be_held_against(
    matrices: Matrices, tmp_path: Path
) -> None:
    runs = (write_run(tmp_path, "full_graph", "models", 1, models=SIZES),)
    learned = replace(matrices, runs=runs)
    assert {row["truth"] for row in score_model("m1", learned)} == {"dynamo"}
    rows = score_model("m2", learned)
    truth = scarce(sensitivity(truth_of("m2")).matrix)
    defined = np.isfinite(truth)
    known = baselines(signs(truth_of("m2")), alpha=0.9)["distance_directed"]
    for split, scored in (("none", defined), ("models", defined & odd_rows(14))):
        seed = "" if split == "none" else 1
        found = pick(
            rows, "distance_directed", truth="relative", split=split, seed=seed
        )
        expected = accuracy(np.nan_to_num(truth), known, scored=scored)
        assert found == pytest.approx(expected, abs=1e-12)
    of_relative = {row["predictor"] for row in rows if row["truth"] == "relative"}
    assert of_relative == {"biochemical", *BASELINES, "full_graph"}
    assert pick(rows, "biochemical", truth="relative") == pytest.approx(1.0, abs=1e-12)


def test_at_rest_the_network_of_there_is_what_predictors_know(
    matrices: Matrices, tmp_path: Path
) -> None:
    """Its links run the other way here, as does the truth; classifiers are left out."""
    runs = (write_run(tmp_path, "full_graph", "models", 1, models=SIZES),)
    defined = {*matrices.defined, ("m1", "steady_state"), ("m2", "steady_state")}
    resting = replace(matrices, runs=runs, defined=defined)
    rows = score_model("m2", resting)
    there = [row for row in rows if row["truth"] == "steady_state"]
    assert {row["predictor"] for row in there} == {"biochemical", *BASELINES}
    for predictor in BASELINES:
        turned = baselines(signs(truth_of("m2")).T, alpha=0.9)[predictor]
        expected = accuracy(sensitivity(truth_of("m2")).matrix.T, turned)
        assert pick(rows, predictor, truth="steady_state") == pytest.approx(expected)
    assert {row["truth"] for row in score_model("m1", resting)} == {"dynamo"}


def test_directions_are_measured_of_those_that_have_some(matrices: Matrices) -> None:
    rows = score_model("m1", matrices)
    main = [
        row
        for row in rows
        if (row["entries"], row["pooling"], row["ties"])
        == ("off_diagonal", "pooled", "average")
    ]
    for row in main:
        assert np.isfinite(row["sign"]) == BY_ID[row["predictor"]].has_signs
    assert all(np.isnan(row["reachable"]) for row in rows if row not in main)


def odd_rows(n: int) -> Flags:
    chosen = np.zeros((n, n), dtype=bool)
    chosen[1::2] = True
    return chosen


def test_jitter_is_for_tied_predictions_and_not_for_propagation(
    matrices: Matrices,
) -> None:
    rows = score_model("m1", matrices)
    for predictor in BASELINES:
        same = pick(rows, predictor) == pick(rows, predictor, ties="jitter")
        assert same == predictor.startswith("propagation")


def test_accuracies_depend_on_the_seed_and_on_nothing_else(matrices: Matrices) -> None:
    assert score_model("m1", matrices) == score_model("m1", matrices)
    other = score_model("m1", replace(matrices, seed=6))
    rows = score_model("m1", matrices)
    assert pick(rows, "distance_directed") == pick(other, "distance_directed")
    assert pick(rows, "distance_directed", ties="jitter") != pick(
        other, "distance_directed", ties="jitter"
    )


def test_normalising_changes_the_oracles_only(matrices: Matrices) -> None:
    assert matrices.untrained is not None
    untrained = replace(matrices.untrained, normalise=True)
    others = replace(matrices, untrained=untrained)
    rows = score_model("m2", matrices)
    normalised = score_model("m2", others)
    changed = {
        one["predictor"]
        for one, other in zip(rows, normalised, strict=True)
        if one["accuracy"] != other["accuracy"]
    }
    assert changed == set(ORACLES)


def test_learned_predictors_and_distance_are_scored_on_the_same_entries(
    matrices: Matrices, tmp_path: Path
) -> None:
    runs = (
        write_run(tmp_path, "sparse_graph", "transductive", 0, models=SIZES),
        write_run(tmp_path, "full_graph", "transductive", 0, models=SIZES),
        write_run(tmp_path, "sparse_graph", "transductive", 1, models=SIZES),
        write_run(tmp_path, "sparse_graph", "models", 0, models=["m2"]),
    )
    learned = replace(matrices, runs=runs)
    first, second = score_model("m1", learned), score_model("m2", learned)
    assert {row["split"] for row in first} == {"none", "transductive"}
    assert {row["split"] for row in second} == {"none", "transductive", "models"}
    truth = sensitivity(truth_of("m1")).matrix
    known = baselines(signs(truth_of("m1")), alpha=0.9)["distance_directed"]
    for seed in (0, 1):
        scored = np.zeros(truth.shape, dtype=bool)
        scored[seed::2] = True
        expected = accuracy(truth, known, scored=scored, protocol=Protocol())
        assert (
            pick(first, "distance_directed", split="transductive", seed=seed)
            == expected
        )
        factor = impacts(truth_of("m1"), truth, source="sensitivity")["scaled_impact"]
        expected = accuracy(truth, factor * known, scored=scored)
        assert pick(
            first, "sparse_graph", split="transductive", seed=seed
        ) == pytest.approx(expected)


def test_graphs_that_were_split_differently_are_an_error(
    matrices: Matrices, tmp_path: Path
) -> None:
    run = write_run(tmp_path, "full_graph", "transductive", 0, models=["m1"])
    other = write_run(tmp_path, "sparse_graph", "transductive", 1, models=["m1"])
    with pytest.raises(ValueError, match="split unlike"):
        score_model("m1", replace(matrices, runs=(run, replace(other, seed=0))))


def test_any_number_of_processes_gives_the_same_rows(matrices: Matrices) -> None:
    expected = score_models(SIZES, matrices, limits=LIMITS, threads=1)
    other = score_models(SIZES, matrices, limits=LIMITS, threads=2)
    assert repr(other) == repr(expected)  # what is not measured is NaN
    assert list(expected.found) == ["m1", "m2"]
    assert expected.lost == {}


@pytest.mark.parametrize("threads", [1, 2])
def test_an_error_names_the_model(matrices: Matrices, threads: int) -> None:
    matrices.baselines["m2"].with_suffix(".npz").unlink()
    with pytest.raises(RuntimeError, match=r"(?s)missing, though.*working on 'm2'"):
        score_models(SIZES, matrices, limits=LIMITS, threads=threads)


@pytest.mark.parametrize("threads", [1, 2])
def test_what_a_step_before_could_not_do_is_lost_and_said_so(
    matrices: Matrices, threads: int
) -> None:
    whole = score_models(SIZES, matrices, limits=LIMITS, threads=threads)
    record = Record("m2", "baselines", "failed", "ran longer than 120 s")
    record.write(matrices.baselines["m2"])
    found = score_models(SIZES, matrices, limits=LIMITS, threads=threads)
    assert found.lost == {"m2": "baselines: ran longer than 120 s"}
    assert repr(found.found) == repr({"m1": whole.found["m1"]})


def test_a_run_is_named_by_its_folders() -> None:
    path = Path("results/gcn/full_graph/models/seed12/predictions.npz")
    assert parse_run(path) == Run("full_graph", "models", 12, path)
    for wrong in ("predictions.npz", "gcn/fool_graph/models/seed1/predictions.npz"):
        with pytest.raises(ValueError, match="GRAPH"):
            parse_run(Path(wrong))


def test_records_are_indexed_by_their_folder() -> None:
    path = Path("results/models/BIOMD1/outcome.json")
    assert by_model([path]) == {"BIOMD1": path}
