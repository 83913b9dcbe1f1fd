"""Figure 5 chooses the median model and draws ranks of what was scored."""

from typing import Any

import numpy as np
import pytest

from bioripple.figures import heatmaps
from bioripple.figures.data import Protocol
from tests.support.figure_tables import (
    accuracy_table,
    outcome_table,
    overlapping_texts,
    texts_off_the_page,
)

METHOD: dict[str, Any] = {
    "predictor": "sparse_graph",
    "split": "models",
    "protocol": Protocol(),
}


def heatmap(n: int = 20, **changes: Any) -> heatmaps.Heatmap:
    rng = np.random.default_rng(3)
    truth = rng.normal(size=(n, n))
    np.fill_diagonal(truth, 1.0)
    content: dict[str, Any] = {
        "model": "BIOMD0000000001",
        "name": "a model",
        "nodes": [heatmaps.shortened(f"a_rather_long_name_{k}") for k in range(n)],
        "truth": truth,
        "prediction": np.abs(truth) ** 3,
        "scored": np.ones((n, n), dtype=bool),
        "note": "made up",
    }
    return heatmaps.Heatmap(**(content | changes))


def drawn_values(found: heatmaps.Heatmap) -> list[Any]:
    figure: Any = heatmaps.draw(found)
    images = [axis.images[0].get_array() for axis in figure.axes[:2]]
    return [np.ma.filled(image, np.nan) for image in images]


@pytest.mark.parametrize("n_paper", [9, 10])
def test_the_model_is_the_median_of_the_readable_ones(n_paper: int) -> None:
    outcomes = outcome_table(n_paper=n_paper)
    accuracy = accuracy_table(outcomes)
    chosen = heatmaps.choose_model(accuracy, outcomes, **METHOD)
    rows = Protocol().of(accuracy)
    rows = rows[(rows["predictor"] == "sparse_graph") & (rows["split"] == "models")]
    scores = rows.groupby("model")["accuracy"].mean()
    nodes = outcomes["n_nodes"]
    readable = scores[[m for m in scores.index if 15 <= nodes[m] <= 40]]
    assert len(readable) < len(scores)
    assert chosen in readable.index
    below = (readable < readable[chosen]).sum()
    above = (readable > readable[chosen]).sum()
    assert below + above == len(readable) - 1
    assert 0 <= below - above <= 1


def test_without_a_readable_model_any_is_chosen() -> None:
    outcomes = outcome_table(3, n_paper=2)
    accuracy = accuracy_table(outcomes)
    assert not (outcomes["n_nodes"] >= 15).any()
    assert heatmaps.choose_model(accuracy, outcomes, **METHOD) in outcomes.index[:2]
    nothing = accuracy[accuracy["split"] == "none"]
    assert heatmaps.choose_model(nothing, outcomes, **METHOD) == ""


def test_colours_are_ranks_whose_correlation_is_the_accuracy() -> None:
    rng = np.random.default_rng(8)
    found = heatmap(prediction=rng.integers(1, 6, size=(20, 20)).astype(float))
    left, right = drawn_values(found)
    off = ~np.eye(20, dtype=bool)
    for values in (left, right):
        assert np.isnan(np.diagonal(values)).all()
        assert (values[off].min(), values[off].max()) == (0.0, 1.0)
    # Spearman's correlation is Pearson's of the ranks, which are the colours.
    pearson = np.corrcoef(left[off], right[off])[0, 1]
    assert found.correlation == pytest.approx(pearson)
    strongest = np.unravel_index(np.argmax(np.abs(found.truth) * off), (20, 20))
    assert left[strongest] == 1.0


def test_the_same_order_of_sizes_has_the_same_colours() -> None:
    found = heatmap()
    left, right = drawn_values(found)
    assert np.array_equal(left, right, equal_nan=True)
    assert found.correlation == pytest.approx(1.0)


def test_entries_that_were_trained_on_are_blank_and_do_not_count() -> None:
    scored = np.zeros((20, 20), dtype=bool)
    scored[::2] = True
    truth = heatmap().truth
    prediction = np.where(scored, np.abs(truth), 0.5 / np.abs(truth))
    found = heatmap(prediction=prediction, scored=scored)
    assert found.correlation == pytest.approx(1.0)
    for values in drawn_values(found):
        assert np.isnan(values[1::2]).all()
        assert np.nanmax(values) == 1.0


@pytest.mark.parametrize("n", [2, 40, 130])
def test_labels_are_in_order_and_apart(n: int) -> None:
    ids = [f"s{k}_a_long_name_with_$igns_{k}$" for k in range(n)]
    found = heatmap(n, nodes=heatmaps.node_labels(ids, {}))
    figure: Any = heatmaps.draw(found)
    assert not overlapping_texts(figure)
    assert not texts_off_the_page(figure)
    left, right = figure.axes[:2]
    for axis in (left, right):
        places = axis.get_xticks()
        names = [heatmaps.shortened(ids[int(place)]) for place in places]
        assert [label.get_text() for label in axis.get_xticklabels()] == names
        assert list(axis.get_yticks()) == list(places)
        assert min(label.get_fontsize() for label in axis.get_xticklabels()) >= 4.0
    assert f"{found.correlation:.2f}" in right.get_title()


def test_long_and_odd_names_fit_on_the_page() -> None:
    found = heatmap(name="A name of $many words$ " * 8)
    figure = heatmaps.draw(found)
    assert not overlapping_texts(figure)
    assert not texts_off_the_page(figure)


def test_a_label_keeps_both_ends_of_a_long_name() -> None:
    assert heatmaps.shortened("abcdefghijklmnopqrstuvwxyz") == "abcdefgh…stuvwxyz"
    assert heatmaps.shortened("abcdefghijklmnopqr") == "abcdefghijklmnopqr"


def test_nodes_are_called_what_their_authors_called_them() -> None:
    names = {
        "s1": "MAPKK-P",
        "s2": "cyclin",  # of which there are two, in two compartments
        "s3": "cyclin",
        "s4": "",
        "s5": "Ca\n 2+\x07",
        "s6": "\u7d30\u80de",  # no letters of the font
        "s7": "a protein on top of the first kinase of the cascade",
        "s8": "a protein on top of the last kinase of the cascade",
        "s9": "$\\frac{1}{0}$",
    }
    found = heatmaps.node_labels(["s0", *names], names)
    assert found[:7] == ["s0", "MAPKK-P", "s2", "s3", "s4", "Ca 2+", "s6"]
    assert found[7:9] == ["s7", "s8"]  # once shortened, they look the same
    assert found[9] == "$\\frac{1}{0}$"
    assert heatmaps.node_labels(["s7"], names) == ["a protei… cascade"]


def test_a_name_that_looks_like_a_formula_stays_text() -> None:
    figure: Any = heatmaps.draw(heatmap(3, nodes=["$x", "$\\frac{1}{0}$", "a_b^{c}"]))
    figure.canvas.draw()
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == ["$x", "$\\frac{1}{0}$", "a_b^{c}"]


def test_a_sentence_is_drawn_as_one() -> None:
    figure = heatmaps.draw("There is nothing to show.")
    assert not figure.axes
    assert figure.texts[0].get_text() == "There is nothing to show."
