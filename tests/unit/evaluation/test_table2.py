"""Table 2 from hand-made accuracies."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from bioripple.evaluation.cases import Case
from bioripple.evaluation.scores import COLUMNS, Labels
from bioripple.evaluation.table2 import (
    TABLE2_COLUMNS,
    of_classifiers,
    table2,
)
from bioripple.evaluation.table2_layout import readable
from bioripple.evaluation.untrained import aim, score
from bioripple.figures import gains, tiers
from bioripple.metrics.measures import NAMES
from bioripple.network.tiers import Wiring
from tests.support.kinetic_networks import random_kinetics

MEMBERS = {"paper87": {"a", "b"}, "all": {"a", "b", "c", "d"}}
FAMILY = {"a": "f1", "b": "f2", "c": "f3", "d": "f3"}
DISTANCE = {"a": 0.5, "b": 0.6, "c": 0.7, "d": 0.8}


def rows_of(
    predictor: str, values: dict[str, float], *, split: str = "none", seed: Any = "",
    tier: str = "topology", ties: str = "average",
) -> list[tuple[Any, ...]]:  # fmt: skip
    return [
        (
            *(predictor, tier, "relative", split, seed),
            *("off_diagonal", "pooled", ties, model, value),
            *(value, value / 2, np.nan, np.nan),
        )
        for model, value in values.items()
    ]


def scores() -> pd.DataFrame:
    better = {model: value + 0.1 for model, value in DISTANCE.items()}
    mixed = {"a": 0.4, "b": 0.6, "c": 0.9, "d": np.nan}
    rows = rows_of("distance_directed", DISTANCE)
    rows += rows_of("ours", better, split="families", seed=0)
    rows += rows_of("ours", DISTANCE, split="families", seed=1)
    rows += rows_of("other", mixed, tier="structure")
    half = {model: value / 2 for model, value in DISTANCE.items()}
    rows += rows_of("distance_directed", half, split="transductive", seed=0)
    rows += rows_of("gcn", DISTANCE, split="transductive", seed=0)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def only(table: pd.DataFrame, **labels: str) -> Any:
    for column, value in labels.items():
        table = table[table[column] == value]
    assert len(table) == 1
    return table.iloc[0]


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return table2(scores(), MEMBERS, FAMILY, draws=300, seed=0)


def test_the_columns_are_those_that_are_promised(table: pd.DataFrame) -> None:
    assert table.columns.tolist() == list(TABLE2_COLUMNS)


def test_seeds_are_averaged_within_a_model(table: pd.DataFrame) -> None:
    row = only(table, predictor="ours", evaluation_set="all")
    assert row["mean"] == pytest.approx(0.7)
    assert (row["gain"], row["seeds"]) == (pytest.approx(0.05), 2)
    assert row["seed_sd"] == pytest.approx(np.std([0.75, 0.65], ddof=1))
    assert (row["gain_low"], row["gain_high"]) == (
        pytest.approx(0.05),
        pytest.approx(0.05),
    )
    assert (row["win_rate"], row["n_models"], row["n_families"]) == (1.0, 4, 3)


def test_a_model_without_an_accuracy_is_left_out(table: pd.DataFrame) -> None:
    row = only(table, predictor="other", evaluation_set="all")
    assert (row["n_models"], row["seeds"]) == (3, 0)
    assert np.isnan(row["seed_sd"])
    assert row["gain"] == pytest.approx((-0.1 + 0.0 + 0.2) / 3)
    assert row["win_rate"] == pytest.approx(0.5)
    assert row["gain_low"] < row["gain"] < row["gain_high"]


def test_the_gain_is_over_distance_on_the_same_entries(table: pd.DataFrame) -> None:
    row = only(table, predictor="gcn", evaluation_set="paper87")
    assert row["gain"] == pytest.approx((0.25 + 0.3) / 2)


def test_each_network_has_a_distance_of_its_own() -> None:
    less = {model: value - 0.1 * k for k, (model, value) in enumerate(DISTANCE.items())}
    better = {model: value + 0.02 for model, value in less.items()}
    rows = rows_of("distance_directed", less, tier="wiring")
    rows += rows_of("ours", better, split="families", seed=0, tier="wiring")
    both = pd.concat([scores(), pd.DataFrame(rows, columns=list(COLUMNS))])
    found = table2(both, MEMBERS, FAMILY, draws=300, seed=0)
    ours = only(found, predictor="ours", tier="wiring", evaluation_set="all")
    assert ours["gain"] == pytest.approx(0.02)
    of_all = {"split": "none", "evaluation_set": "all"}
    wired = only(found, predictor="distance_directed", tier="wiring", **of_all)
    assert wired["gain"] == 0.0
    # what the signs at a state are worth to it: 0, .1, .2 and .3, the last two together
    state = only(found, predictor="distance_directed", tier="topology", **of_all)
    assert state["gain"] == pytest.approx(0.15)
    assert 0.0 <= state["gain_low"] < 0.15 < state["gain_high"] <= 0.25
    above = found[(found["tier"] != "wiring") & (found["split"] != "none")]
    before = table2(scores(), MEMBERS, FAMILY, draws=300, seed=0)
    before = before[before["split"] != "none"]
    assert above["gain"].tolist() == before["gain"].tolist()
    assert len(tiers.draw(found).axes) == 3


def test_nothing_to_compare_with_is_an_error() -> None:
    lonely = scores()
    lonely = lonely[lonely["predictor"] != "distance_directed"]
    with pytest.raises(ValueError, match="no distance_directed"):
        table2(lonely, MEMBERS, FAMILY, draws=10, seed=0)


def test_of_table_1_the_classifiers_and_distance_are_shown() -> None:
    row = {
        "model": "a", "predictor": "full_graph", "truth": "dynamo", "split": "families",
        "entries": "all", "pooling": "pooled", "ties": "jitter", "seed": "3",
        "accuracy": 0.4, "tier": "topology", **dict.fromkeys(NAMES, 0.5),
    }  # fmt: skip
    others = [
        row | {"pooling": "columns"},
        row | {"predictor": "propagation_directed"},
        row | {"seed": "4"},
        row | {"split": "models"},
        row | {"predictor": "distance_directed", "seed": "", "split": "none"},
    ]
    further = [row | {"seed": "1"}, row | {"model": "b", "seed": "1"}]
    found = of_classifiers(
        pd.DataFrame([row, *others]),
        pd.DataFrame(further),
        splits=["families"],
        seeds=[1, 3],
    )
    assert found[["predictor", "model", "seed"]].to_numpy().tolist() == [
        ["distance_directed", "a", ""],
        ["full_graph", "a", "1"],
        ["full_graph", "a", "3"],
        ["full_graph", "b", "1"],
    ]


def test_the_readable_table_ranks_within_tiers(table: pd.DataFrame) -> None:
    lines = [line for line in readable(table).splitlines() if line.startswith("| `")]
    names = [line.split("|")[2].strip() for line in lines]
    assert names == ["`ours`", "`distance_directed`", "`other`"]
    assert "+0.050 [+0.050, +0.050]" in lines[0]


def test_undefined_entries_of_a_truth_are_not_scored() -> None:
    truth = np.arange(1.0, 17.0).reshape(4, 4)
    truth[1, 2] = np.nan
    prediction = np.nan_to_num(truth, nan=1e9)
    inputs = random_kinetics(4, seed=0)[0]
    case = Case("m", inputs, {"relative": truth}, Wiring(inputs.sign))
    rows = score(aim(case, "relative"), prediction, Labels("p", "structure"))
    assert {row["entries"]: row["accuracy"] for row in rows} == {
        "off_diagonal": pytest.approx(1.0),
        "all": pytest.approx(1.0),
    }


def test_figure_7_reads_each_step_off_the_table() -> None:
    base = dict.fromkeys(TABLE2_COLUMNS, 0) | {
        "predictor": "full_graph", "truth": "dynamo", "entries": "off_diagonal",
        "evaluation_set": "all",
    }  # fmt: skip
    steps = [("jitter", "transductive"), ("average", "models"), ("average", "families")]
    table = pd.DataFrame(
        [
            base | {"ties": ties, "split": split, "gain": 0.01 * k}
            for k, (ties, split) in enumerate(steps)
        ]
    )
    found = gains.gains(table, models="all").set_index("predictor").loc["full_graph"]
    assert found["step"].tolist() == [1, 3, 4]
    assert found["gain"].tolist() == pytest.approx([0.0, 0.01, 0.02])
    assert len(gains.draw(table).axes) == 1  # no set stands for the paper's models
    both = pd.concat([table, table.assign(evaluation_set="paper87")])
    found = gains.gains(both, models="all").set_index("predictor").loc["full_graph"]
    assert found["step"].tolist() == [0, 1, 3, 4]
    assert found["gain"].tolist() == pytest.approx([0.07, 0.0, 0.01, 0.02])
    assert len(gains.draw(both).axes) == 2
    assert "no GCN was trained" in gains.draw(table[:0]).texts[0].get_text()


def test_figure_8_has_a_place_for_each_predictor(table: pd.DataFrame) -> None:
    rows = tiers.rows_of(table)
    assert rows.sort_values("place")["predictor"].tolist() == [
        "ours",
        "distance_directed",
        "other",
    ]
    assert len(tiers.draw(table).axes) == 3
    assert "no predictor" in tiers.draw(table[:0]).texts[0].get_text()
