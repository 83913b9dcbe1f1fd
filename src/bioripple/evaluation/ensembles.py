"""Learned predictions of several seeds together, with an untrained one beside them.

How much the untrained one counts is chosen on other models than those that are scored.
"""

import logging
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.stats import rankdata

from bioripple.arrays import Floats
from bioripple.collection.family_folds import Fold
from bioripple.evaluation.scores import Row

LOGGER = logging.getLogger(__name__)
# Of the untrained prediction; the learned predictions count 1 together.
WEIGHTS = (0.0, 0.1, 0.2, 0.4, 0.8)


def mixtures(members: Sequence[Floats], untrained: Floats) -> list[Floats]:
    """Average predictions of one model by their ranks, in the ways of `WEIGHTS`.

    Parameters
    ----------
    members
        n × n each, positive where they say something and 0 elsewhere.
    untrained
        n × n, what the tier can say without learning; see `registry.UNTRAINED`.

    Returns
    -------
    list of Floats
        n × n for each weight: the mean rank among members and the weighted one in what
        is untrained; 0 where no member says anything.
    """
    mean = np.mean([_ranks(member) for member in members], axis=0)
    other = _ranks(untrained)
    said = np.any([member != 0.0 for member in members], axis=0)
    return [np.where(said, mean + weight * other, 0.0) for weight in WEIGHTS]


def _ranks(prediction: Floats) -> Floats:
    return np.asarray(rankdata(np.abs(prediction)).reshape(prediction.shape))


def choose(
    trials: Mapping[str, Sequence[Sequence[Row]]], folds: Sequence[Fold]
) -> list[Row]:
    """Choose a weight for the held-out models of each fold by those in training.

    Parameters
    ----------
    trials
        The scores of models: of each weight, rows of `scores.COLUMNS`.
    folds
        Which models are kept apart from which; others than those of `trials` are
        passed over.

    Returns
    -------
    list of Row
        Those of the chosen weights, every model once. The mean accuracy off the
        diagonal decides, and of two that are as good the smaller weight is chosen; 0,
        if there are no other models.
    """
    rows: list[Row] = []
    for fold in folds:
        known = [_accuracies(trials[name]) for name in fold.training if name in trials]
        best = int(np.argmax(np.nanmean(known, axis=0))) if known else 0
        LOGGER.info("weight %g, chosen by %d models", WEIGHTS[best], len(known))
        for name in fold.held_out:
            rows += trials[name][best] if name in trials else []
    return rows


def _accuracies(trial: Sequence[Sequence[Row]]) -> Floats:
    return np.array(
        [
            next(row["accuracy"] for row in rows if row["entries"] == "off_diagonal")
            for rows in trial
        ]
    )
