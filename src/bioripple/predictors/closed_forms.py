"""Predictions in closed form: distance, how its ties are broken, and abundances.

Every function returns scores, of which only the order counts, for all pairs; whoever
ranks them gives the unreachable pairs one common lowest value (`ordering.ordered`).
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from bioripple.arrays import Floats, Signs
from bioripple.network.influence import distances
from bioripple.network.tiers import AbundanceInitial, AbundanceState, Network
from bioripple.predictors.abundances import log_abundance
from bioripple.predictors.ordering import ordered
from bioripple.vocabulary import PER_CENT, TruthName


@dataclass(frozen=True)
class Exponents:
    """How a response scales: x_i^target / x_j^source · 10^(-decay · d(j → i))."""

    target: float
    source: float
    decay: float

    def scores(self, target: Floats, source: Floats, steps: Floats) -> Floats:
        """Return the logarithm of the response, of log10 abundances and distances."""
        return np.asarray(
            self.target * target - self.source * source - self.decay * steps
        )

    def towards(self, truth: TruthName) -> "Exponents":
        """Return the exponents for another truth: relative responses have no unit."""
        if truth not in PER_CENT:
            return self
        return Exponents(self.target - 1.0, self.source - 1.0, self.decay)


# What dimensions suggest, and a factor of ten per step: a round number. How other
# factors do was seen (docs/methods.md), so it is not chosen blindly; but it is the same
# for all abundances, and not the best for any.
PLAIN = Exponents(1.0, 1.0, 1.0)


def abundance_distance(
    sign: Signs, abundance: Floats, exponents: Exponents = PLAIN
) -> Floats:
    """Weight the distance model by abundances.

    Parameters
    ----------
    sign
        n × n signed adjacency matrix.
    abundance
        n values [model units].
    exponents
        How strongly abundances and distance count.

    Returns
    -------
    Floats
        n × n ranks of x_i^target / x_j^source · 10^(-decay · d).

    Notes
    -----
    A response dx_i/dx_j has the unit of x_i/x_j: if all elasticities were alike, what
    is left would hang on how far i is from j.
    """
    size = log_abundance(abundance)
    steps = distances(sign, directed=True)
    reached = np.where(np.isfinite(steps), steps, 0.0)
    return ordered(exponents.scores(size[:, None], size, reached), sign)


def initial_distance(inputs: AbundanceInitial, truth: TruthName) -> Floats:
    """Weight the distance model by the abundances that the model starts from."""
    return abundance_distance(inputs.sign, inputs.initial, PLAIN.towards(truth))


def state_distance(inputs: AbundanceState, truth: TruthName) -> Floats:
    """Weight the distance model by the abundances at the perturbed state."""
    return abundance_distance(inputs.sign, inputs.state, PLAIN.towards(truth))


def distance_then(inputs: Network, tie_breaker: Floats) -> Floats:
    """Rank by distance, and pairs of one distance by something else.

    Parameters
    ----------
    inputs
        The network.
    tie_breaker
        n × n; larger counts as more response.
    """
    steps = distances(inputs.sign, directed=True)
    within = rankdata(tie_breaker).reshape(tie_breaker.shape) / (tie_breaker.size + 1)
    return ordered(within - np.where(np.isfinite(steps), steps, 0.0), inputs.sign)


def ties_by_target_degree(inputs: Network) -> Floats:
    """Rank by distance, ties by the number of links into the affected node."""
    degree = np.count_nonzero(inputs.sign, axis=1).astype(np.float64)
    return distance_then(inputs, np.repeat(degree[:, None], inputs.size, axis=1))


def ties_by_source_degree(inputs: Network) -> Floats:
    """Rank by distance, ties by the number of links out of the perturbed node."""
    degree = np.count_nonzero(inputs.sign, axis=0).astype(np.float64)
    return distance_then(inputs, np.repeat(degree[None, :], inputs.size, axis=0))


def ties_at_random(inputs: Network, *, seed: int) -> Floats:
    """Rank by distance, ties by chance."""
    rng = np.random.default_rng(seed)
    return distance_then(inputs, rng.random(inputs.sign.shape))
