"""The real results: every model accounted for, every number in its range."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from jsonschema import Draft202012Validator

from bioripple.collection.outcome import Outcome
from bioripple.collection.truth_table import read_scored_truths
from bioripple.experiment.config_schema import load_schema
from bioripple.network.listed import dense_in_file
from bioripple.network.tiers import AbundanceBoth, models_of, read_inputs
from bioripple.predictors.registry import BY_ID, CLASSIFIERS, ORACLES
from bioripple.predictors.topology import BASELINES
from bioripple.runtime.files import read_arrays, sha256
from bioripple.runtime.records import read_data, read_record
from bioripple.runtime.tables import read_table
from bioripple.vocabulary import AT_REST
from tests.support.stated_numbers import BEYOND

ROOT = Path(__file__).parents[2]
PROTOCOL = ["truth", "entries", "pooling", "ties"]
Lost = dict[str, set[str]]


def scored_models(outcome_table: pd.DataFrame, *lost: set[str]) -> set[str]:
    """Return the scored models without those that steps have found nothing of."""
    scored = set(outcome_table.index[outcome_table["status"] == "scored"])
    return scored.difference(*lost)


def trained(results: Path, name: str) -> list[Path]:
    """Return a file of every training run; with too few models nothing is trained."""
    return [
        path.with_name(name)
        for path in sorted(results.glob("gcn/*/*/seed*/metrics.json"))
        if not json.loads(path.read_text())["not_trained"]
    ]


def test_every_model_has_its_row(
    outcomes: dict[str, Outcome], outcome_table: pd.DataFrame
) -> None:
    assert outcome_table.index.is_unique
    assert set(outcome_table.index) <= set(outcomes)
    for model, row in outcome_table.iterrows():
        assert row["status"] == outcomes[str(model)].status
        assert (row["reason"] == "") == (row["status"] == "scored")


def test_the_doubtful_models_are_those_of_the_documents(
    results: Path, outcome_table: pd.DataFrame
) -> None:
    told = yaml.safe_load((results / "config.yaml").read_text()) or {}
    if told.keys() & {"mapping", "evaluation"}:
        pytest.skip("made with other settings than those that the list is of")
    shipped = read_table(ROOT / "config/models.tsv").set_index("id")["sha256"]
    same = outcome_table["sha256"] == shipped.reindex(outcome_table.index)
    ours = outcome_table[same & (outcome_table["status"] == "scored")]
    listed = set(read_table(ROOT / "docs/doubtful-models.tsv")["model"])
    assert set(ours.index[ours["doubt"] != ""]) == listed & set(ours.index)


def test_outcomes_follow_their_schema(
    results: Path, outcome_table: pd.DataFrame
) -> None:
    validator = Draft202012Validator(load_schema("outcome"))
    for model in outcome_table.index:
        path = results / "models" / model / "outcome.json"
        errors = list(validator.iter_errors(json.loads(path.read_text())))
        assert not errors, f"{model}: {errors[0].message}"


def test_jacobians_are_finite_and_without_satellites(
    results: Path, outcome_table: pd.DataFrame
) -> None:
    for model, row in outcome_table.iterrows():
        record = results / "models" / str(model) / "jacobian.json"
        if row["status"] not in ("scored", "mapped"):
            assert not read_record(record).ok
            assert not record.with_suffix(".npz").exists(), model
            continue
        arrays = read_data(record)
        n = int(row["n_nodes"])
        assert arrays["nodes"].shape == arrays["state"].shape == (n,), model
        assert np.isfinite(dense_in_file(arrays, "jacobian")).all(), model


def test_sensitivities_are_finite_with_a_diagonal_of_ones(
    results: Path, outcomes: dict[str, Outcome], outcome_table: pd.DataFrame
) -> None:
    for model in outcome_table.index:
        path = results / "models" / model / "outcome.json"
        if outcomes[model].data is None:
            assert not path.with_name("sensitivity.npz").exists(), model
            continue
        matrix = read_data(path)["sensitivity"]
        assert np.isfinite(matrix).all(), model
        assert (np.diagonal(matrix) == 1).all(), model


def test_baselines_are_finite(
    results: Path, outcome_table: pd.DataFrame, lost: Lost
) -> None:
    for model in scored_models(outcome_table, lost["accuracy"]):
        arrays = read_data(results / "models" / model / "baselines.json")
        for predictor in BASELINES:
            assert np.isfinite(arrays[predictor]).all(), (model, predictor)


def test_predictions_are_finite_where_they_are_scored(
    results: Path, outcome_table: pd.DataFrame
) -> None:
    scored = scored_models(outcome_table)
    assert list(results.glob("gcn/*/*/seed*/predictions.npz"))
    for path in trained(results, "predictions.npz"):
        arrays = read_arrays(path)
        models = {name.rsplit("/", 1)[0] for name in arrays}
        assert models
        assert models <= scored, path
        for model in models:
            assert np.isfinite(arrays[f"{model}/enhancement"]).all(), (path, model)
            assert arrays[f"{model}/scored_entries"].any(), (path, model)


def test_every_scored_model_is_held_out_once_by_every_split(
    results: Path, outcome_table: pd.DataFrame, lost: Lost
) -> None:
    for path in trained(results, "predictions.npz"):
        arrays = read_arrays(path)
        by_families = path.parent.parent.name == "families"
        unknown = lost["families"] if by_families else set[str]()
        scored = scored_models(outcome_table, lost["enhancement_factor"], unknown)
        assert {name.rsplit("/", 1)[0] for name in arrays} == scored, path
        folds = json.loads(path.with_name("metrics.json").read_text())["per_fold"]
        assert sum(fold["n_scored_models"] for fold in folds) == len(scored), path


def test_no_family_is_on_both_sides(
    results: Path, outcome_table: pd.DataFrame, lost: Lost
) -> None:
    mapped = outcome_table["status"].isin(["scored", "mapped"])
    families = read_table(results / "families.tsv")
    assert set(families["model"]) == set(outcome_table.index[mapped]) - lost["families"]
    family = dict(zip(families["model"], families["family"], strict=True))
    rows = read_table(results / "leakage.tsv")
    rows = rows[rows["split"] == "families"]
    scored = outcome_table.index[outcome_table["status"] == "scored"]
    assert len(rows) or len({family[model] for model in scored}) < 2
    for near in ("nearest_by_species", "nearest_by_network"):
        same = rows["model"].map(family) == rows[near].map(family)
        assert not same.any(), rows[same]


def test_truths_are_defined_where_the_table_says(
    results: Path, outcome_table: pd.DataFrame, lost: Lost
) -> None:
    rows = read_table(results / "truths.tsv")
    assert set(rows["model"]) == scored_models(outcome_table, lost["truths"])
    names = rows["model"] + "/" + rows["truth"]
    arrays = read_arrays(results / "truths.npz")
    assert set(arrays) == set(names)
    for name, share, told, reason in zip(
        names, rows["share"], rows["scored"], rows["reason"], strict=True
    ):
        matrix = arrays[name]
        assert (np.diagonal(matrix) == 1).all(), name
        pairs = matrix[~np.eye(len(matrix), dtype=bool)]
        assert np.isfinite(pairs).mean() == pytest.approx(float(share)), name
        assert (reason == "") == (told == "true"), name


def test_predictors_are_told_of_every_network(results: Path) -> None:
    with np.load(results / "predictor_inputs.npz") as archive:
        arrays = dict(archive)
    for model in models_of(arrays):
        known = read_inputs(arrays, model, AbundanceBoth)
        jacobian = read_data(results / "models" / model / "jacobian.json")
        signs = np.sign(dense_in_file(jacobian, "jacobian"))
        assert np.array_equal(known.sign, signs), model
        assert np.array_equal(known.state, jacobian["state"]), model
        assert np.isfinite(known.initial).all(), model
        sums = known.moieties @ known.stoichiometry
        size = np.abs(known.moieties) @ np.abs(known.stoichiometry)
        assert (np.abs(sums) <= 1e-9 * size).all(), model


def test_what_is_not_trained_says_why_and_predicts_nothing(results: Path) -> None:
    every = set(results.glob("gcn/*/*/seed*/metrics.json"))
    for path in every - set(trained(results, "metrics.json")):
        assert json.loads(path.read_text())["per_fold"] == [], path
        assert not read_arrays(path.with_name("predictions.npz")), path


def test_every_training_says_where_it_ran(results: Path) -> None:
    for path in trained(results, "metrics.json"):
        metrics = json.loads(path.read_text())
        assert metrics["device"].split(":")[0] in ("cpu", "cuda"), path
        curve = pd.read_csv(path.with_name("losses.tsv"), sep="\t")
        assert len(curve) == metrics["epochs"] * len(metrics["per_fold"]), path
        assert np.isfinite(curve["training_loss"]).all(), path


def test_every_predictor_is_scored_on_every_scored_model(
    results: Path, accuracy: pd.DataFrame, outcome_table: pd.DataFrame, lost: Lost
) -> None:
    scored = scored_models(outcome_table, lost["accuracy"], lost["truths"])
    assert set(accuracy["model"]) == scored
    assert set(accuracy["predictor"]) <= set(BY_ID)
    graphs = {path.parts[-4] for path in trained(results, "metrics.json")}
    assert set(accuracy["predictor"]) >= graphs
    told = read_scored_truths(results / "truths.tsv")
    here = {truth: scored for _, truth in told}
    here |= {truth: scored - lost["predictor_inputs"] for truth in AT_REST}
    defined = {(model, truth) for model, truth in told if model in here[truth]}
    unlearned = accuracy[(accuracy["split"] == "none")]
    for key, rows in unlearned.groupby(["predictor", *PROTOCOL]):
        (truth,) = set(rows["truth"])
        assert {(model, truth) for model in rows["model"]} <= defined, key
        assert len(rows) == sum(known == truth for _, known in defined), key
        assert rows["model"].is_unique, key
    predictors = {"biochemical", *BASELINES, *ORACLES} if scored else set()
    assert set(unlearned["predictor"]) == predictors


def test_accuracies_are_correlations(accuracy: pd.DataFrame) -> None:
    known = accuracy["accuracy"].dropna()
    assert known.between(-1 - 1e-12, 1 + 1e-12).all()
    truth = accuracy[accuracy["predictor"] == "biochemical"]["accuracy"].dropna()
    assert len(truth) or accuracy.empty
    assert np.allclose(truth, 1)


def test_learned_predictors_have_the_same_seeds_in_every_split(
    accuracy: pd.DataFrame,
) -> None:
    learned = accuracy[accuracy["predictor"].isin(CLASSIFIERS)]
    seeds = {
        key: set(rows["seed"]) for key, rows in learned.groupby(["predictor", "split"])
    }
    assert len(set(map(frozenset, seeds.values()))) <= 1


def test_the_table_holds_means_of_the_accuracies(
    results: Path, accuracy: pd.DataFrame, outcome_table: pd.DataFrame
) -> None:
    scored = outcome_table["status"] == "scored"
    members = {
        "all": outcome_table.index[scored & (outcome_table["doubt"] == "")],
        "unfiltered": outcome_table.index[scored],
    }
    if "paper87" in outcome_table:  # not of few models, nor of a user's own
        chosen = outcome_table["paper87"] == "true"
        members["paper87"] = outcome_table.index[chosen]
    table1 = read_table(results / "table1.tsv")
    assert len(table1) or not scored.any()
    for _, row in table1.iterrows():
        of_row = (accuracy["predictor"] == row["predictor"]) & (
            accuracy["split"] == row["split"]
        )
        for column in PROTOCOL:
            of_row &= accuracy[column] == row[column]
        of_row &= accuracy["model"].isin(members[row["evaluation_set"]])
        per_model = accuracy[of_row].groupby("model")["accuracy"].mean().dropna()
        assert len(per_model) == int(row["n_models"])
        mean, low, high = (row[name] for name in ("mean", "ci_low", "ci_high"))
        expected = pytest.approx(float(mean or "nan"), abs=1e-9, nan_ok=True)
        assert per_model.mean() == expected
        if len(per_model) < 2:  # of a small collection; one model has no interval
            assert (low, high) == ("", "")
        else:
            assert float(low) <= float(mean) <= float(high)


def test_every_file_is_the_one_that_its_provenance_tells_of(results: Path) -> None:
    records = [results / "provenance.json", *results.glob("*/provenance.json")]
    for record in records:
        told = json.loads(record.read_text())["stable"]["files"]
        assert told, record
        for name, digest in told.items():
            assert sha256(results.parent / name) == digest, f"{record}: {name}"


def test_the_provenance_is_of_these_results(
    results: Path, outcomes: dict[str, Outcome], outcome_table: pd.DataFrame
) -> None:
    told = json.loads((results / "provenance.json").read_text())["stable"]
    tables = {path.relative_to(results.parent) for path in results.glob("*.tsv")}
    beyond = {Path("results", name) for name in BEYOND}
    assert tables - beyond <= set(map(Path, told["files"]))
    assert list(told["models"]) == list(outcome_table.index)
    for model, digest in told["models"].items():
        assert digest == outcomes[model].facts.get("sha256"), model
    trained = results.glob("gcn/*/*/seed*/metrics.json")
    seeds = {json.loads(path.read_text())["seed"] for path in trained}
    assert set(told["seeds"]["training"]) <= seeds
