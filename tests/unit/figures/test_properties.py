"""Figure 6 correlates properties with accuracies as scipy does."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, spearmanr

from bioripple.figures import properties
from bioripple.figures.data import Protocol, sets_drawn
from bioripple.predictors.registry import BY_ID
from tests.support.figure_tables import (
    N_PAPER,
    accuracy_table,
    outcome_table,
    overlapping_texts,
    property_table,
    texts_off_the_page,
)

FEW = ("propagation_directed", "distance_directed", "full_graph", "sparse_graph")
OPTIONS: dict[str, Any] = {
    "protocol": Protocol(),
    "models": "paper87",
    "split": "models",
    "shuffles": 50,
    "seed": 5,
}


def test_effects_are_scipys_with_fishers_interval(
    scores: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    table = property_table(outcomes)
    found = properties.effects(scores, table, shuffles=2000, seed=5)
    assert list(found) == list(scores.columns)
    for predictor, effects in found.items():
        assert list(effects) == list(properties.PROPERTY_LABELS)
        for name, effect in effects.items():
            expected = spearmanr(table.loc[scores.index, name], scores[predictor])
            assert effect.correlation == pytest.approx(expected.statistic)
            half = norm.ppf(0.975) / np.sqrt(N_PAPER - 3)
            ends = np.arctanh([effect.low, effect.correlation, effect.high])
            assert np.diff(ends) == pytest.approx([half, half])
            # ranks of n shuffled pairs correlate with a sd of exactly 1 / sqrt(n - 1)
            chance = 1 / np.sqrt(N_PAPER - 1)
            assert effect.chance_sd == pytest.approx(chance, rel=0.1)
            assert effect.n == N_PAPER


def test_each_bar_stands_beside_its_property(
    accuracy: pd.DataFrame, outcomes: pd.DataFrame, scores: pd.DataFrame
) -> None:
    table = property_table(outcomes)
    figure: Any = properties.draw(accuracy, outcomes, table, **OPTIONS)
    found = properties.effects(scores, table, shuffles=50, seed=5)
    titles = [BY_ID[predictor].label for predictor in found]
    assert [axis.get_title() for axis in figure.axes] == titles
    for axis, effects in zip(figure.axes, found.values(), strict=True):
        bands, bars = axis.patches[0::2], axis.patches[1::2]
        for place, effect in enumerate(effects.values()):
            assert bars[place].get_width() == effect.correlation
            middle = bars[place].get_y() + bars[place].get_height() / 2
            assert middle == pytest.approx(place)
            reach = 2 * effect.chance_sd
            assert bands[place].get_x() == pytest.approx(-reach)
            assert bands[place].get_width() == pytest.approx(2 * reach)
            assert list(axis.lines[place].get_xdata()) == [effect.low, effect.high]
    names = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert names == list(properties.PROPERTY_LABELS.values())
    assert not overlapping_texts(figure)
    assert not texts_off_the_page(figure)


def test_models_without_a_property_are_left_out(
    scores: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    table = property_table(outcomes).drop(index=scores.index[:2])
    table["model_size"] = 7.0
    table.loc[scores.index[2], "mean_degree"] = np.nan
    found = properties.effects(scores, table, shuffles=10, seed=0)["sparse_graph"]
    assert found["edge_density"].n == N_PAPER - 2
    assert found["mean_degree"].n == N_PAPER - 3
    assert np.isnan(found["model_size"].correlation)
    assert np.isnan(found["model_size"].low)


@pytest.mark.parametrize(
    ("n_models", "told"),
    [(0, "none were scored"), (1, "1 was scored"), (9, "9 were scored"), (10, "")],
)
def test_with_few_models_a_sentence_says_so(n_models: int, told: str) -> None:
    outcomes = outcome_table(n_models + 3, n_paper=n_models)
    accuracy = accuracy_table(outcomes)
    table = property_table(outcomes)
    few = accuracy[accuracy["predictor"].isin(FEW)]
    figure = properties.draw(few, outcomes, table, **OPTIONS)
    figure.canvas.draw()
    texts = [text.get_text() for text in figure.texts]
    if told:
        assert texts == [f"Too few models: {told}, and at least 10 are needed."]
        assert not figure.axes
    else:
        assert len(figure.axes) == 6


def test_without_the_papers_models_all_are_drawn(
    accuracy: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    own = outcomes.drop(columns="paper87")
    assert sets_drawn(own) == ("all",)
    few = accuracy[accuracy["predictor"].isin(FEW)]
    table = property_table(own)
    figure = properties.draw(few, own, table, **(OPTIONS | {"models": "all"}))
    note = figure.get_suptitle()
    assert note.startswith("all: 24 models")
    assert "paper87" not in note


def test_fewer_predictors_than_panels_keep_their_axis_labels(
    accuracy: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    plain = accuracy[accuracy["split"] == "none"]
    figure = properties.draw(plain, outcomes, property_table(outcomes), **OPTIONS)
    shown = [axis for axis in figure.axes if axis.get_visible()]
    assert len(shown) == 7
    for lowest in shown[-3:]:
        labels = lowest.get_xticklabels()
        assert any(label.get_visible() and label.get_text() for label in labels)
