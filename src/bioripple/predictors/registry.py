"""The predictors that learn nothing, each with the tier that it needs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from bioripple.arrays import Floats
from bioripple.network.tiers import (
    TIERS,
    AbundanceState,
    Tier,
    Topology,
    predict_within,
)
from bioripple.predictors import closed_forms
from bioripple.predictors.boolean import boolean_response
from bioripple.predictors.hill import hill_response
from bioripple.predictors.structural_kinetics import (
    distance_without_zeros,
    structural_kinetics,
    structural_kinetics_at_state,
)
from bioripple.predictors.topology import closeness, propagation
from bioripple.vocabulary import TruthName

ALPHAS = (0.1, 0.3, 0.5, 0.7, 0.9, 0.99)
PARTNERS: dict[Tier, str] = {
    "topology": "distance_directed",
    "structure": "structural_kinetics",
    "abundance_initial": "abundance_distance_initial",
    "abundance_state": "abundance_distance_state",
}


@dataclass(frozen=True)
class Rival:
    """A way to predict responses that has no parameter to fit.

    Attributes
    ----------
    id
        Name in every table.
    label
        Name in figures.
    tier
        What it may know.
    predict
        Takes the inputs of its tier and the truth that is meant; returns n × n, of
        which sizes are ranked.
    """

    id: str
    label: str
    tier: Tier
    predict: Callable[[Any, TruthName], Floats]

    def __call__(self, everything: AbundanceState, truth: TruthName) -> Floats:
        """Predict from the inputs of its own tier and no more."""
        known = TIERS[self.tier]
        return predict_within(
            lambda inputs: self.predict(inputs, truth), everything, known
        )


def rivals(*, seed: int) -> tuple[Rival, ...]:
    """Return all of them.

    Parameters
    ----------
    seed
        Of those that draw.
    """
    return (
        Rival("distance_directed", "Distance", "topology", _distance),
        Rival(
            "distance_ties_random",
            "Distance, ties at random",
            "topology",
            lambda inputs, _: closed_forms.ties_at_random(inputs, seed=seed),
        ),
        Rival(
            "distance_ties_target_degree",
            "Distance, ties by in-degree of the target",
            "topology",
            lambda inputs, _: closed_forms.ties_by_target_degree(inputs),
        ),
        Rival(
            "distance_ties_source_degree",
            "Distance, ties by out-degree of the source",
            "topology",
            lambda inputs, _: closed_forms.ties_by_source_degree(inputs),
        ),
        *(
            Rival(
                f"propagation_{alpha:g}",
                f"Propagation, α = {alpha:g}",
                "topology",
                partial(_propagation, alpha=alpha),
            )
            for alpha in ALPHAS
        ),
        Rival(
            "boolean",
            "Boolean network",
            "topology",
            lambda inputs, _: boolean_response(inputs.sign, seed=seed),
        ),
        Rival(
            "normalised_hill",
            "Normalised-Hill model",
            "topology",
            lambda inputs, _: hill_response(inputs.sign),
        ),
        Rival(
            "distance_without_zeros",
            "Distance, without structural zeros",
            "structure",
            partial(distance_without_zeros, seed=seed),
        ),
        Rival(
            "structural_kinetics",
            "Structural kinetic modelling",
            "structure",
            partial(structural_kinetics, seed=seed),
        ),
        Rival(
            "abundance_distance_initial",
            "x_i/x_j · 10^(-2d), initial x",
            "abundance_initial",
            closed_forms.initial_distance,
        ),
        Rival(
            "abundance_distance_state",
            "x_i/x_j · 10^(-d), x at the state",
            "abundance_state",
            closed_forms.state_distance,
        ),
        Rival(
            "structural_kinetics_state",
            "Structural kinetic modelling, x at the state",
            "abundance_state",
            partial(structural_kinetics_at_state, seed=seed),
        ),
    )


def partner(tier: Tier, *, seed: int) -> Rival:
    """Return what stands beside the learned kinetics of a tier in their ensemble."""
    return next(each for each in rivals(seed=seed) if each.id == PARTNERS[tier])


def _distance(inputs: Topology, _: TruthName) -> Floats:
    return closeness(inputs.sign, directed=True)


def _propagation(inputs: Topology, _: TruthName, *, alpha: float) -> Floats:
    return propagation(inputs.sign, directed=True, signed=True, alpha=alpha)
