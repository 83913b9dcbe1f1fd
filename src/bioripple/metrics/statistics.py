"""The statistics that are drawn: rank correlations and what chance gives."""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm, rankdata, spearmanr

from bioripple.arrays import Floats


def rank_correlation(first: ArrayLike, second: ArrayLike) -> float:
    """Return Spearman's correlation over the pairs that are both finite.

    Returns
    -------
    float
        NaN where it is undefined: fewer than two pairs, or one side constant.
    """
    x, y = _finite_pairs(first, second)
    if x.size < 2 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return math.nan
    return float(spearmanr(x, y).statistic)


def count_pairs(first: ArrayLike, second: ArrayLike) -> int:
    """Return over how many pairs `rank_correlation` is taken."""
    return int(_finite_pairs(first, second)[0].size)


def fisher_interval(
    correlation: float, *, n: int, level: float = 0.95
) -> tuple[float, float]:
    """Return the interval of a correlation by Fisher's z transformation.

    Parameters
    ----------
    correlation
        Observed, from -1 to 1.
    n
        Number of pairs.
    level
        Coverage.

    Returns
    -------
    tuple of float
        Lower and upper end; both NaN where undefined (n <= 3 or no correlation).

    Notes
    -----
    tanh(artanh(r) -+ z / sqrt(n - 3)), Fisher (1921), with z the normal quantile.
    """
    if n <= 3 or not math.isfinite(correlation):
        return math.nan, math.nan
    if abs(correlation) >= 1:
        return correlation, correlation
    reach = float(norm.ppf(0.5 + level / 2)) / math.sqrt(n - 3)
    middle = math.atanh(correlation)
    return math.tanh(middle - reach), math.tanh(middle + reach)


def shuffled_spread(
    first: ArrayLike, second: ArrayLike, *, draws: int, rng: np.random.Generator
) -> float:
    """Return the standard deviation of the rank correlation when one side is shuffled.

    Parameters
    ----------
    first, second
        Paired values; pairs that are not both finite are left out.
    draws
        Number of shuffles.
    rng
        Where the shuffles come from.

    Returns
    -------
    float
        About 1 / sqrt(n - 1) for n pairs; NaN where the correlation is undefined.
    """
    x, y = _finite_pairs(first, second)
    if x.size < 2 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return math.nan
    fixed = _standardised(rankdata(x))
    moved = np.tile(_standardised(rankdata(y)), (draws, 1))
    return float(np.std(rng.permuted(moved, axis=1) @ fixed, ddof=1))


def rank_scaled(values: Floats) -> Floats:
    """Return values replaced by their ranks, from 0 (least) to 1 (greatest).

    Parameters
    ----------
    values
        Any shape; NaN stays NaN. Equal values share their mean rank.
    """
    ranks = rankdata(values, nan_policy="omit", axis=None).reshape(values.shape)
    finite = ranks[np.isfinite(ranks)]
    if finite.size == 0 or np.ptp(finite) == 0:
        return np.where(np.isfinite(ranks), 0.0, math.nan)
    scaled: Floats = (ranks - finite.min()) / np.ptp(finite)
    return scaled


def _finite_pairs(first: ArrayLike, second: ArrayLike) -> tuple[Floats, Floats]:
    x = np.asarray(first, dtype=np.float64)
    y = np.asarray(second, dtype=np.float64)
    both = np.isfinite(x) & np.isfinite(y)
    return x[both], y[both]


def _standardised(ranks: Floats) -> Floats:
    centred = ranks - ranks.mean()
    unit: Floats = centred / np.linalg.norm(centred)
    return unit
