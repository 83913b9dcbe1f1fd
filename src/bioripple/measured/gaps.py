"""Predictions on networks with gaps: the learned propagation, and what to say without.

A network from the literature lacks edges, so that no path tells little. What is done
was chosen on kinetic models and simulated sets, before any measured set was looked
at; see decision 27.
"""

import numpy as np
from scipy.stats import rankdata

from bioripple.answers.observed import predicted
from bioripple.measured.contrasts import Contrast, Measured, scaled
from bioripple.measured.predictions import Said
from bioripple.network.signed import SignedNetwork
from bioripple.vocabulary import LEARNED_WIRING


def predict_with_gaps(measured: Measured) -> Said:
    """Predict the changes of readouts, on a network that may lack edges.

    Parameters
    ----------
    measured
        Whose contrasts and readouts; what was measured is not looked at.

    Notes
    -----
    Directions are those of the learned propagation. Where no path leads, which is no
    direction to it, what is pushed up moves others as most edges of the network do.

    Sizes: the rank of the learned propagation's among all pairs, plus the rank of its
    share in the readout's largest, for it is such shares that are compared.
    """
    conditions = [each.condition for each in measured.contrasts]
    whole = predicted(measured.network, conditions, LEARNED_WIRING)
    learned = whole[measured.places].T
    sizes = np.where(measured.is_perturbed, 0.0, np.abs(learned))
    ranks = rankdata(sizes, axis=None) + rankdata(scaled(sizes), axis=None)
    pushed = np.array([[_push(each)] for each in measured.contrasts])
    beyond = commoner_edge(measured.network) * pushed
    directions = np.where(learned == 0.0, beyond, np.sign(learned))
    return Said(ranks.reshape(sizes.shape), directions)


def commoner_edge(network: SignedNetwork) -> float:
    """Return the sign that most edges between different nodes have; 0 if none has."""
    source, target, sign = network.edges
    return float(np.sign(sign[source != target].sum()))


def _push(contrast: Contrast) -> float:
    """Return 1 if more is pushed up, -1 if down; links push as their sources would."""
    by_source = {source: it for (source, _), it in contrast.condition.links.items()}
    pushes = [*contrast.condition.nodes.values(), *by_source.values()]
    return float(np.sign(sum(pushes)))
