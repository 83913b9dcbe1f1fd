"""What every predictor that needs no more than a network says of measured contrasts."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np

from bioripple.answers.observed import predicted
from bioripple.arrays import Floats
from bioripple.measured.contrasts import Contrast, Measured
from bioripple.network.signed import SignedNetwork
from bioripple.network.tiers import Topology
from bioripple.predictors.hill import hill_response
from bioripple.predictors.propagating import DISTANCE, OWN_NETWORK
from bioripple.predictors.registry import BY_ID, PREDICTORS, Predictor
from bioripple.vocabulary import LEARNED_STRUCTURE, TruthName

# What a lasting perturbation ends in, which is nearest to what is measured.
TRUTH: TruthName = "steady_state"
TIERS = ("topology", "wiring")  # that know a network and no more
MOST_DENSE = 2_000  # nodes; beyond, predictors that need n × n are left out


@dataclass(frozen=True, eq=False)
class Said:
    """What a predictor says of c contrasts of r readouts.

    Attributes
    ----------
    sizes : ndarray, shape (c, r)
        How large changes are, not negative.
    signed : ndarray, shape (c, r), or None
        Changes with their directions; None of a predictor that knows none.
    """

    sizes: Floats
    signed: Floats | None


def predictors_for(network: SignedNetwork) -> tuple[str, ...]:
    """Return the ids of the predictors that need a network and no more.

    Those that are offered for networks that people bring come first.
    """
    offered = tuple(it for it in OWN_NETWORK if it != LEARNED_STRUCTURE)
    if network.size > MOST_DENSE:
        return offered
    others = [it.id for it in PREDICTORS if it.compute and it.tier in TIERS]
    return tuple(dict.fromkeys((*offered, *others)))


def predict(measured: Measured, predictor: str, *, seed: int = 0) -> Said:
    """Predict the changes of readouts.

    Parameters
    ----------
    measured
        Whose contrasts and readouts; what was measured is not looked at.
    predictor
        One of `predictors_for` its network.
    seed
        Of what is drawn.

    Notes
    -----
    The distance model says by the number of edges how large a change is, and by the
    shortest paths in what direction: those of opposite signs cancel in the one and not
    in the other.
    """
    chosen = BY_ID[predictor]
    signed = sizes = None
    if predictor in OWN_NETWORK:
        conditions = [each.condition for each in measured.contrasts]
        whole = predicted(measured.network, conditions, predictor)
        signed = whole[measured.places].T
    elif has_signs(chosen):
        signed = _dense(measured, chosen, seed=seed, signed=True)
    if signed is None or predictor == DISTANCE:
        sizes = _dense(measured, chosen, seed=seed, signed=False)
    else:
        sizes = np.abs(signed)
    return Said(sizes, signed)


def has_signs(predictor: Predictor) -> bool:
    """Return whether the matrix that a predictor computes has directions."""
    function = predictor.compute
    if isinstance(function, partial):
        return bool(function.keywords.get("signed"))
    return function is hill_response


def _dense(
    measured: Measured, predictor: Predictor, *, seed: int, signed: bool
) -> Floats:
    """Predict by the n × n matrix of a predictor."""
    topology = Topology(measured.network.sign.toarray())
    matrix = predictor.predict(topology, TRUTH, seed=seed)[measured.places]
    return np.array(
        [
            sum_of(strengths_at(measured.network, each, signed=signed), matrix)
            for each in measured.contrasts
        ]
    )


def strengths_at(
    network: SignedNetwork, contrast: Contrast, *, signed: bool
) -> list[tuple[int, float]]:
    """Return the places and strengths of all that is perturbed.

    A link counts as its target does, perturbed by what comes along the link.
    """
    place = network.place
    found = [(place[node], it) for node, it in contrast.condition.nodes.items()]
    for (source, target), strength in contrast.condition.links.items():
        sign = int(network.sign[place[target], place[source]])
        found.append((place[target], sign * strength))
    return [(at, it if signed else abs(it)) for at, it in found]


def sum_of(strengths: Iterable[tuple[int, float]], matrix: Floats) -> Floats:
    """Add up the columns of a matrix, each times its strength, shape (rows,)."""
    total = np.zeros(len(matrix))
    for column, strength in strengths:
        total += matrix[:, column] * strength
    return total
