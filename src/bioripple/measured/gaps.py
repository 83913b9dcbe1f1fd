"""Predictions on networks with gaps: the learned propagation, and what to say without.

A network from the literature lacks edges, so that no path tells little. Its numbers were
chosen on kinetic models and simulated sets and on nothing measured; see decision 27.
"""

import numpy as np
from scipy.special import expit
from scipy.stats import rankdata

from bioripple.answers.observed import predicted
from bioripple.arrays import Flags, Floats
from bioripple.measured.contrasts import Contrast, Measured, scaled
from bioripple.measured.predictions import Said
from bioripple.network.signed import SignedNetwork
from bioripple.network.steps import AWAY, Walker
from bioripple.vocabulary import LEARNED_WIRING

# Log odds of a rise, fitted to the directions of lasting responses of kinetic models of
# which a quarter of the edges was lost and a twentieth of the others turned round.
NEAR_BY, FAR_OFF, AS_MOST_EDGES = 0.70, 0.25, 1.36
NEAR = 2  # edges


def predict_with_gaps(measured: Measured) -> Said:
    """Predict the changes of readouts, on a network that may lack edges.

    Parameters
    ----------
    measured
        Whose contrasts and readouts; what was measured is not looked at.

    Notes
    -----
    Directions: what the learned propagation says counts more where a path of at most
    `NEAR` edges leads to the readout. Against it, or alone where there is no path,
    stands that most edges have one sign: what is pushed up moves others as the mean
    sign of the edges says. `signed` is the chance of a rise less that of a fall.

    Sizes: the rank of the learned propagation's among all pairs, plus the rank of its
    share in the readout's largest, for it is such shares that are compared.
    """
    network, contrasts = measured.network, measured.contrasts
    conditions = [each.condition for each in contrasts]
    learned = predicted(network, conditions, LEARNED_WIRING)[measured.places].T
    sizes = np.where(measured.is_perturbed, 0.0, np.abs(learned))
    ranks = rankdata(sizes, axis=None) + rankdata(scaled(sizes), axis=None)
    near = _near(network, contrasts)[:, measured.places]
    pushed = np.array([[np.sign(_push(each))] for each in contrasts])
    odds = np.sign(learned) * np.where(near, NEAR_BY, FAR_OFF)
    odds = odds + AS_MOST_EDGES * mean_sign(network) * pushed
    return Said(ranks.reshape(sizes.shape), 2.0 * expit(odds) - 1.0)


def mean_sign(network: SignedNetwork) -> float:
    """Return the mean sign of the edges between different nodes; 0 without any."""
    source, target, sign = network.edges
    others = sign[source != target]
    return float(others.mean()) if others.size else 0.0


def _near(network: SignedNetwork, contrasts: tuple[Contrast, ...]) -> Flags:
    """Return which nodes are near to what each contrast perturbs, shape (c, n)."""
    walker, place = Walker(network), network.place
    steps = [
        walker.steps(
            {place[target]: 1 for _, target in each.condition.links}
            | {place[node]: 0 for node in each.condition.nodes}
        )
        for each in contrasts
    ]
    found: Flags = np.array([(it != AWAY) & (it <= NEAR) for it in steps])
    return found


def _push(contrast: Contrast) -> float:
    """Return whether more is pushed up or down; links push as their sources would."""
    by_source = {source: it for (source, _), it in contrast.condition.links.items()}
    return sum(contrast.condition.nodes.values()) + sum(by_source.values())
