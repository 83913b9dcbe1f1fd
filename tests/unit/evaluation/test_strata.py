"""Quarters of models, against scipy and by hand."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from bioripple.evaluation.strata import (
    STRATA_COLUMNS,
    model_properties,
    quarters,
    strata,
)
from bioripple.vocabulary import LEADING_TRUTH
from tests.support.ablation_tables import MODELS, distance_scores, whole_scores


@pytest.mark.parametrize("count", [4, 7, 100, 303])
def test_quarters_part_models_by_size_and_evenly(count: int) -> None:
    values = np.random.default_rng(count).normal(size=count)
    number = quarters(values)
    sizes = np.bincount(number, minlength=5)
    assert sizes[0] == 0
    assert sizes.sum() == count
    assert sizes[1:].max() - sizes[1:].min() <= 1
    assert (np.diff(number[np.argsort(values)]) >= 0).all()


def test_equal_values_stay_together() -> None:
    assert quarters([1, 2, 2, 2, 2, 2, 3, 4]).tolist() == [1, 1, 1, 1, 1, 1, 4, 4]
    assert quarters([5.0, 5.0]).tolist() == [1, 1]
    assert quarters([]).tolist() == []


def outcomes() -> pd.DataFrame:
    rows = [(name, "scored", "", str(10 + k), str(0.5 * k)) for k, name in
            enumerate(MODELS)]  # fmt: skip
    rows += [("doubtful", "scored", "why", "12", "1.0"), ("few", "mapped", "", "3", "")]
    columns = ["model", "status", "doubt", "n_nodes", "steadiness"]
    return pd.DataFrame(rows, columns=columns).assign(paper87=False)


@pytest.fixture(scope="module")
def properties() -> pd.DataFrame:
    speed = np.random.default_rng(3).normal(size=len(MODELS))
    networks = pd.DataFrame({"model": MODELS[::-1], "mean_jacobian": speed[::-1]})
    return model_properties(outcomes(), networks[:-1])


@pytest.fixture(scope="module")
def scores() -> pd.DataFrame:
    rows = pd.concat([distance_scores(), whole_scores()], ignore_index=True)
    noise = np.random.default_rng(1).normal(size=len(rows))
    return rows.assign(accuracy=rows["accuracy"] + 0.1 * noise)


def of_predictor(scores: pd.DataFrame, predictor: str, tier: str) -> pd.Series:
    chosen = scores[
        (scores["predictor"] == predictor)
        & (scores["tier"] == tier)
        & (scores["truth"] == LEADING_TRUTH)
        & (scores["entries"] == "off_diagonal")
    ]
    return chosen.set_index("model")["accuracy"]


def test_properties_are_those_of_the_set_all(properties: pd.DataFrame) -> None:
    assert properties.index.tolist() == MODELS
    assert properties["n_nodes"].tolist() == list(range(10, 30))
    assert properties["steadiness"]["m02"] == 1.0
    assert math.isnan(properties["log10_mean_jacobian"]["m00"])


def test_rows_are_means_of_quarters_and_correlations_those_of_scipy(
    scores: pd.DataFrame, properties: pd.DataFrame
) -> None:
    found = strata(scores, properties)
    assert found.columns.tolist() == list(STRATA_COLUMNS)
    assert len(found) == 3 * 4 * 3  # properties, quarters, predictors
    assert set(found["predictor"]) == {"distance_directed", "learned_kinetics_ensemble"}
    for (name, predictor, tier), rows in found.groupby(
        ["property", "predictor", "tier"]
    ):
        values = properties[str(name)].dropna()
        accuracy = of_predictor(scores, str(predictor), str(tier))[values.index]
        expected = spearmanr(values, accuracy).statistic
        assert rows["correlation"].tolist() == pytest.approx([expected] * 4)
        assert rows["n_models"].sum() == len(values)
        assert np.average(rows["mean"], weights=rows["n_models"]) == pytest.approx(
            accuracy.mean()
        )
        for row in rows.to_dict("records"):
            inside = values.between(row["low"], row["high"])
            assert row["mean"] == pytest.approx(accuracy[inside].mean())


def test_a_model_without_an_accuracy_counts_for_the_limits_only(
    scores: pd.DataFrame, properties: pd.DataFrame
) -> None:
    some = scores[(scores["model"] != "m19") | (scores["tier"] == "abundance_both")]
    found = strata(some, properties[["n_nodes"]])
    last = found[found["quarter"] == 4].set_index("tier")
    assert last["high"].unique().tolist() == [29.0]
    assert last["n_models"]["abundance_both"] == 5
    assert last["n_models"][["topology"]].tolist() == [4, 4]
