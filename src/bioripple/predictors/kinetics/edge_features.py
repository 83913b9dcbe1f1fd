"""What a tier knows of each edge of a network, as numbers for a learner.

The type of the inputs is the tier: features of a higher tier need arrays that an object
of a lower tier does not have.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bioripple.arrays import Floats
from bioripple.network.tiers import (
    TIERS,
    AbundanceBoth,
    AbundanceInitial,
    AbundanceState,
    Network,
    Structure,
)
from bioripple.predictors.kinetics.edge_abundance import (
    abundance_features,
    change_features,
    typical_ratio,
)
from bioripple.predictors.kinetics.edge_relaxation import relaxation_features
from bioripple.predictors.kinetics.edge_structure import (
    find_terms,
    structure_features,
)
from bioripple.predictors.kinetics.edge_topology import (
    Edges,
    Features,
    Places,
    find_edges,
    topology_features,
)

LARGEST = 1e6
# log10 of how much less an edge between nodes weighs than a node's effect on itself, at
# equal abundances, before anything is learned
OTHERS = -0.7


@dataclass(frozen=True, eq=False)
class EdgeTable:
    """The E edges of a network and F features of each.

    Attributes
    ----------
    target, source : (E,)
        Edge source -> target, self-loops included; row and column of the Jacobian.
    features : (E, F) float32
        NaN where a feature makes no sense for an edge.
    names : F names
        The same for all networks of a tier.
    base, relative_base : (E,)
        First guess of log10 |J_ij|, and of log10 |J_ij x_j/x_i|.
    """

    target: Places
    source: Places
    features: NDArray[np.float32]
    names: tuple[str, ...]
    base: Floats
    relative_base: Floats

    def leave_out(self, groups: Collection[str]) -> "EdgeTable":
        """Return the table without some groups of features.

        Parameters
        ----------
        groups
            What the names of the features begin with, such as `structure`; a group that
            the tier does not have is no error.

        Raises
        ------
        ValueError
            If no feature is left.
        """
        kept = [k for k, name in enumerate(self.names) if _group(name) not in groups]
        if not kept:
            raise ValueError(
                f"none of {len(self.names)} features is left without "
                f"{', '.join(groups)}; expected one at least"
            )
        names = tuple(self.names[k] for k in kept)
        return replace(self, features=self.features[:, kept], names=names)

    def forget_abundances(self) -> "EdgeTable":
        """Return the table with the first guess of a tier without abundances."""
        # that of relative coordinates, in which no tier's guess has abundances
        return replace(self, base=self.relative_base)


def edge_table(inputs: Network) -> EdgeTable:
    """Describe the edges of a network by all that its tier knows.

    Parameters
    ----------
    inputs
        An object of exactly one of the types of `tiers.TIERS`.

    Raises
    ------
    TypeError
        If it is of another type, which could know more than it says.
    """
    if type(inputs) not in TIERS.values():
        raise TypeError(
            f"{type(inputs).__name__} is no tier; see bioripple.network.tiers"
        )
    edges = find_edges(inputs.sign)
    columns = _prefixed("topology", topology_features(inputs, edges))
    base = np.zeros(edges.count)
    if isinstance(inputs, Structure):
        columns |= _beyond_topology(inputs, edges)
    if isinstance(inputs, AbundanceInitial | AbundanceState):
        base = typical_ratio(inputs, edges)
    own = edges.target == edges.source
    stacked = np.stack([np.asarray(c, dtype=float) for c in columns.values()], axis=1)
    return EdgeTable(
        edges.target,
        edges.source,
        np.clip(stacked, -LARGEST, LARGEST).astype(np.float32),
        tuple(columns),
        np.where(own, 0.0, base + OTHERS),
        np.where(own, 0.0, OTHERS),
    )


def _beyond_topology(inputs: Structure, edges: Edges) -> Features:
    terms = find_terms(inputs, edges)
    columns = _prefixed("structure", structure_features(inputs, edges, terms))
    if isinstance(inputs, AbundanceInitial):
        found = abundance_features(inputs.initial, inputs, edges, terms)
        columns |= _prefixed("initial", found)
        columns |= _prefixed("relaxed", relaxation_features(inputs, edges))
    if isinstance(inputs, AbundanceState):
        found = abundance_features(inputs.state, inputs, edges, terms)
        columns |= _prefixed("state", found)
    if isinstance(inputs, AbundanceBoth):
        columns |= _prefixed("change", change_features(inputs, edges, terms))
    return columns


def _group(name: str) -> str:
    return name.partition("_")[0]


def _prefixed(prefix: str, features: Features) -> Features:
    return {f"{prefix}_{name}": values for name, values in features.items()}
