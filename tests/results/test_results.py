"""The real results: every model accounted for, every number in its range."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from jsonschema import Draft202012Validator

from bioripple.config_check import load_schema
from bioripple.files import read_arrays
from bioripple.methods import BASELINE_IDS, BY_ID, LEARNED_IDS, UPPER_BOUND_IDS
from bioripple.outcome import read_data, read_record
from bioripple.verdict import Outcome

ROOT = Path(__file__).parents[2]
PROTOCOL = ["entries", "pooling", "ties"]


def test_every_model_has_its_row(
    outcomes: dict[str, Outcome], outcome_table: pd.DataFrame
) -> None:
    assert outcome_table.index.is_unique
    assert set(outcome_table.index) <= set(outcomes)
    for model, row in outcome_table.iterrows():
        assert row["status"] == outcomes[str(model)].status
        assert (row["reason"] == "") == (row["status"] == "scored")


def test_outcomes_follow_their_schema(
    results: Path, outcome_table: pd.DataFrame
) -> None:
    validator = Draft202012Validator(
        load_schema(ROOT / "workflow/schemas/outcome.schema.yaml")
    )
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
        assert arrays["jacobian"].shape == (n, n), model
        assert arrays["nodes"].shape == arrays["state"].shape == (n,), model
        assert np.isfinite(arrays["jacobian"]).all(), model


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


def test_baselines_are_finite(results: Path, outcome_table: pd.DataFrame) -> None:
    for model in outcome_table.index[outcome_table["status"] == "scored"]:
        arrays = read_data(results / "models" / model / "baselines.json")
        for method in BASELINE_IDS:
            assert np.isfinite(arrays[method]).all(), (model, method)


def test_predictions_are_finite_where_they_are_scored(
    results: Path, outcome_table: pd.DataFrame
) -> None:
    scored = set(outcome_table.index[outcome_table["status"] == "scored"])
    paths = sorted(results.glob("gcn/*/*/seed*/predictions.npz"))
    assert paths
    for path in paths:
        arrays = read_arrays(path)
        models = {name.rsplit("/", 1)[0] for name in arrays}
        assert models
        assert models <= scored, path
        for model in models:
            assert np.isfinite(arrays[f"{model}/enhancement"]).all(), (path, model)
            assert arrays[f"{model}/scored_entries"].any(), (path, model)


def test_every_training_says_where_it_ran(results: Path) -> None:
    for path in results.glob("gcn/*/*/seed*/metrics.json"):
        metrics = json.loads(path.read_text())
        assert metrics["device"].split(":")[0] in ("cpu", "cuda"), path
        curve = pd.read_csv(path.with_name("losses.tsv"), sep="\t")
        assert len(curve) == metrics["epochs"] * len(metrics["per_fold"]), path
        assert np.isfinite(curve["training_loss"]).all(), path


def test_every_method_is_scored_on_every_scored_model(
    accuracy: pd.DataFrame, outcome_table: pd.DataFrame
) -> None:
    scored = set(outcome_table.index[outcome_table["status"] == "scored"])
    assert set(accuracy["model"]) == scored
    assert set(accuracy["method"]) == set(BY_ID)
    unlearned = accuracy[(accuracy["split"] == "none")]
    for key, rows in unlearned.groupby(["method", *PROTOCOL]):
        assert set(rows["model"]) == scored, key
        assert rows["model"].is_unique, key
    methods = set(unlearned["method"])
    assert methods == {"biochemical", *BASELINE_IDS, *UPPER_BOUND_IDS}


def test_accuracies_are_correlations(accuracy: pd.DataFrame) -> None:
    known = accuracy["accuracy"].dropna()
    assert known.between(-1 - 1e-12, 1 + 1e-12).all()
    truth = accuracy[accuracy["method"] == "biochemical"]["accuracy"].dropna()
    assert len(truth)
    assert np.allclose(truth, 1)


def test_learned_methods_have_the_same_seeds_in_every_split(
    accuracy: pd.DataFrame,
) -> None:
    learned = accuracy[accuracy["method"].isin(LEARNED_IDS)]
    seeds = {
        key: set(rows["seed"]) for key, rows in learned.groupby(["method", "split"])
    }
    assert len(set(map(frozenset, seeds.values()))) == 1


def test_the_table_holds_means_of_the_accuracies(
    results: Path, accuracy: pd.DataFrame, outcome_table: pd.DataFrame
) -> None:
    scored = outcome_table["status"] == "scored"
    members = {
        "paper87": outcome_table.index[outcome_table["paper87"] == "true"],
        "all": outcome_table.index[scored & (outcome_table["doubt"] == "")],
        "unfiltered": outcome_table.index[scored],
    }
    table1 = pd.read_csv(results / "table1.tsv", sep="\t", keep_default_na=False)
    assert len(table1)
    for _, row in table1.iterrows():
        of_row = (accuracy["method"] == row["method"]) & (
            accuracy["split"] == row["split"]
        )
        for column in PROTOCOL:
            of_row &= accuracy[column] == row[column]
        of_row &= accuracy["model"].isin(members[row["evaluation_set"]])
        per_model = accuracy[of_row].groupby("model")["accuracy"].mean().dropna()
        assert len(per_model) == int(row["n_models"])
        assert per_model.mean() == pytest.approx(float(row["mean"]), abs=1e-9)
        assert float(row["ci_low"]) <= float(row["mean"]) <= float(row["ci_high"])
