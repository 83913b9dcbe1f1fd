"""Accuracy against scipy's Spearman, computed the plain way."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from bioripple.arrays import Flags, Floats
from bioripple.errors import Failed
from bioripple.metrics.accuracy import (
    Jitter,
    accuracies,
    accuracies_by_truth,
    accuracy,
    pooled_only,
    rank_defined,
    rank_truth,
)
from bioripple.vocabulary import ENTRIES, POOLINGS, Protocol

AVERAGE = [Protocol(entries, pooling) for entries in ENTRIES for pooling in POOLINGS]


def plain(
    truth: Floats, prediction: Floats, *, protocol: Protocol, scored: Flags
) -> float:
    """Spearman entry by entry, with the rules for what does not vary."""
    keep = scored.copy()
    if protocol.entries == "off_diagonal":
        keep &= ~np.eye(len(truth), dtype=bool)
    if protocol.pooling == "pooled":
        groups = [(np.abs(truth[keep]), np.abs(prediction[keep]))]
    else:
        groups = [
            (np.abs(truth[keep[:, j], j]), np.abs(prediction[keep[:, j], j]))
            for j in range(len(truth))
        ]
    values = []
    for one, other in groups:
        if len(one) < 2 or np.ptp(one) == 0:
            continue
        varies = np.ptp(other) > 0
        values.append(float(spearmanr(one, other).statistic) if varies else 0.0)
    return float(np.mean(values)) if values else float("nan")


@pytest.mark.parametrize("protocol", AVERAGE)
@pytest.mark.parametrize("seed", range(6))
def test_agrees_with_scipy_on_tied_and_masked_matrices(
    protocol: Protocol, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    size = int(rng.integers(3, 14))
    truth = rng.normal(size=(size, size)) * (rng.random((size, size)) < 0.6)
    truth[:, 0] = 0.0  # the first node moves nothing but itself
    truth[0, 0] = 1.0
    prediction = -rng.integers(0, 4, (size, size)) / 3.0
    prediction[:, 1] = 0.5
    scored = rng.random((size, size)) < 0.8
    found = accuracy(truth, prediction, protocol=protocol, scored=scored)
    expected = plain(truth, prediction, protocol=protocol, scored=scored)
    assert found == pytest.approx(expected, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize("protocol", AVERAGE)
def test_truth_against_any_increasing_function_of_its_size_is_one(
    protocol: Protocol,
) -> None:
    truth = np.random.default_rng(1).normal(size=(9, 9))
    prediction = np.exp(np.abs(truth)) * np.sign(truth)
    assert accuracy(truth, prediction, protocol=protocol) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("protocol", AVERAGE)
def test_renumbering_the_nodes_changes_nothing(protocol: Protocol) -> None:
    rng = np.random.default_rng(2)
    truth = rng.normal(size=(12, 12))
    prediction = rng.integers(0, 3, (12, 12)).astype(float)
    order = rng.permutation(12)
    moved = np.ix_(order, order)
    assert accuracy(
        truth[moved], prediction[moved], protocol=protocol
    ) == pytest.approx(accuracy(truth, prediction, protocol=protocol), abs=1e-12)


def test_the_diagonal_counts_only_under_all_entries() -> None:
    rng = np.random.default_rng(3)
    truth = rng.normal(size=(8, 8))
    other = truth.copy()
    np.fill_diagonal(other, rng.normal(size=8))
    same = accuracies(rank_truth(truth), other, jitter=None)
    for pooling in POOLINGS:
        assert same[Protocol("off_diagonal", pooling)] == pytest.approx(1, abs=1e-12)
        assert same[Protocol("all", pooling)] < 0.999


def test_only_scored_entries_count() -> None:
    rng = np.random.default_rng(4)
    truth = rng.normal(size=(8, 8))
    scored = np.zeros((8, 8), dtype=bool)
    scored[::2] = True
    prediction = np.where(scored, truth, rng.normal(size=(8, 8)))
    assert accuracy(truth, prediction, scored=scored) == pytest.approx(1, abs=1e-12)


def test_several_truths_are_scored_as_each_by_itself() -> None:
    rng = np.random.default_rng(8)
    first, second = rng.normal(size=(2, 9, 9))
    second[2, :4] = np.nan
    scored = rng.random((9, 9)) < 0.8
    prediction = rng.integers(0, 4, (9, 9)).astype(float)
    jitter = Jitter(size=0.01, draws=3, seed=(2,))
    truths = {"a": rank_truth(first), "b": rank_defined(second, scored=scored)}
    found = accuracies_by_truth(truths, prediction, jitter=jitter)
    for name, targets in truths.items():
        assert found[name] == accuracies(targets, prediction, jitter=jitter)
    known = scored & np.isfinite(second)
    expected = accuracy(np.nan_to_num(second), prediction, scored=known)
    assert found["b"][Protocol()] == expected


def test_a_prediction_that_does_not_vary_scores_zero() -> None:
    truth = np.random.default_rng(5).normal(size=(6, 6))
    scores = accuracies(rank_truth(truth), np.ones((6, 6)), jitter=None)
    assert set(scores.values()) == {0.0}


def test_a_truth_that_does_not_vary_has_no_accuracy() -> None:
    prediction = np.random.default_rng(6).normal(size=(6, 6))
    assert np.isnan(accuracy(np.eye(6), prediction))
    assert np.isnan(accuracy(np.ones((1, 1)), np.ones((1, 1))))


def test_jitter_is_the_mean_of_seeded_draws() -> None:
    rng = np.random.default_rng(7)
    truth = rng.normal(size=(10, 10))
    prediction = 1.0 + rng.integers(0, 3, (10, 10)) / 2.0
    jitter = Jitter(size=0.01, draws=4, seed=(3, 1))
    scores = accuracies(rank_truth(truth), prediction, jitter=jitter)
    noise = np.random.default_rng((3, 1))
    draws = [
        prediction + noise.uniform(-0.01, 0.01, (10, 10)) for _ in range(jitter.draws)
    ]
    for average in AVERAGE:
        expected = np.mean(
            [
                plain(truth, x, protocol=average, scored=np.ones((10, 10), bool))
                for x in draws
            ]
        )
        found = scores[Protocol(average.entries, average.pooling, "jitter")]
        assert found == pytest.approx(expected, abs=1e-12)


def test_jitter_keeps_a_prediction_whose_values_are_far_apart() -> None:
    truth = np.arange(36.0).reshape(6, 6)
    scores = accuracies(
        rank_truth(truth), truth, jitter=Jitter(size=0.01, draws=2, seed=(0,))
    )
    assert min(scores.values()) == pytest.approx(1, abs=1e-12)


def test_jitter_costs_a_tied_prediction_accuracy_on_average() -> None:
    """Noise within ties can only dilute: sd of the ranks grows, covariance does not."""
    rng = np.random.default_rng(8)
    truth = rng.normal(size=(40, 40))
    prediction = (np.abs(truth) > 0.7).astype(float)
    scores = accuracies(
        rank_truth(truth), prediction, jitter=Jitter(size=0.01, draws=20, seed=(0,))
    )
    for plain_protocol in AVERAGE:
        broken = Protocol(plain_protocol.entries, plain_protocol.pooling, "jitter")
        assert 0.5 < scores[broken] < scores[plain_protocol]


def test_a_prediction_that_is_not_finite_is_a_bug() -> None:
    with pytest.raises(Failed, match="not finite"):
        accuracy(np.eye(3), np.full((3, 3), np.nan))


def test_pooled_alone_is_what_it_is_beside_columns() -> None:
    rng = np.random.default_rng(4)
    truth, guess = rng.normal(size=(2, 9, 9)).round(1)
    jitter = Jitter(size=0.01, draws=3, seed=(1,))
    whole = accuracies(rank_truth(truth), guess, jitter=jitter)
    found = accuracies(pooled_only(rank_truth(truth)), guess, jitter=jitter)
    assert found == {k: v for k, v in whole.items() if k.pooling == "pooled"}
