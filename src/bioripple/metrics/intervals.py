"""How sure a mean accuracy, or a gain over another predictor, is.

Models of one family are no independent observations: what is drawn again and again is
families, each with all its models.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

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
    low, high = family_intervals(stacked, families, draws=draws, seed=seed)
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
    )


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
    names, place = np.unique(np.asarray(families, dtype=np.str_), return_inverse=True)
    if len(names) < 2:
        nothing = np.full(len(values), math.nan)
        return nothing, nothing
    sizes = np.bincount(place, minlength=len(names)).astype(np.float64)
    sums = np.stack(
        [np.bincount(place, weights=row, minlength=len(names)) for row in values]
    )
    rng = np.random.default_rng(seed)
    share = np.full(len(names), 1.0 / len(names))
    weights = rng.multinomial(len(names), share, size=draws).astype(np.float64)
    means = (weights @ sums.T) / (weights @ sizes)[:, None]
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(means, [tail, 1.0 - tail], axis=0)
    return low, high
