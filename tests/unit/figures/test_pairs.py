"""Figure 4 shows the accuracies that it is given, pair by pair."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from bioripple.figures import pairs
from bioripple.figures.data import Protocol, sets_drawn
from tests.support.figure_tables import (
    accuracy_table,
    outcome_table,
    overlapping_texts,
    texts_off_the_page,
)

# A grid of few panels is drawn faster.
FEW = ("propagation_directed", "distance_directed", "full_graph", "sparse_graph")
OPTIONS: dict[str, Any] = {
    "protocol": Protocol(),
    "models": "paper87",
    "split": "models",
}


def test_panels_hold_the_accuracies_and_their_correlations(
    accuracy: pd.DataFrame, outcomes: pd.DataFrame, scores: pd.DataFrame
) -> None:
    figure: Any = pairs.draw(accuracy, outcomes, **OPTIONS)
    count = len(scores.columns)
    assert len(figure.axes) == count**2
    for row in range(count):
        for column in range(count):
            axis = figure.axes[row * count + column]
            x, y = scores.iloc[:, column], scores.iloc[:, row]
            if row < column:
                found = float(axis.texts[0].get_text().replace("−", "-"))
                assert found == pytest.approx(spearmanr(x, y).statistic, abs=0.005)
            elif row > column:
                diagonal, dots = axis.lines
                assert np.array_equal(diagonal.get_xdata(), diagonal.get_ydata())
                assert np.array_equal(dots.get_xdata(), x)
                assert np.array_equal(dots.get_ydata(), y)
                assert axis.get_xlim() == axis.get_ylim()
            else:
                counts = sum(patch.get_height() for patch in axis.patches)
                assert counts == len(scores)
                assert axis.lines[0].get_xdata()[0] == np.median(x)
    assert not overlapping_texts(figure)
    assert not texts_off_the_page(figure)


def test_limits_hold_all_accuracies(scores: pd.DataFrame) -> None:
    assert pairs.accuracy_limits(scores.clip(lower=0.1)) == (0.0, 1.0)
    low, high = pairs.accuracy_limits(scores - 0.7)
    assert low <= float((scores - 0.7).to_numpy().min()) < low + 0.25
    assert high == 1.0


def test_a_missing_accuracy_is_left_out_of_its_pairs_only(
    accuracy: pd.DataFrame, outcomes: pd.DataFrame, scores: pd.DataFrame
) -> None:
    few = accuracy[accuracy["predictor"].isin(FEW)]
    lost = (few["predictor"] == "full_graph") & (few["model"] == scores.index[0])
    figure = pairs.draw(few[~lost], outcomes, **OPTIONS)
    texts = [figure.axes[column].texts[0].get_text() for column in (1, 2, 3)]
    x, y = scores["full_graph"].iloc[1:], scores["propagation_directed"].iloc[1:]
    first, second = texts[1].replace("−", "-").split("\n")
    assert float(first) == pytest.approx(spearmanr(x, y).statistic, abs=0.005)
    assert second == f"n={len(scores) - 1}"
    assert "\n" not in texts[0] + texts[2]


def test_without_learned_predictors_the_rest_is_drawn(
    accuracy: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    plain = accuracy[accuracy["predictor"].isin(FEW) & (accuracy["split"] == "none")]
    figure = pairs.draw(plain, outcomes, **OPTIONS)
    assert len(figure.axes) == 4
    assert "GCN" not in figure.get_suptitle()


def test_another_split_stands_in_and_is_named(
    accuracy: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    rest = accuracy[accuracy["predictor"].isin(FEW) & (accuracy["split"] != "models")]
    figure = pairs.draw(rest, outcomes, **OPTIONS)
    title = " ".join(figure.get_suptitle().split())
    assert "GCN: transductive, mean of 3 seeds" in title


@pytest.mark.parametrize(
    ("n_models", "told"),
    [(0, "none were scored"), (1, "1 was scored"), (9, "9 were scored"), (10, "")],
)
def test_with_few_models_a_sentence_says_so(n_models: int, told: str) -> None:
    outcomes = outcome_table(n_models + 3, n_paper=n_models)
    accuracy = accuracy_table(outcomes)
    few = accuracy[accuracy["predictor"].isin(FEW)]
    figure = pairs.draw(few, outcomes, **OPTIONS)
    figure.canvas.draw()
    texts = [text.get_text() for text in figure.texts]
    if told:
        assert texts == [f"Too few models: {told}, and at least 10 are needed."]
        assert not figure.axes
    else:
        assert len(figure.axes) == 16


def test_without_the_papers_models_all_are_drawn(
    accuracy: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    own = outcomes.drop(columns="paper87")
    assert sets_drawn(own) == ("all",)
    few = accuracy[accuracy["predictor"].isin(FEW)]
    figure = pairs.draw(few, own, **(OPTIONS | {"models": "all"}))
    note = figure.get_suptitle()
    assert note.startswith("all: 24 models")
    assert "paper87" not in note
