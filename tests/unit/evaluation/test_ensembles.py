"""Predictions together: order by hand, and a weight that no held-out model decides."""

import numpy as np

from bioripple.collection.family_folds import Fold
from bioripple.evaluation.ensembles import WEIGHTS, choose, mixtures
from bioripple.evaluation.scores import Row

FIRST = np.array([[0.0, 1.0], [3.0, 2.0]])
SECOND = np.array([[0.0, 1.0], [2.0, 3.0]])


def test_members_without_any_beside_them_keep_their_order() -> None:
    alone = mixtures([FIRST, 100.0 * FIRST**3], untrained=SECOND)[0]
    assert np.array_equal(alone > 0.0, FIRST > 0.0)
    assert np.array_equal(np.argsort(alone.ravel()), np.argsort(FIRST.ravel()))


def test_the_untrained_one_breaks_a_tie_and_no_clear_order() -> None:
    closed = np.array([[0.0, 9.0], [1.0, 2.0]])
    without, *others = mixtures([FIRST, SECOND], untrained=closed)
    assert without[1, 1] == without[1, 0]
    assert others[0][1, 1] > others[0][1, 0] > others[0][0, 1]


def trial(*accuracies: float) -> list[list[Row]]:
    """Return scores of a model, one for each weight, with the wrong entries first."""
    return [
        [
            {"entries": "all", "accuracy": -accuracy, "weight": weight},
            {"entries": "off_diagonal", "accuracy": accuracy, "weight": weight},
        ]
        for weight, accuracy in zip(WEIGHTS, accuracies, strict=True)
    ]


def test_the_weight_is_chosen_by_the_other_models() -> None:
    trials = {
        "a": trial(0.9, 0.1, 0.1, 0.1, 0.1),
        "b": trial(0.1, 0.1, 0.8, 0.1, 0.1),
        "c": trial(0.1, 0.1, 0.8, 0.1, np.nan),
    }
    folds = [Fold(("b", "c"), ("a",)), Fold(("a",), ("b", "c"))]
    rows = choose(trials, folds)
    chosen = [row["weight"] for row in rows if row["entries"] == "off_diagonal"]
    assert chosen == [0.2, 0.0, 0.0]
    assert len(rows) == 2 * len(trials)


def test_of_equal_weights_the_smallest_is_taken() -> None:
    trials = {name: trial(*[0.5] * len(WEIGHTS)) for name in "ab"}
    assert [row["weight"] for row in choose(trials, [Fold(("a",), ("b",))])] == [0, 0]


def test_models_without_the_truth_are_passed_over() -> None:
    trials = {"a": trial(0.1, 0.1, 0.1, 0.9, 0.1)}
    folds = [Fold(("a",), ("b",)), Fold(("b",), ("a",))]
    assert [row["weight"] for row in choose(trials, folds)] == [0, 0]
