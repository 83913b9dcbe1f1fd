"""Figure 3 shows the means of Table 1, and each bar beside its own name."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from bioripple.evaluation.table1 import table1
from bioripple.figures import accuracies
from bioripple.figures.bars import Bar, accuracy_bars
from bioripple.figures.data import Protocol
from bioripple.predictors.registry import BY_ID
from bioripple.vocabulary import Ties
from tests.support.figure_tables import (
    N_PAPER,
    N_SEEDS,
    accuracy_table,
    outcome_table,
    overlapping_texts,
    texts_off_the_page,
)

OPTIONS: dict[str, Any] = {"family": {}, "bootstrap_draws": 200, "seed": 1}


def bars_of(
    accuracy: pd.DataFrame, outcomes: pd.DataFrame, models: str, ties: Ties = "average"
) -> dict[tuple[str, str], Bar]:
    protocol = Protocol(ties=ties)
    bars = accuracy_bars(
        accuracy, outcomes, models=models, protocol=protocol, **OPTIONS
    )
    return {(bar.predictor.id, bar.split): bar for bar in bars}


@pytest.mark.parametrize("models", ["paper87", "all"])
def test_bars_have_the_numbers_of_table_1(
    accuracy: pd.DataFrame, outcomes: pd.DataFrame, models: str
) -> None:
    paper = set(outcomes.index[outcomes["paper87"]])
    sets = {"paper87": paper, "all": set(outcomes.index)}
    table = table1(accuracy, sets, {}, draws=200, seed=1)
    table = table[(table["evaluation_set"] == models) & (table["ties"] == "average")]
    bars = bars_of(accuracy, outcomes, models)
    assert len(bars) == len(table)
    for row in table.itertuples():
        bar = bars[str(row.predictor), str(row.split)]
        assert (bar.mean, bar.low, bar.high) == (row.mean, row.ci_low, row.ci_high)
        assert bar.n_models == row.n_models
        assert len(bar.seeds) == row.n_seeds


def test_a_bar_is_a_mean_over_models_with_its_seeds(
    accuracy: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    bar = bars_of(accuracy, outcomes, "paper87")["sparse_graph", "models"]
    chosen = (accuracy["predictor"] == "sparse_graph") & (accuracy["split"] == "models")
    by_ties = accuracy[chosen].pivot_table(
        values="accuracy", index=["ties", "model"], columns="seed"
    )
    average = by_ties.loc["average"].to_numpy()
    assert average.shape == (N_PAPER, N_SEEDS)
    assert bar.mean == pytest.approx(average.mean(), rel=1e-12)
    assert bar.seeds == pytest.approx(average.mean(axis=0), rel=1e-12)
    assert bar.low < bar.mean < bar.high
    jittered = by_ties.loc["jitter"].to_numpy().mean()
    assert bar.other_ties == pytest.approx(jittered, rel=1e-12)


def test_both_tie_rules_can_be_the_bars(
    accuracy: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    average = bars_of(accuracy, outcomes, "all")
    jitter = bars_of(accuracy, outcomes, "all", ties="jitter")
    for key, bar in average.items():
        # Propagation and the truth have no ties to speak of, so none are broken.
        if bar.predictor.family in ("propagation", "truth"):
            assert bar.other_ties is None
        else:
            assert bar.other_ties == pytest.approx(jitter[key].mean, rel=1e-12)


def test_a_split_that_leaves_models_out_has_no_bar_for_all(
    accuracy: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    assert {split for _, split in bars_of(accuracy, outcomes, "paper87")} == {
        "none",
        "transductive",
        "models",
    }
    assert {split for _, split in bars_of(accuracy, outcomes, "all")} == {
        "none",
        "transductive",
    }


def test_a_bar_without_some_models_is_a_mean_over_the_others(
    accuracy: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    lost = accuracy["predictor"].eq("distance_directed") & accuracy["model"].isin(
        outcomes.index[:2]
    )
    bars = bars_of(accuracy[~lost], outcomes, "paper87")
    assert bars["distance_directed", "none"].n_models == N_PAPER - 2
    assert bars["distance_undirected", "none"].n_models == N_PAPER
    figure = accuracies.draw(
        accuracy[~lost],
        outcomes,
        protocol=Protocol(),
        sets=("paper87",),
        **OPTIONS,
    )
    texts = [text.get_text() for text in figure.axes[0].texts]
    # once for all entries, and once beside the learned predictors of each split
    assert texts.count(f"n = {N_PAPER - 2}") == 3


@pytest.mark.parametrize("ties", ["average", "jitter"])
def test_every_bar_stands_beside_its_name_with_its_marks(
    accuracy: pd.DataFrame, outcomes: pd.DataFrame, ties: Ties
) -> None:
    sets = ("paper87", "all")
    protocol = Protocol(ties=ties)
    figure = accuracies.draw(
        accuracy, outcomes, protocol=protocol, sets=sets, **OPTIONS
    )
    names = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    places = dict(zip(names, figure.axes[0].get_yticks(), strict=True))
    assert len(set(names)) == len(names)
    for axis, models in zip(figure.axes, sets, strict=True):
        bars = bars_of(accuracy, outcomes, models, ties).values()
        drawn = [patch for patch in axis.patches if isinstance(patch, Rectangle)]
        assert len(drawn) == len(bars)
        points = [line.get_xydata() for line in axis.lines]
        marks = {tuple(np.round(xy, 9)) for data in points for xy in np.asarray(data)}
        for bar in bars:
            place = places[bar.label]
            widths = [
                patch.get_width()
                for patch in drawn
                if patch.get_y() < place < patch.get_y() + patch.get_height()
            ]
            assert widths == [bar.mean]
            wanted = [bar.low, bar.high]
            wanted += [] if bar.other_ties is None else [bar.other_ties]
            for mark in wanted:
                assert (round(mark, 9), round(place, 9)) in marks
            published = BY_ID[bar.predictor.id].published
            if published is not None and bar.predictor.id != "biochemical":
                lanes = {y for x, y in marks if math.isclose(x, published)}
                assert min(abs(y - place) for y in lanes) < accuracies.BAR_HEIGHT / 2


def test_texts_are_apart_and_on_the_page(
    accuracy: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    figure = accuracies.draw(
        accuracy, outcomes, protocol=Protocol(), sets=("paper87", "all"), **OPTIONS
    )
    assert not overlapping_texts(figure)
    assert not texts_off_the_page(figure)


@pytest.mark.parametrize("n_models", [0, 1, 3])
def test_small_collections_are_drawn(n_models: int) -> None:
    outcomes = outcome_table(n_models, n_paper=min(n_models, 2))
    figure = accuracies.draw(
        accuracy_table(outcomes),
        outcomes,
        protocol=Protocol(),
        sets=("paper87", "all"),
        **OPTIONS,
    )
    figure.canvas.draw()
    assert len(figure.axes) == (2 if n_models else 0)


def test_negative_means_are_not_cut_off() -> None:
    outcomes = outcome_table(4, n_paper=4)
    accuracy = accuracy_table(outcomes)
    accuracy["accuracy"] -= 0.9
    figure = accuracies.draw(
        accuracy, outcomes, protocol=Protocol(), sets=("all",), **OPTIONS
    )
    low, _ = figure.axes[0].get_xlim()
    xs = [x for line in figure.axes[0].lines for x in np.asarray(line.get_xdata())]
    assert low <= min(xs)
    assert min(xs) < 0
