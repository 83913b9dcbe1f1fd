"""What learners share: folds with seeds of their own, curves and metrics."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bioripple.collection.splits import Split, TooFewModels
from bioripple.predictors.gcn.classifier import Gcn
from bioripple.predictors.gcn.folds import GcnRun
from bioripple.predictors.gcn.settings import Settings
from bioripple.predictors.gcn.table import N_FEATURES
from bioripple.predictors.learning import (
    Columns,
    Epoch,
    Trained,
    each_fold,
    metrics,
    write_curves,
)
from bioripple.predictors.torch_runs import fold_seed
from bioripple.runtime.rows import read_rows
from tests.support.synthetic_networks import TINY_SETTINGS, tiny_run

COLUMNS = Columns(("training_loss", "labelled_loss"), ("skipped",))
CURVE = [
    Epoch(1, {"training_loss": 1.5}, {"skipped": 2}),
    Epoch(2, {"training_loss": 1.25, "labelled_loss": 1.0}, {"skipped": 3}),
]
UNTRAINED: GcnRun = replace(tiny_run(n_classes=()), columns=COLUMNS)


def finished() -> GcnRun:
    """Return a run of two folds, the second of which stopped after one epoch."""
    run = tiny_run(n_classes=(6, 5))
    pairs = zip(run.trained, (CURVE, CURVE[:1]), strict=True)
    trained = tuple(replace(each, curve=curve) for each, curve in pairs)
    return replace(run, columns=COLUMNS, trained=trained)


def test_the_curve_leaves_cells_empty_where_nothing_was_looked_at(
    tmp_path: Path,
) -> None:
    write_curves(tmp_path / "losses.tsv", finished())
    rows = read_rows(tmp_path / "losses.tsv")
    assert [row.pop("fold") for row in rows] == ["0", "0", "1"]
    assert rows.pop() == rows[0]
    names = ("epoch", "training_loss", "labelled_loss", "skipped")
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("1", "1.5", "", "2"),
        ("2", "1.25", "1", "3"),
    ]


def test_a_curve_without_folds_has_its_columns(tmp_path: Path) -> None:
    write_curves(tmp_path / "losses.tsv", UNTRAINED)
    text = (tmp_path / "losses.tsv").read_text()
    assert text == "fold\tepoch\ttraining_loss\tlabelled_loss\tskipped\n"


def test_metrics_say_what_was_trained_and_how_it_ended() -> None:
    whole = metrics(finished())
    assert (whole["n_scored_models"], whole["n_skipped"], whole["seed"]) == (2, 7, 7)
    first, last = whole["per_fold"]
    # Two convolutions without bias; the classifier reads features, own and pooled.
    weights = N_FEATURES * 4 + 4 * 4 + (N_FEATURES + 4 + 4 + 1) * 6
    assert first["n_parameters"] == whole["n_parameters"] == weights
    assert (first["n_classes"], last["n_classes"]) == (6, 5)
    assert (first["n_scored_models"], first["n_skipped"], last["n_skipped"]) == (
        1,
        5,
        2,
    )
    assert (first["training_loss"], first["labelled_loss"]) == (1.25, 1.0)
    assert (last["training_loss"], last["labelled_loss"]) == (1.5, None)
    json.dumps(whole, allow_nan=False)


def test_without_epochs_there_are_no_figures() -> None:
    run = tiny_run(n_classes=(6,))
    run = replace(run, columns=COLUMNS, trained=(replace(run.trained[0], curve=[]),))
    (fold,) = metrics(run)["per_fold"]
    assert (fold["training_loss"], fold["n_skipped"]) == (None, 0)


def test_every_fold_is_trained_with_a_seed_and_a_name_of_its_own() -> None:
    run = tiny_run(n_classes=(6, 5))
    told = []

    def train(fold: Split, settings: Settings, name: str) -> Trained[Gcn]:
        told.append((tuple(fold.held_out), settings, name))
        return run.trained[0]

    found = each_fold(UNTRAINED, lambda: run.folds, train)
    assert (len(found.trained), found.folds) == (2, run.folds)
    assert told == [
        (
            (model,),
            replace(TINY_SETTINGS, seed=fold_seed(7, number)),
            f"fold {number + 1} of 2",
        )
        for number, model in enumerate(("M2", "M1"))
    ]


@pytest.mark.parametrize("where", ["folds", "training"])
def test_too_few_models_are_a_reason_and_no_error(where: str) -> None:
    def refuse() -> Trained[Gcn]:
        raise TooFewModels("there is one model")

    def folds() -> tuple[Split, ...]:
        if where == "folds":
            refuse()
        return tiny_run(n_classes=(6,)).folds

    found = each_fold(UNTRAINED, folds, lambda *_: refuse())
    assert (found.folds, found.trained) == ((), ())
    assert found.not_trained == "there is one model"
    assert metrics(found)["per_fold"] == []
