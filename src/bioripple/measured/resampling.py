"""Rank correlations and shares when sources are drawn again and again."""

import numpy as np

from bioripple.arrays import Flags, Floats


def draw_weights(sources: int, *, draws: int, seed: int) -> Floats:
    """Return how often each source is drawn, shape (draws + 1, sources).

    The first row has each once: what is there.
    """
    rng = np.random.default_rng(seed)
    share = np.full(sources, 1.0 / sources)
    drawn = rng.multinomial(sources, share, size=draws)
    return np.vstack([np.ones((1, sources)), drawn])


def deviations(values: Floats, weight: Floats) -> Floats:
    """Return ranks less their mean when value k is there weight[:, k] times, (d, m).

    Parameters
    ----------
    values : ndarray, shape (m,)
        Of m pairs; equal ones share their mean rank.
    weight : ndarray, shape (d, m)
        How often each pair is there in a draw.

    Notes
    -----
    A mean rank less the mean of all is a sum of weights, so that a draw takes a
    cumulative sum and no sorting.
    """
    order = np.argsort(values, kind="stable")
    inverse = np.empty_like(order)
    inverse[order] = np.arange(len(order))
    begins = np.ones(len(order), dtype=np.bool_)
    begins[1:] = values[order][1:] != values[order][:-1]
    starts = np.flatnonzero(begins)
    if not starts.size:
        return np.zeros(weight.shape)
    count = np.add.reduceat(weight[:, order], starts, axis=1)
    ends = np.cumsum(count, axis=1)
    middle = ends - 0.5 * (count + ends[:, -1:])
    found: Floats = middle[:, (np.cumsum(begins) - 1)[inverse]]
    return found


def correlations(first: Floats, second: Floats, weight: Floats) -> Floats:
    """Return Spearman's correlation for each draw, shape (d,).

    Parameters
    ----------
    first, second : ndarray, shape (d, m)
        What `deviations` returned.
    weight : ndarray, shape (d, m)
        As there.

    Returns
    -------
    ndarray, shape (d,)
        NaN where it is undefined.
    """
    heavy = weight * first
    product, one = (np.einsum("dm,dm->d", heavy, it) for it in (second, first))
    other = np.einsum("dm,dm->d", weight * second, second)
    size = np.sqrt(one * other)
    return _ratio(product, size)


def shares(right: Flags, kept: Flags, weights: Floats) -> Floats:
    """Return the share of the kept pairs that are right, for each draw, shape (d,)."""
    good = weights @ (right & kept).sum(axis=1).astype(np.float64)
    return _ratio(good, weights @ kept.sum(axis=1).astype(np.float64))


def _ratio(some: Floats, of: Floats) -> Floats:
    found: Floats = np.full(of.shape, np.nan)
    np.divide(some, of, out=found, where=of > 0)
    return found
