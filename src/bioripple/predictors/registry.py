"""All predictors: what they are called, what they may know, and what they are worth.

Tables, figures, documents and the command line read names from here. A predictor that
learns nothing is a line here and a function of any of `inputs` (what its tier knows) or
`sign` (the signs of the network), `truth` (the name of what is to be predicted) and
`seed`, which returns n × n, of which sizes are ranked.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from bioripple.arrays import Floats
from bioripple.network.tiers import TIERS, Network, Tier, Wiring, predict_within
from bioripple.predictors import closed_forms, structural_kinetics
from bioripple.predictors.boolean import boolean_response
from bioripple.predictors.hill import hill_response
from bioripple.predictors.topology import BASELINES, propagation, reachability
from bioripple.vocabulary import (
    ENSEMBLE,
    LEARNED_KINETICS,
    LEARNED_STRUCTURE,
    LEARNED_WIRING,
    REFERENCE,
    Ties,
    TruthName,
)

Kind = Literal["truth", "closed form", "oracle", "fitted", "trained"]
Family = Literal[
    "truth", "propagation", "distance", "first_neighbour", "enhancement", "other"
]
# As in DYNAMO's code: propagation has few ties, and its ties are left alone.
JITTERED = ("distance", "first_neighbour", "enhancement")
# How the ids of those begin whose signs are directions, of all pairs with a path.
SIGNED = ("biochemical", "propagation_signed", "propagation_0", "normalised_hill")


@dataclass(frozen=True)
class Predictor:
    """One way to predict a response matrix.

    Attributes
    ----------
    id
        Name in every file and table.
    label
        Name for people.
    kind
        `truth` and `oracle` know the answer, whole or in ranks; a `closed form` learns
        nothing; what is `fitted` has a few numbers from other models, what is `trained`
        a network.
    tier
        What it may know; None if it knows the answer.
    family
        Decides the colour, and whether ties are jittered; `other` is not in Table 1.
    published
        Mean accuracy over 87 models in Li & Gao (2019), Table 1; None where the paper
        gives none for the variant.
    compute
        What a closed form is computed by.
    """

    id: str
    label: str
    kind: Kind
    tier: Tier | None
    family: Family = "other"
    published: float | None = None
    compute: Callable[..., Floats] | None = None

    @property
    def ties(self) -> Ties:
        """How its equal predictions are told apart where ties are jittered at all."""
        return "jitter" if self.family in JITTERED else "average"

    @property
    def has_signs(self) -> bool:
        """Whether the signs of what it predicts are directions."""
        return self.id.startswith(SIGNED)

    @property
    def summary(self) -> str:
        """The first line of what its function says of itself; empty without one."""
        function = getattr(self.compute, "func", self.compute)
        return (inspect.getdoc(function) or "").partition("\n")[0] if function else ""

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """Where it is compared: of what needs only signs, any will do."""
        if self.tier is None:
            return ()
        signs_do = self.compute is not None and self.tier == "topology"
        return ("wiring", "topology") if signs_do else (self.tier,)

    def predict(self, everything: Network, truth: TruthName, *, seed: int) -> Floats:
        """Predict from the inputs of its own tier and no more.

        Parameters
        ----------
        everything
            What its own tier knows of a model, or a higher one; or the wiring, for what
            needs only signs.
        truth
            What is to be predicted.
        seed
            Of what it draws, if it does.

        Raises
        ------
        TypeError
            If it is no closed form, or needs more than is known.
        """
        if self.compute is None or self.tier is None:
            raise TypeError(f"{self.id} is {self.kind}, expected a closed form")
        function, names = self.compute, inspect.signature(self.compute).parameters

        def within(inputs: Network) -> Floats:
            known: dict[str, object] = {
                "inputs": inputs,
                "sign": inputs.sign,
                "truth": truth,
                "seed": seed,
            }
            return function(**{name: known[name] for name in names if name in known})

        wired = isinstance(everything, Wiring) and "wiring" in self.tiers
        return predict_within(within, everything, Wiring if wired else TIERS[self.tier])


def _baseline(
    name: str, label: str, family: Family, published: float | None = None
) -> Predictor:
    return Predictor(
        name, label, "closed form", "topology", family, published, BASELINES[name]
    )


def _closed_form(
    name: str, label: str, tier: Tier, compute: Callable[..., Floats]
) -> Predictor:
    return Predictor(name, label, "closed form", tier, compute=compute)


# In the order of the paper's table.
TABLE1: tuple[Predictor, ...] = (
    Predictor("biochemical", "Biochemical", "truth", None, "truth", 1.00),
    _baseline(
        "propagation_signed_directed",
        "Propagation (signed, directed)",
        "propagation",
        0.66,
    ),
    _baseline("propagation_directed", "Propagation (directed)", "propagation", 0.65),
    _baseline(
        "propagation_undirected", "Propagation (undirected)", "propagation", 0.40
    ),
    _baseline("distance_directed", "Distance (directed)", "distance", 0.63),
    _baseline("distance_undirected", "Distance (undirected)", "distance", 0.36),
    _baseline(
        "first_neighbour_signed_directed",
        "First neighbour (signed, directed)",
        "first_neighbour",
    ),
    # ASSUME: the text's "up to 27 %" is the directed variant; |S| and |S| of the signed
    # one rank alike, so it stands beside one of them only.
    _baseline(
        "first_neighbour_directed",
        "First neighbour (directed)",
        "first_neighbour",
        0.27,
    ),
    _baseline(
        "first_neighbour_undirected", "First neighbour (undirected)", "first_neighbour"
    ),
    Predictor(
        "bio_impact_oracle", "Oracle, bio impact", "oracle", None, "enhancement", 0.84
    ),
    Predictor(
        "scaled_impact_oracle",
        "Oracle, scaled impact",
        "oracle",
        None,
        "enhancement",
        0.80,
    ),
    Predictor(
        "full_graph", "Full graph GCN", "trained", "topology", "enhancement", 0.70
    ),
    Predictor(
        "sparse_graph", "Sparse graph GCN", "trained", "topology", "enhancement", 0.73
    ),
)
BEYOND: tuple[Predictor, ...] = (
    _closed_form("reachability", "Reachability alone", "topology", reachability),
    _closed_form(
        "distance_ties_random",
        "Distance, ties at random",
        "topology",
        closed_forms.ties_at_random,
    ),
    _closed_form(
        "distance_ties_target_degree",
        "Distance, ties by in-degree",
        "topology",
        closed_forms.ties_by_target_degree,
    ),
    _closed_form(
        "distance_ties_source_degree",
        "Distance, ties by out-degree",
        "topology",
        closed_forms.ties_by_source_degree,
    ),
    *(
        _closed_form(
            f"propagation_{alpha:g}",
            f"Propagation, α = {alpha:g}",
            "topology",
            partial(propagation, directed=True, signed=True, alpha=alpha),
        )
        for alpha in (0.1, 0.3, 0.5, 0.7, 0.9, 0.99)
    ),
    _closed_form("boolean", "Boolean network", "topology", boolean_response),
    _closed_form("normalised_hill", "Normalised-Hill model", "topology", hill_response),
    _closed_form(
        "distance_without_zeros",
        "Distance, no structural zeros",
        "structure",
        structural_kinetics.distance_without_zeros,
    ),
    _closed_form(
        "structural_kinetics",
        "Structural kinetic modelling",
        "structure",
        structural_kinetics.structural_kinetics,
    ),
    _closed_form(
        "abundance_distance_initial",
        "x_i/x_j · 10^(-d), initial",
        "abundance_initial",
        closed_forms.initial_distance,
    ),
    _closed_form(
        "abundance_distance_state",
        "x_i/x_j · 10^(-d), at the state",
        "abundance_state",
        closed_forms.state_distance,
    ),
    _closed_form(
        "structural_kinetics_state",
        "Structural kinetics, at the state",
        "abundance_state",
        structural_kinetics.structural_kinetics_at_state,
    ),
    Predictor(
        "abundance_distance_fitted_initial",
        "x_i^a/x_j^b · 10^(-cd), initial",
        "fitted",
        "abundance_initial",
    ),
    Predictor(
        "abundance_distance_fitted_state",
        "x_i^a/x_j^b · 10^(-cd), state",
        "fitted",
        "abundance_state",
    ),
)
# Of every tier, and so none of its own.
KINETICS: tuple[Predictor, ...] = (
    Predictor(LEARNED_KINETICS, "Learned kinetics", "trained", None),
    Predictor(ENSEMBLE, "Learned kinetics, ensemble", "trained", None),
)
# What ships was trained on all models, so that only its card says how it does on new
# ones; it needs a network and its signs, which is less than the tier `topology`, or
# what SBML tells of reactions, too, which is less than `structure`.
SHIPPED: tuple[Predictor, ...] = (
    Predictor(LEARNED_WIRING, "Learned propagation", "trained", None),
    Predictor(LEARNED_STRUCTURE, "Learned propagation, reactions", "trained", None),
)

PREDICTORS = (*TABLE1, *BEYOND, *KINETICS, *SHIPPED)
BY_ID: dict[str, Predictor] = {each.id: each for each in PREDICTORS}
CLASSIFIERS = ("full_graph", "sparse_graph")
ORACLES = tuple(each.id for each in TABLE1 if each.kind == "oracle")
# What stands beside the learned kinetics of a tier in their ensemble.
UNTRAINED: dict[Tier, Predictor] = {
    "wiring": BY_ID[REFERENCE],
    "topology": BY_ID[REFERENCE],
    "structure": BY_ID["structural_kinetics"],
    "abundance_initial": BY_ID["abundance_distance_initial"],
    "abundance_state": BY_ID["abundance_distance_state"],
    "abundance_both": BY_ID["abundance_distance_state"],
}


def label_of(name: str) -> str:
    """Return what people call a predictor; of a variant that is none, its id."""
    return BY_ID[name].label if name in BY_ID else name
