"""Predictors for networks that people bring: sparse, one source at a time.

What is offered for such a network stands here and nowhere else: `PASSINGS`, which let
changes run along edges, and the distance model, which does not.
"""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from scipy.sparse import csr_array, diags_array

from bioripple.arrays import Floats
from bioripple.network.signed import SignedNetwork
from bioripple.network.steps import AWAY, Walker
from bioripple.predictors.passing import Passing
from bioripple.predictors.shipped import learned_passing, structure_passing
from bioripple.predictors.topology import ALPHA
from bioripple.vocabulary import LEARNED_STRUCTURE, LEARNED_WIRING, SHIPPED

DISTANCE = "distance_directed"
DYNAMO = "propagation_signed_directed"  # as DYNAMO has it, and BioNAR
SFA = "propagation_0.5"  # as SFA has it


def chosen(
    predictor: str, network: SignedNetwork, *, has_abundances: bool = False
) -> str:
    """Return the id of a predictor that is offered for networks that people bring.

    Parameters
    ----------
    predictor
        Id in `OWN_NETWORK`, or `auto` for what is best without kinetics.
    network
        Whose responses are predicted. Where its file tells of reactions, it is best to
        look at them.
    has_abundances
        Whether abundances are known, which are worth more than reactions.

    Raises
    ------
    ValueError
        If there is no such predictor.
    """
    is_bare = network.processes is None or has_abundances
    best = LEARNED_WIRING if is_bare else LEARNED_STRUCTURE
    name = best if predictor == AUTO else predictor
    if name not in PASSINGS and name != DISTANCE:
        known = ", ".join((AUTO, *OWN_NETWORK))
        raise ValueError(f"predictor: expected one of {known}; found {predictor!r}")
    return name


def passing(
    predictor: str, network: SignedNetwork, *, abundances: Floats | None = None
) -> Passing:
    """Return what a predictor passes along the edges of a network.

    Parameters
    ----------
    predictor
        Id in `PASSINGS`.
    network
        Whose edges.
    abundances : (n,), optional
        Of its nodes, NaN where not known.

    Raises
    ------
    ValueError
        If no such predictor passes anything, or it takes no abundances.
    """
    if predictor not in PASSINGS:
        known = ", ".join(PASSINGS)
        raise ValueError(f"predictor: expected one of {known}; found {predictor!r}")
    if abundances is None:
        return PASSINGS[predictor](network)
    if predictor != LEARNED_WIRING:
        raise ValueError(f"abundances: {predictor} takes none; {LEARNED_WIRING} does")
    return learned_passing(network, abundances=abundances)


def propagation_passing(network: SignedNetwork, *, alpha: float) -> Passing:
    """Let effects spread and lose strength, as `topology.propagation` does signed.

    Parameters
    ----------
    network
        Whose edges.
    alpha
        Share of an effect that is passed on, 0 <= alpha < 1 [dimensionless].

    Returns
    -------
    Passing
        One member, W = α D_row^(-1/2) S D_col^(-1/2), to which (1 - α) u is added.

    Raises
    ------
    ValueError
        If alpha is out of range.

    Notes
    -----
    DYNAMO's propagation and BioNAR's getDYNAMO have α = .9, SFA's signal flow α = .5.
    """
    if not 0.0 <= alpha < 1.0:
        raise ValueError(f"alpha is {alpha}; expected 0 <= alpha < 1")
    sizes = abs(network.sign.astype(np.float64))
    rows, columns = (_inverse_root(sizes.sum(axis=axis)) for axis in (1, 0))
    scaled = diags_array(alpha * rows) @ network.sign @ diags_array(columns)
    return Passing((csr_array(scaled),), held=False, scale=1.0 - alpha)


def signed_distance(
    walker: Walker, strengths: Mapping[int, float], *, beyond: int = 0
) -> Floats:
    """Return Σ strength · sign / (1 + d) over what is perturbed.

    Parameters
    ----------
    walker
        Of the network.
    strengths
        By the places of the nodes.
    beyond
        Steps that lie before these nodes: 1 if they are the targets of links.

    Returns
    -------
    ndarray, shape (n,)
        d counts the edges of the shortest path, of whose sign the mean over all that
        are as short is taken, so that opposite ones cancel; 0 where none leads.
    """
    total = np.zeros(walker.size)
    for place, strength in strengths.items():
        steps, sign = walker.signed_steps(place)
        near = steps != AWAY
        total[near] += strength * sign[near] / (1.0 + beyond + steps[near])
    return total


def _inverse_root(degrees: np.ndarray) -> Floats:
    roots = np.sqrt(degrees.astype(np.float64))
    return np.divide(1.0, roots, out=np.zeros_like(roots), where=roots > 0)


# By id, as in the registry.
PASSINGS: dict[str, Callable[[SignedNetwork], Passing]] = {
    LEARNED_WIRING: learned_passing,
    LEARNED_STRUCTURE: structure_passing,
    DYNAMO: partial(propagation_passing, alpha=ALPHA),
    **{
        f"propagation_{alpha:g}": partial(propagation_passing, alpha=alpha)
        for alpha in (0.1, 0.3, 0.5, 0.7, 0.9, 0.99)
    },
}
OWN_NETWORK = (*PASSINGS, DISTANCE)
# Name for people and published accuracy, as in the registry; a test compares. To import
# that takes longer than an answer.
SAID_OF: dict[str, tuple[str, float | None]] = {
    LEARNED_WIRING: ("Learned propagation", None),
    LEARNED_STRUCTURE: ("Learned propagation, reactions", None),
    DYNAMO: ("Propagation (signed, directed)", 0.66),
    **{
        name: (f"Propagation, α = {name.partition('_')[2]}", None)
        for name in PASSINGS
        if name not in (*SHIPPED, DYNAMO)
    },
    DISTANCE: ("Distance (directed)", 0.63),
}
# What is taken where nobody chooses.
AUTO = "auto"
