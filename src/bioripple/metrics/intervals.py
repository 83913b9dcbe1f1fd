"""How sure a mean accuracy, or a gain over another predictor, is.

Models of one family are no independent observations: what is drawn again and again is
families, each with all its models.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from bioripple.arrays import Floats

LEVEL = 0.95


@dataclass(frozen=True)
class Summary:
    """A predictor's accuracy over models, and its gain over a reference.

    Attributes
    ----------
    n_models, n_families
        Models on which both are defined, and their families.
    mean, ci_low, ci_high
        Mean over models with its interval.
    gain, gain_low, gain_high
        Mean difference from the reference, model by model, with its interval.
    win_rate
        Share of models on which it is better; a tie counts half.
    gain_p
        How often chance would give a gain as large, either way, by a normal
        distribution with the spread of the resampled gain; NaN without a spread.
    """

    n_models: int
    n_families: int
    mean: float
    ci_low: float
    ci_high: float
    gain: float
    gain_low: float
    gain_high: float
    win_rate: float
    gain_p: float


def summarise(
    values: pd.Series,
    reference: pd.Series,
    family: Mapping[str, str],
    *,
    draws: int,
    seed: int,
) -> Summary:
    """Compare a predictor with a reference on the same models.

    Parameters
    ----------
    values, reference
        Accuracy of either by model, every model once; models that either lacks, or
        where it is NaN, do not count.
    family
        The family of each model; one that has none counts as a family of its own.
    draws, seed
        Number and seed of the resamples of families.
    """
    ours = values.to_numpy(dtype=np.float64)
    theirs = reference.reindex(values.index).to_numpy(dtype=np.float64)
    both = np.isfinite(ours) & np.isfinite(theirs)
    ours, gain = ours[both], (ours - theirs)[both]
    families = [family.get(model, model) for model in values.index[both]]
    stacked = np.stack([ours, gain])
    drawn = _resampled(stacked, families, draws=draws, seed=seed)
    low, high = _percentiles(drawn, LEVEL)
    means = stacked.mean(axis=1) if ours.size else np.full(2, math.nan)
    return Summary(
        n_models=int(ours.size),
        n_families=len(set(families)),
        mean=float(means[0]),
        ci_low=float(low[0]),
        ci_high=float(high[0]),
        gain=float(means[1]),
        gain_low=float(low[1]),
        gain_high=float(high[1]),
        win_rate=win_rate(gain),
        gain_p=_chance(float(means[1]), float(drawn[:, 1].std(ddof=1))),
    )


def _chance(gain: float, spread: float) -> float:
    return 2.0 * float(norm.sf(abs(gain) / spread)) if spread > 0.0 else math.nan


def holm(chances: Sequence[float]) -> list[float]:
    """Return p-values that account for how many comparisons are made.

    Parameters
    ----------
    chances
        p of each comparison; NaN is none and counts for nothing.

    Returns
    -------
    list of float
        By Holm's step-down procedure (Scand. J. Statist. 1979): the k-th smallest of m
        times m - k + 1, no smaller than the one before, at most 1.
    """
    found = np.asarray(chances, dtype=np.float64)
    order = np.argsort(found)[: int(np.isfinite(found).sum())]
    scaled = found[order] * np.arange(len(order), 0, -1)
    found[order] = np.minimum(np.maximum.accumulate(scaled), 1.0)
    adjusted: list[float] = found.tolist()
    return adjusted


@dataclass(frozen=True)
class Mean:
    """A mean over models with its interval, NaN for fewer than two families."""

    n_models: int
    n_families: int
    mean: float
    low: float
    high: float


def mean_by_family(
    values: pd.Series, family: Mapping[str, str], *, draws: int, seed: int
) -> Mean:
    """Average over models, with an interval over their families.

    Parameters
    ----------
    values
        By model, every model once, all finite.
    family
        The family of each model; one that has none counts as a family of its own.
    draws, seed
        Number and seed of the resamples of families.
    """
    numbers = values.to_numpy(dtype=np.float64)
    families = [family.get(model, model) for model in values.index]
    low, high = family_intervals(numbers[None], families, draws=draws, seed=seed)
    mean = float(numbers.mean()) if numbers.size else math.nan
    return Mean(numbers.size, len(set(families)), mean, float(low[0]), float(high[0]))


def win_rate(gain: Floats) -> float:
    """Return the share of gains above 0, those of 0 counted half; NaN of none."""
    if gain.size == 0:
        return math.nan
    return float((np.sign(gain).mean() + 1.0) / 2.0)


def family_intervals(
    values: Floats,
    families: Sequence[str],
    *,
    draws: int,
    seed: int,
    level: float = LEVEL,
) -> tuple[Floats, Floats]:
    """Return percentile bootstrap intervals of means over models.

    Parameters
    ----------
    values : (k, m)
        k quantities of m models, all finite; they share the resamples.
    families
        The family of each model.
    draws, seed
        Number and seed of the resamples; each draws as many families as there are, with
        replacement, and takes the mean over all their models.
    level
        Coverage.

    Returns
    -------
    low, high : (k,)
        NaN for fewer than two families.

    Notes
    -----
    The mean of a resample is Σ_f w_f S_f / Σ_f w_f n_f, with w_f how often family f was
    drawn, S_f the sum over its models and n_f their number. The order of the models
    does not enter.
    """
    return _percentiles(_resampled(values, families, draws=draws, seed=seed), level)


def _percentiles(drawn: Floats, level: float) -> tuple[Floats, Floats]:
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(drawn, [tail, 1.0 - tail], axis=0)
    return low, high


def _resampled(
    values: Floats, families: Sequence[str], *, draws: int, seed: int
) -> Floats:
    """Return means over resampled families, draws × k; all NaN for fewer than two."""
    names, place = np.unique(np.asarray(families, dtype=np.str_), return_inverse=True)
    if len(names) < 2:
        return np.full((draws, len(values)), math.nan)
    sizes = np.bincount(place, minlength=len(names)).astype(np.float64)
    sums = np.stack(
        [np.bincount(place, weights=row, minlength=len(names)) for row in values]
    )
    weights = _how_often(len(names), draws, seed).astype(np.float64)
    means: Floats = (weights @ sums.T) / (weights @ sizes)[:, None]
    return means


@lru_cache(maxsize=16)
def _how_often(count: int, draws: int, seed: int) -> NDArray[np.uint32]:
    """Return how often each family is in each resample, draws × count.

    Drawing takes far longer than averaging, and a table has many rows of one count.
    """
    share = np.full(count, 1.0 / count)
    drawn = np.random.default_rng(seed).multinomial(count, share, size=draws)
    return drawn.astype(np.uint32)
