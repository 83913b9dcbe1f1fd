"""The figures show the numbers that they are given; no picture is compared."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from scipy.stats import norm, spearmanr

from bioripple.figures import accuracies, heatmaps, pairs, properties, statistics, style
from bioripple.figures.bars import accuracy_bars
from bioripple.figures.data import Protocol, evaluation_set, per_method
from bioripple.methods import BASELINE_IDS, LEARNED_IDS, METHODS, UPPER_BOUND_IDS

N_MODELS, N_PAPER = 24, 9


def outcome_table(n_models: int = N_MODELS, n_paper: int = N_PAPER) -> pd.DataFrame:
    names = [f"BIOMD{k:010d}" for k in range(1, n_models + 1)]
    return pd.DataFrame(
        {
            "name": [f"Author{k} - pathway" for k in range(n_models)],
            "status": ["scored"] * n_models,
            "paper87": [k < n_paper for k in range(n_models)],
            "n_nodes": pd.array([12 + k for k in range(n_models)], dtype="Int64"),
        },
        index=pd.Index(names, name="model"),
    )


def accuracy_table(outcomes: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """Return random accuracies of every method, in both tie rules and both splits."""
    rng = np.random.default_rng(seed)
    rows: list[tuple[Any, ...]] = []
    for model in outcomes.index:
        quality = rng.uniform(0.2, 0.8)
        for ties in ("average", "jitter"):
            for method in ("biochemical", *BASELINE_IDS, *UPPER_BOUND_IDS):
                score = 1.0 if method == "biochemical" else quality
                noise = 0.0 if method == "biochemical" else rng.normal(0, 0.1)
                rows.append((model, method, ties, "none", None, score + noise))
            for split in ("transductive", "models"):
                if split == "models" and not outcomes.loc[model, "paper87"]:
                    continue
                for method in ("distance_directed", *LEARNED_IDS):
                    rows += [
                        (model, method, ties, split, k, quality + rng.normal(0, 0.1))
                        for k in range(3)
                    ]
    columns = ["model", "method", "ties", "split", "seed", "accuracy"]
    table = pd.DataFrame(rows, columns=columns)
    table["seed"] = table["seed"].astype("Int64")
    return table.assign(truth="dynamo", entries="off_diagonal", pooling="pooled")


@pytest.fixture(scope="module")
def outcomes() -> pd.DataFrame:
    return outcome_table()


@pytest.fixture(scope="module")
def accuracy(outcomes: pd.DataFrame) -> pd.DataFrame:
    return accuracy_table(outcomes)


def overlapping_labels(figure: Figure) -> list[tuple[str, str]]:
    """Return the pairs of texts of the tick labels of one axis that overlap."""
    figure.canvas.draw()
    bad = []
    for axis in figure.axes:
        for labels in (axis.get_xticklabels(), axis.get_yticklabels()):
            shown = [label for label in labels if label.get_text()]
            boxes = [(k.get_text(), k.get_window_extent()) for k in shown]
            bad += [
                (one, other)
                for (one, box), (other, next_box) in pairwise(boxes)
                if box.overlaps(next_box)
            ]
    return bad


def test_figure_3_draws_means_intervals_and_published_values(
    accuracy: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    figure: Any = accuracies.draw(
        accuracy,
        outcomes,
        protocol=Protocol(),
        sets=("paper87", "all"),
        bootstrap_draws=200,
        seed=0,
    )
    chosen = accuracy[(accuracy["ties"] == "average") & (accuracy["split"] == "none")]
    for axis, models in zip(
        figure.axes, (outcomes.index[:N_PAPER], outcomes.index), strict=True
    ):
        of_set = chosen[chosen["model"].isin(models)]
        means = of_set.groupby("method")["accuracy"].mean()
        widths = sorted(patch.get_width() for patch in axis.patches)
        for mean in means:
            assert min(abs(width - mean) for width in widths) < 1e-12
        points = {line.get_xdata()[0] for line in axis.lines if len(line.get_xdata())}
        for method in METHODS:
            if method.published is not None and method.family != "truth":
                assert method.published in points
    assert not overlapping_labels(figure)


def test_bars_average_seeds_within_models_first(
    accuracy: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    models = list(outcomes.index[:N_PAPER])
    bars = accuracy_bars(
        accuracy, models=models, protocol=Protocol(), bootstrap_draws=500, seed=1
    )
    found = {(bar.method.id, bar.split): bar for bar in bars}
    bar = found["sparse_graph", "models"]
    rows = accuracy[
        (accuracy["method"] == "sparse_graph")
        & (accuracy["split"] == "models")
        & (accuracy["ties"] == "average")
    ]
    per_model = rows.groupby("model")["accuracy"].mean()
    assert bar.mean == pytest.approx(per_model.mean(), rel=1e-12)
    assert bar.n_models == N_PAPER
    assert bar.low < bar.mean < bar.high
    per_seed = rows.groupby("seed")["accuracy"].mean()
    assert sorted(bar.seeds) == pytest.approx(sorted(per_seed), rel=1e-12)
    assert bar.other_ties is not None
    assert found["propagation_directed", "none"].other_ties is None


def test_a_split_that_leaves_models_out_has_no_bar_for_all(
    accuracy: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    bars = accuracy_bars(
        accuracy,
        models=list(outcomes.index),
        protocol=Protocol(),
        bootstrap_draws=50,
        seed=1,
    )
    splits = {bar.split for bar in bars}
    assert splits == {"none", "transductive"}


def test_figure_4_writes_the_correlations_of_its_table(
    accuracy: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    figure = pairs.draw(
        accuracy, outcomes, protocol=Protocol(), models="paper87", split="models"
    )
    members = evaluation_set(outcomes, "paper87")
    table = per_method(Protocol().of(accuracy), models=members, split="models")
    count = len(table.columns)
    assert len(figure.axes) == count**2
    for row in range(count):
        for column in range(row + 1, count):
            axis = figure.axes[row * count + column]
            expected = spearmanr(table.iloc[:, row], table.iloc[:, column]).statistic
            assert axis.texts[0].get_text() == f"{expected:.2f}"
    assert not overlapping_labels(figure)


def test_figure_5_chooses_the_median_of_the_readable_models(
    accuracy: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    chosen = heatmaps.choose_model(
        accuracy,
        outcomes,
        method="sparse_graph",
        split="models",
        protocol=Protocol(),
    )
    rows = accuracy[
        (accuracy["method"] == "sparse_graph")
        & (accuracy["split"] == "models")
        & (accuracy["ties"] == "average")
    ]
    scores = rows.groupby("model")["accuracy"].mean()
    nodes = outcomes["n_nodes"]
    readable = scores[[m for m in scores.index if 15 <= nodes[m] <= 40]]
    assert len(readable) < len(scores)
    assert chosen in readable.index
    below = (readable < readable[chosen]).sum()
    above = (readable > readable[chosen]).sum()
    assert 0 <= below - above <= 1


def test_figure_5_draws_ranks_in_one_order() -> None:
    rng = np.random.default_rng(3)
    truth = rng.normal(size=(20, 20))
    np.fill_diagonal(truth, 1.0)
    found = heatmaps.Heatmap(
        model="M",
        name="a model",
        nodes=[f"a_rather_long_species_name_{k}" for k in range(20)],
        truth=truth,
        prediction=np.abs(truth) ** 3,
        note="made up",
    )
    assert found.correlation == pytest.approx(1.0)
    figure = heatmaps.draw(found)
    left: Any
    right: Any
    left, right = (axis.images[0].get_array() for axis in figure.axes[:2])
    assert np.ma.allclose(left, right)
    off = ~np.eye(20, dtype=bool)
    assert np.ma.is_masked(left[0, 0]) or np.isnan(left[0, 0])
    assert left[off].min() == 0.0
    assert left[off].max() == 1.0
    strongest = np.unravel_index(np.argmax(np.abs(truth) * off), truth.shape)
    assert left[strongest] == 1.0
    assert not overlapping_labels(figure)
    assert heatmaps.shortened("abcdefghijklmnopqrstuvwxyz") == "abcdef…uvwxyz"


def test_figure_6_correlates_properties_with_accuracies(
    accuracy: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    rng = np.random.default_rng(4)
    table = pd.DataFrame(
        rng.normal(size=(len(outcomes), 9)),
        index=outcomes.index,
        columns=list(properties.PROPERTY_LABELS),
    )
    members = evaluation_set(outcomes, "paper87")
    scores = per_method(Protocol().of(accuracy), models=members, split="models")
    found = properties.effects(scores, table, shuffles=2000, seed=5)
    effect = found["sparse_graph"]["mean_degree"]
    expected = spearmanr(table.loc[scores.index, "mean_degree"], scores["sparse_graph"])
    assert effect.correlation == pytest.approx(expected.statistic)
    half = norm.ppf(0.975) / np.sqrt(len(members) - 3)
    assert np.arctanh(effect.high) - np.arctanh(effect.low) == pytest.approx(2 * half)
    # shuffled ranks of n pairs correlate with a standard deviation of 1/sqrt(n - 1)
    chance = 1 / np.sqrt(len(members) - 1)
    assert effect.chance_sd == pytest.approx(chance, rel=0.1)
    figure: Any = properties.draw(
        accuracy,
        outcomes,
        table,
        protocol=Protocol(),
        models="paper87",
        split="models",
        shuffles=50,
        seed=5,
    )
    widths = [patch.get_width() for axis in figure.axes for patch in axis.patches]
    for effects in found.values():
        for effect in effects.values():
            assert min(abs(w - effect.correlation) for w in widths) < 1e-12
    assert not overlapping_labels(figure)


@pytest.mark.parametrize("n_models", [0, 1, 3])
def test_small_collections_are_drawn_without_complaint(n_models: int) -> None:
    outcomes = outcome_table(n_models, n_paper=min(n_models, 2))
    accuracy = accuracy_table(outcomes)
    table = pd.DataFrame(
        np.ones((n_models, 9)),
        index=outcomes.index,
        columns=list(properties.PROPERTY_LABELS),
    )
    common: dict[str, Any] = {"protocol": Protocol(), "models": "paper87"}
    figures = [
        accuracies.draw(
            accuracy,
            outcomes,
            protocol=Protocol(),
            sets=("paper87", "all"),
            bootstrap_draws=10,
            seed=0,
        ),
        pairs.draw(accuracy, outcomes, split="models", **common),
        properties.draw(
            accuracy, outcomes, table, split="models", shuffles=10, seed=0, **common
        ),
        heatmaps.draw(None),
    ]
    for figure in figures:
        figure.canvas.draw()


def test_without_learned_methods_the_rest_is_drawn(
    accuracy: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    plain = accuracy[accuracy["split"] == "none"]
    figure = pairs.draw(
        plain, outcomes, protocol=Protocol(), models="all", split="models"
    )
    count = len(per_method(plain, models=list(outcomes.index), split="").columns)
    assert len(figure.axes) == count**2


def test_files_depend_on_what_is_drawn_only(tmp_path: Path) -> None:
    contents = []
    for name in ("one", "two"):
        figure = style.empty_figure("the same sentence")
        paths = tmp_path / f"{name}.pdf", tmp_path / f"{name}.png"
        style.save(figure, pdf=paths[0], png=paths[1])
        contents.append([path.read_bytes() for path in paths])
    assert contents[0] == contents[1]
    assert contents[0][0].startswith(b"%PDF")
    assert contents[0][1].startswith(b"\x89PNG")


def test_rank_scaled_goes_from_0_to_1_and_keeps_gaps() -> None:
    values = np.array([[np.nan, 5.0], [1.0, 5.0]])
    found = statistics.rank_scaled(values)
    assert np.isnan(found[0, 0])
    assert found[1, 0] == 0.0
    assert found[0, 1] == found[1, 1] == 1.0
