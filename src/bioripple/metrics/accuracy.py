"""Accuracy: Spearman correlation of |truth| with |prediction|, under a stated protocol.

Matrices are n × n, row = affected, column = affecting. Inside this module a matrix is
laid out as rows that are ranked separately: one row of all entries when pooled, one row
for each column of the matrix otherwise.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bioripple.arrays import Flags, Floats
from bioripple.errors import Failed
from bioripple.metrics.ranks import sort_rows
from bioripple.vocabulary import ENTRIES, POOLINGS, Entries, Pooling, Protocol

Kind = TypeVar("Kind", bound=np.generic)
Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True)
class Jitter:
    """Noise that breaks the ties of a prediction.

    Attributes
    ----------
    size
        Noise is uniform in (-size, size) [unit of the prediction].
    draws
        How often it is drawn; accuracies are averaged over the draws.
    seed
        Seeds of the generator, so that nothing depends on the order of work.
    """

    size: float
    draws: int
    seed: tuple[int, ...]


@dataclass(frozen=True)
class Target:
    """The truth of a model, ranked once for many predictions.

    Attributes
    ----------
    keep : (rows * m,)
        Which entries count.
    deviation : (rows * m,)
        Rank among the entries of its row that count, less their mean; 0 elsewhere.
    counts, norm : (rows,)
        Number of entries that count, and root of the sum of squared deviations.
    """

    keep: Flags
    deviation: Floats
    counts: Floats
    norm: Floats


Targets = dict[tuple[Entries, Pooling], Target]


def rank_truth(truth: Floats, *, scored: Flags | None = None) -> Targets:
    """Rank the truth for every choice of entries and pooling.

    Parameters
    ----------
    truth
        n × n, finite; only sizes count.
    scored
        n × n, the entries that may be scored at all; all of them by default.

    Returns
    -------
    Targets
        One ranking for each pair of `ENTRIES` and `POOLINGS`.
    """
    allowed = np.ones(truth.shape, dtype=bool) if scored is None else scored
    if allowed.shape != truth.shape:
        raise ValueError(f"entries {allowed.shape} do not fit the truth {truth.shape}")
    off_diagonal = allowed & ~np.eye(len(truth), dtype=bool)
    choices: tuple[tuple[Entries, Flags], ...] = (
        ("off_diagonal", off_diagonal),
        ("all", allowed),
    )
    targets: Targets = {}
    for pooling in POOLINGS:
        rows = _rows(_sizes(truth), pooling)
        order, starts = sort_rows(rows)
        for entries, keep in choices:
            kept = _rows(keep, pooling)
            targets[entries, pooling] = _target(order, starts, kept)
    return targets


def pooled_only(targets: Targets) -> Targets:
    """Return the rankings over all entries at once, where no other is asked for."""
    return {key: target for key, target in targets.items() if key[1] == "pooled"}


def rank_defined(truth: Floats, *, scored: Flags | None = None) -> Targets:
    """Rank a truth that is NaN where it is not defined; such entries do not count.

    Parameters
    ----------
    truth
        n × n.
    scored
        n × n, the entries that may be scored at all; all of them by default.
    """
    defined = np.isfinite(truth)
    allowed = defined if scored is None else defined & scored
    return rank_truth(np.nan_to_num(truth), scored=allowed)


def accuracies(
    targets: Targets, prediction: Floats, *, jitter: Jitter | None
) -> dict[Protocol, float]:
    """Score one prediction against one truth; see `accuracies_by_truth`."""
    (scores,) = accuracies_by_truth({0: targets}, prediction, jitter=jitter).values()
    return scores


def accuracies_by_truth(
    truths: Mapping[Name, Targets], prediction: Floats, *, jitter: Jitter | None
) -> dict[Name, dict[Protocol, float]]:
    """Score one prediction against several truths under every protocol.

    Parameters
    ----------
    truths
        The ranked truths of a model. The prediction is sorted once for all of them, and
        scored under those protocols only that a truth is ranked for.
    prediction
        n × n, finite; only sizes count.
    jitter
        How ties are broken under `jitter`. None: it is not jittered, and its
        accuracy under `jitter` is that under `average`.

    Returns
    -------
    dict
        For each truth accuracies between -1 and 1; NaN where it does not vary.

    Notes
    -----
    A prediction that does not vary where the truth does scores 0: it tells nothing.
    """
    sizes = _sizes(prediction)
    average = _score(truths, sizes)
    draws = [average]
    if jitter is not None:
        draws = [_score(truths, noisy) for noisy in _jittered(sizes, jitter)]
    scores: dict[Name, dict[Protocol, float]] = {name: {} for name in truths}
    for key, value in average.items():
        name, entries, pooling = key
        broken = float(np.mean([draw[key] for draw in draws]))
        scores[name][Protocol(entries, pooling, "average")] = value
        scores[name][Protocol(entries, pooling, "jitter")] = broken
    return scores


def accuracy(
    truth: Floats,
    prediction: Floats,
    *,
    protocol: Protocol | None = None,
    scored: Flags | None = None,
    jitter: Jitter | None = None,
) -> float:
    """Score one prediction of one model under one protocol.

    Parameters
    ----------
    truth, prediction
        n × n, finite; only sizes count.
    protocol
        By default off-diagonal entries, pooled, average ties.
    scored
        n × n, the entries that may be scored; all by default.
    jitter
        Needed where the protocol breaks ties by noise and this is one of those.

    Returns
    -------
    float
        Between -1 and 1; NaN where the truth does not vary.
    """
    scores = accuracies(rank_truth(truth, scored=scored), prediction, jitter=jitter)
    return scores[protocol or Protocol()]


def _sizes(matrix: Floats) -> Floats:
    sizes = np.abs(np.asarray(matrix, dtype=np.float64))
    if not np.all(np.isfinite(sizes)):
        raise Failed("a matrix to be scored has entries that are not finite")
    return sizes


def _rows(matrix: NDArray[Kind], pooling: Pooling) -> NDArray[Kind]:
    if pooling == "pooled":
        return matrix.reshape(1, -1)
    return np.ascontiguousarray(matrix.T)


def _jittered(sizes: Floats, jitter: Jitter) -> Iterator[Floats]:
    rng = np.random.default_rng(jitter.seed)
    for _ in range(jitter.draws):
        yield sizes + rng.uniform(-jitter.size, jitter.size, sizes.shape)


def _target(order: NDArray[np.intp], starts: NDArray[np.intp], kept: Flags) -> Target:
    keep = kept.ravel()
    position, norm = _positions(order, starts, keep, rows=len(kept))
    ranks = np.empty(keep.size)
    ranks[order] = position
    ranks = np.where(kept, ranks.reshape(kept.shape), 0.0)
    counts = kept.sum(axis=1).astype(np.float64)
    mean = ranks.sum(axis=1) / np.maximum(counts, 1.0)
    deviation = np.where(kept, ranks - mean[:, None], 0.0)
    return Target(keep, deviation.ravel(), counts, norm)


def _score(
    truths: Mapping[Name, Targets], sizes: Floats
) -> dict[tuple[Name, Entries, Pooling], float]:
    scores: dict[tuple[Name, Entries, Pooling], float] = {}
    for pooling in POOLINGS:
        wanted = [
            (name, entries, targets[entries, pooling])
            for name, targets in truths.items()
            for entries in ENTRIES
            if (entries, pooling) in targets
        ]
        if not wanted:  # sorting is most of the work
            continue
        order, starts = sort_rows(_rows(sizes, pooling))
        for name, entries, target in wanted:
            found = _mean_correlation(target, order, starts)
            scores[name, entries, pooling] = found
    return scores


def _mean_correlation(
    target: Target, order: NDArray[np.intp], starts: NDArray[np.intp]
) -> float:
    rows = len(target.counts)
    position, norm = _positions(order, starts, target.keep, rows=rows)
    deviation = target.deviation[order].reshape(rows, -1)
    covariance = np.einsum("rm,rm->r", position.reshape(rows, -1), deviation)
    varies = target.norm > 0.0
    if not varies.any():
        return float("nan")
    both = target.norm[varies] * norm[varies]
    correlation = np.divide(
        covariance[varies], both, out=np.zeros_like(both), where=both > 0.0
    )
    return float(np.clip(correlation, -1.0, 1.0).mean())


def _positions(
    order: NDArray[np.intp], starts: NDArray[np.intp], keep: Flags, *, rows: int
) -> tuple[Floats, Floats]:
    """Rank sorted entries among those that count, and give each row's norm.

    Ranks run on from row to row: deviations sum to 0 in each row, so a constant added
    to the ranks of a row changes no covariance. With c entries that count in a row and
    groups of t tied ones, the squared deviations sum to (c³ - c - Σ(t³ - t)) / 12.
    """
    cumulated = np.cumsum(keep[order], dtype=np.float64)
    counts = keep.reshape(rows, -1).sum(axis=1).astype(np.float64)
    if len(starts) == keep.size:  # no ties, as after jitter: a short cut
        return cumulated, np.sqrt((counts**3 - counts) / 12.0)
    sizes = np.diff(np.append(starts, keep.size))
    last = cumulated[starts + sizes - 1]
    before = np.concatenate(([0.0], last[:-1]))
    position = np.repeat((before + last + 1.0) / 2.0, sizes)
    tied = last - before
    row = starts // max(keep.size // rows, 1)
    lost = np.bincount(row, weights=tied**3 - tied, minlength=rows)
    squares = (counts**3 - counts - lost) / 12.0
    return position, np.sqrt(np.maximum(squares, 0.0))
