"""Ablations: variants against whole runs, and their figure."""

from pathlib import Path

import pandas as pd
import pytest

from bioripple.evaluation.ablations import (
    ABLATION_COLUMNS,
    compare,
    training_models,
)
from bioripple.evaluation.kinetics_runs import labels_of
from bioripple.evaluation.scores import Labels
from bioripple.evaluation.strata import strata
from bioripple.figures import ablations as figure
from bioripple.runtime.files import write_json
from tests.support.ablation_tables import (
    FAMILY,
    MODELS,
    N_TRAINING,
    distance_scores,
    variant_scores,
    whole_scores,
)
from tests.support.figure_tables import overlapping_texts, texts_off_the_page


def compared(whole: pd.DataFrame) -> pd.DataFrame:
    return compare(
        variant_scores(), whole, N_TRAINING, set(MODELS), FAMILY, draws=200, seed=0
    )


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    return compared(whole_scores())


def test_a_run_is_called_by_its_folder() -> None:
    path = Path("results/kinetics/structure/models/seed3/metrics.json")
    assert labels_of(path) == Labels("learned_kinetics", "structure", "models", 3)
    path = Path("results/ablations/no_x/topology/families/seed0/predictions.npz")
    assert labels_of(path) == Labels("no_x", "topology", "families", 0)


def test_training_models_are_averaged_over_folds_and_seeds(tmp_path: Path) -> None:
    paths = []
    for seed, counts in ((0, (4, 5)), (1, (6, 9))):
        folder = tmp_path / f"ablations/v/topology/families/seed{seed}"
        paths.append(folder / "metrics.json")
        folds = [{"n_training_models": count} for count in counts]
        write_json(paths[-1], {"per_fold": folds})
    assert training_models(paths) == {("v", "topology"): 6.0}


def test_each_tier_has_its_whole_and_its_variants(found: pd.DataFrame) -> None:
    assert found.columns.tolist() == list(ABLATION_COLUMNS)
    assert len(found) == 3 * len(N_TRAINING)
    keys = zip(found["variant"], found["tier"], strict=True)
    assert found["n_training_models"].tolist() == [N_TRAINING[key] for key in keys]
    assert set(found["n_models"]) == {20}
    assert set(found["n_families"]) == {10}


def test_differences_are_paired_and_of_the_same_seeds(found: pd.DataFrame) -> None:
    losses = {"learned_kinetics": 0.0, "no_change": 0.05, "share_50": 0.2}
    best = float(found.loc[found["variant"] == "learned_kinetics", "mean"].iloc[0])
    for row in found.to_dict("records"):
        # seed 1, which no variant has, is .1 worse and does not count
        loss = losses[row["variant"]]
        assert row["mean"] == pytest.approx(best - loss)
        for column in ("difference", "difference_low", "difference_high"):
            assert row[column] == pytest.approx(-loss)
        assert row["ci_low"] < row["mean"] < row["ci_high"]


def test_models_without_an_accuracy_leave_both_sides() -> None:
    whole = whole_scores()
    whole.loc[whole["model"] == "m00", "accuracy"] = None
    found = compared(whole)
    assert set(found["n_models"]) == {19}
    assert found["difference"].max() == pytest.approx(0.0)


def test_a_variant_without_a_whole_is_an_error() -> None:
    whole = whole_scores()
    with pytest.raises(ValueError, match="no whole run of topology/families/0 "):
        compared(whole[whole["tier"] != "topology"])
    with pytest.raises(ValueError, match="topology/families/0 "):
        compared(whole[whole["seed"] == "1"])


def test_the_learning_curve_is_of_those_that_learned_from_fewer(
    found: pd.DataFrame,
) -> None:
    curve, parts = figure.split_variants(found)
    assert set(curve["variant"]) == {"learned_kinetics", "share_50"}
    assert set(curve["tier"]) == {"topology", "abundance_both"}
    assert set(parts["variant"]) == {"no_change"}
    curve, _ = figure.split_variants(found[found["variant"] != "share_50"])
    assert curve.empty


def test_figure_9_shows_everything_and_nothing_twice(found: pd.DataFrame) -> None:
    properties = pd.DataFrame(
        {
            "n_nodes": [10.0 + 20 * k for k in range(20)],
            "steadiness": [0.0] * 19 + [1e-5],
            "log10_mean_jacobian": [-3.0 + 0.3 * k for k in range(20)],
        },
        index=MODELS,
    )
    scores = pd.concat([distance_scores(), whole_scores()])
    drawn = figure.draw(found, strata(scores, properties))
    assert overlapping_texts(drawn) == []
    assert texts_off_the_page(drawn) == []
    left, right, *quarters = drawn.axes
    assert len(left.lines) == 2
    assert [label.get_text() for label in right.get_yticklabels()] == ["no change"]
    assert [len(axes.lines) for axes in quarters] == [3, 3, 3]
    ticks = [label.get_text() for label in quarters[1].get_xticklabels()]
    assert ticks == ["0", "none", "none", "1e−05"]


def test_figure_9_of_one_kind_of_variants_only(found: pd.DataFrame) -> None:
    nothing = strata(distance_scores()[:0], pd.DataFrame(index=MODELS))
    for variants in (["no_change"], ["share_50"]):
        rows = found[found["variant"].isin(["learned_kinetics", *variants])]
        assert len(figure.draw(rows, nothing).axes) == 5
