"""The methods that are compared: ids, names, families, and what was published."""

from dataclasses import dataclass
from typing import Literal

Family = Literal["truth", "propagation", "distance", "first_neighbour", "enhancement"]


@dataclass(frozen=True)
class Method:
    """One way to predict a response matrix.

    Attributes
    ----------
    id
        Name in every file and table.
    label
        Name in figures.
    family
        Decides the colour, and whether ties are jittered.
    published
        Mean accuracy over 87 models in Li & Gao (2019), Table 1; None where the paper
        gives none for the variant.
    """

    id: str
    label: str
    family: Family
    published: float | None = None


METHODS: tuple[Method, ...] = (
    Method("biochemical", "Biochemical", "truth", 1.00),
    Method(
        "propagation_signed_directed",
        "Propagation (signed, directed)",
        "propagation",
        0.66,
    ),
    Method("propagation_directed", "Propagation (directed)", "propagation", 0.65),
    Method("propagation_undirected", "Propagation (undirected)", "propagation", 0.40),
    Method("distance_directed", "Distance (directed)", "distance", 0.63),
    Method("distance_undirected", "Distance (undirected)", "distance", 0.36),
    Method(
        "first_neighbour_signed_directed",
        "First neighbour (signed, directed)",
        "first_neighbour",
    ),
    # ASSUME: the text's "up to 27 %" is the directed variant; |S| and |S| of the signed
    # one rank alike, so it stands beside one of them only.
    Method(
        "first_neighbour_directed",
        "First neighbour (directed)",
        "first_neighbour",
        0.27,
    ),
    Method(
        "first_neighbour_undirected",
        "First neighbour (undirected)",
        "first_neighbour",
    ),
    Method("bio_impact_upper_bound", "Upper bound, bio impact", "enhancement", 0.84),
    Method(
        "scaled_impact_upper_bound", "Upper bound, scaled impact", "enhancement", 0.80
    ),
    Method("full_graph", "Full graph GCN", "enhancement", 0.70),
    Method("sparse_graph", "Sparse graph GCN", "enhancement", 0.73),
)

BY_ID: dict[str, Method] = {method.id: method for method in METHODS}
BASELINE_IDS: tuple[str, ...] = tuple(
    method.id
    for method in METHODS
    if method.family in ("propagation", "distance", "first_neighbour")
)
UPPER_BOUND_IDS = ("bio_impact_upper_bound", "scaled_impact_upper_bound")
LEARNED_IDS = ("full_graph", "sparse_graph")
REFERENCE = "distance_directed"  # what gains are over
