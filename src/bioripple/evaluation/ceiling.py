"""How well any predictor can do that sees no more of a model than its world does.

A world is a model with kinetics that were drawn. In many worlds on one network, no
order of the pairs of nodes can agree with all of them, and the most that one can agree
with a world on average is the ceiling of all predictors that see the network alone.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from bioripple.arrays import Floats


@dataclass(frozen=True)
class Ceiling:
    """Expected accuracies in worlds that differ in their kinetics only.

    Attributes
    ----------
    best
        Of the best order that can be made of the other worlds: what a predictor gets.
    bound
        What none gets more than, whatever it makes of infinitely many worlds.
    """

    best: float
    bound: float


def standard_ranks(sizes: Floats) -> Floats:
    """Return ranks less their mean, scaled to norm 1.

    Parameters
    ----------
    sizes
        worlds × pairs, or pairs.

    Returns
    -------
    Floats
        The same shape; the scalar product of two is Spearman's correlation. Zeros
        where all sizes are equal.
    """
    ranks: Floats = np.asarray(rankdata(sizes, axis=-1), dtype=np.float64)
    ranks -= ranks.mean(axis=-1, keepdims=True)
    norm = np.linalg.norm(ranks, axis=-1, keepdims=True)
    unit: Floats = np.divide(ranks, norm, out=np.zeros_like(ranks), where=norm > 0.0)
    return unit


def ceiling(ranks: Floats) -> Ceiling:
    """Return the ceiling that worlds show.

    Parameters
    ----------
    ranks : (worlds, pairs)
        Standard ranks of at least two worlds.

    Notes
    -----
    For a prediction of standard ranks v its mean accuracy is v · m, with m the mean of
    the worlds' standard ranks. Among all orders that of m itself has the most, by the
    rearrangement inequality, and among all vectors of norm 1 m / |m| has: |m|, so that
    no predictor exceeds |m|. For infinitely many worlds |m|² is the expected
    correlation of two of them, which the mean over pairs of worlds estimates.
    `best` predicts each world by the order of the mean over the others.
    """
    count = len(ranks)
    total = ranks.sum(axis=0)
    own = float((ranks**2).sum())
    between = (float(total @ total) - own) / (count * (count - 1))
    orders = standard_ranks(total - ranks)
    best = float((orders * ranks).sum(axis=1).mean())
    return Ceiling(best, float(np.sqrt(max(between, 0.0))))
