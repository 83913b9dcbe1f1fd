"""Scores as a prediction: their ranks where there is a path, nothing elsewhere."""

import numpy as np
from scipy.stats import rankdata

from bioripple.arrays import Flags, Floats, Signs
from bioripple.network.influence import reachable


def ordered(scores: Floats, sign: Signs) -> Floats:
    """Return scores as a prediction: their ranks, 0 where j cannot reach i.

    Parameters
    ----------
    scores
        n × n, finite where j reaches i.
    sign
        n × n signed adjacency matrix.

    Returns
    -------
    Floats
        n × n between 0 and 1; equal scores have equal ranks.
    """
    return ordered_within(scores, reachable(sign))


def ordered_within(scores: Floats, linked: Flags) -> Floats:
    """Return the same where `linked` says, for each pair, whether there is a path."""
    prediction = np.zeros(scores.shape)
    prediction[linked] = rankdata(scores[linked]) / max(int(linked.sum()), 1)
    return prediction
