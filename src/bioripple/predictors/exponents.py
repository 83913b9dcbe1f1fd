"""Abundance-weighted distance with exponents fitted on the models of other folds."""

from collections.abc import Collection, Mapping
from itertools import product

import numpy as np
from scipy.stats import rankdata

from bioripple.arrays import Flags, Floats, Signs
from bioripple.network.influence import distances, reachable
from bioripple.predictors.abundances import log_abundance
from bioripple.predictors.closed_forms import Exponents

# Only the ratios to the decay matter for the order.
GRID = tuple(
    Exponents(target, source, 1.0)
    for target, source in product(
        (-0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.5), repeat=2
    )
)
PAIRS = 2000  # of a model that are looked at, drawn by chance if there are more


def grid_accuracies(
    sign: Signs, abundance: Floats, truth: Floats, *, seed: int
) -> Floats:
    """Return the accuracy of one model for each of `GRID`.

    Parameters
    ----------
    sign
        n × n signed adjacency matrix.
    abundance
        n values [model units].
    truth
        n × n, NaN where not defined.
    seed
        Of the choice of pairs.

    Returns
    -------
    Floats
        Spearman's correlations over reachable off-diagonal pairs; all NaN where the
        truth does not vary among them.
    """
    pairs = _choose(reachable(sign) & np.isfinite(truth), seed)
    if len(pairs[0]) < 3:
        return np.full(len(GRID), np.nan)
    aims = rankdata(np.abs(truth[pairs]))
    size = log_abundance(abundance)
    target, source = size[pairs[0]], size[pairs[1]]
    steps = distances(sign, directed=True)[pairs]
    scores = np.array([e.scores(target, source, steps) for e in GRID])
    ranks = rankdata(scores, axis=1)
    return _correlations(ranks, aims)


def best_exponents(
    accuracies: Mapping[str, Floats], training: Collection[str]
) -> Exponents | None:
    """Return the exponents of highest mean accuracy over the training models.

    Parameters
    ----------
    accuracies
        What `grid_accuracies` found for each model.
    training
        Ids of the models that may be looked at.

    Returns
    -------
    Exponents or None
        None if the truth varies in none of them.
    """
    found = [accuracies[model] for model in sorted(training)]
    known = [each for each in found if np.isfinite(each).all()]
    return GRID[int(np.argmax(np.mean(known, axis=0)))] if known else None


def _choose(allowed: Flags, seed: int) -> tuple[np.ndarray, np.ndarray]:
    others = allowed & ~np.eye(len(allowed), dtype=bool)
    rows, columns = np.nonzero(others)
    if len(rows) > PAIRS:
        chosen = np.random.default_rng(seed).choice(len(rows), PAIRS, replace=False)
        rows, columns = rows[chosen], columns[chosen]
    return rows, columns


def _correlations(ranks: Floats, aims: Floats) -> Floats:
    centred = ranks - ranks.mean(axis=1, keepdims=True)
    about = aims - aims.mean()
    norm = np.linalg.norm(centred, axis=1) * np.linalg.norm(about)
    found = np.divide(centred @ about, norm, out=np.zeros(len(ranks)), where=norm > 0.0)
    return found if about.any() else np.full(len(ranks), np.nan)
