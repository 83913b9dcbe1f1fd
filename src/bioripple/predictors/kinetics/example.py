"""A network and its answers, as those who learn kinetics look at them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from bioripple.arrays import Floats, Signs
from bioripple.network.influence import reachable
from bioripple.network.tiers import Network
from bioripple.predictors.kinetics.edge_features import EdgeTable, edge_table
from bioripple.predictors.kinetics.edge_topology import Places
from bioripple.vocabulary import TruthName


@dataclass(frozen=True, eq=False)
class Aims:
    """Pairs that one truth ranks, and their ranks.

    Attributes
    ----------
    pairs
        `i · n + j` for the response of node i to j, ascending.
    ranks
        Between 0 and 1; float32.
    """

    pairs: Places
    ranks: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Example:
    """A network as a learner sees it.

    Attributes
    ----------
    sign : (n, n)
        Signed adjacency matrix.
    table
        Its E edges.
    aims
        What the truths say; empty if it is only predicted.
    at_rest
        The same model where it comes to rest, with the truths of there; None if there
        are none.
    """

    sign: Signs
    table: EdgeTable
    aims: Mapping[TruthName, Aims] = field(default_factory=dict)
    at_rest: "Example | None" = None

    @property
    def states(self) -> list["Example"]:
        """Itself at the horizon, and, if it comes to rest, at rest."""
        there = [] if self.at_rest is None else [self.at_rest]
        return [replace(self, at_rest=None), *there]

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.sign)


def make_example(
    inputs: Network, truths: Mapping[TruthName, Floats] | None = None
) -> Example:
    """Lay out what a tier knows of a model; see `Example`.

    Parameters
    ----------
    inputs
        An object of exactly one of the types of `tiers.TIERS`.
    truths
        n × n each, NaN where not defined.
    """
    aims = rank_truths(inputs.sign, truths) if truths else {}
    return Example(inputs.sign, edge_table(inputs), aims)


def rank_truths(
    sign: Signs, truths: Mapping[TruthName, Floats]
) -> dict[TruthName, Aims]:
    """Rank the sizes that each truth has where it is defined and there is a path.

    Parameters
    ----------
    sign : (n, n)
        Signed adjacency matrix.
    truths
        n × n each, NaN where not defined.
    """
    linked = reachable(sign) & ~np.eye(len(sign), dtype=bool)
    found = {}
    for truth, matrix in truths.items():
        pairs = np.flatnonzero(linked & np.isfinite(matrix))
        ranks = rankdata(np.abs(matrix).ravel()[pairs]) / max(len(pairs), 1)
        found[truth] = Aims(pairs, ranks.astype(np.float32))
    return found
