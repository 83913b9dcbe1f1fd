"""What a change of conditions did to what was measured: the unit that is scored."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

from bioripple.answers.result import Condition
from bioripple.arrays import Flags, Floats
from bioripple.network.signed import SignedNetwork

# Of a MIDAS table, and of a table of conditions.
Kind = Literal["stimulus", "inhibitor", "one", "several"]
KINDS: tuple[Kind, ...] = get_args(Kind)
WHOLE = "all"  # kinds taken together


@dataclass(frozen=True)
class Contrast:
    """Two samples that differ by what was done.

    Attributes
    ----------
    condition
        What one has and the other has not.
    kind
        Of what that is.
    within
        Strengths of the nodes that are stimulated in both.
    source
        What contrasts of the same perturbation share, whatever they are within: what
        is resampled.
    """

    condition: Condition
    kind: Kind
    source: str
    within: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Measured:
    """A measured set: c contrasts of r readouts.

    Attributes
    ----------
    name
        Of the set.
    network
        Who acts on whom, as known before.
    contrasts
        What was done.
    readouts
        Ids of the nodes that were measured; one may be there several times.
    change : ndarray, shape (c, r)
        Differences; NaN where there is none.
    problems
        What the tables have and could not be used, as sentences.
    reads
        Ids of what a readout is computed from, by its node; empty where it is the node.
    """

    name: str
    network: SignedNetwork
    contrasts: tuple[Contrast, ...]
    readouts: tuple[str, ...]
    change: Floats
    problems: tuple[str, ...] = ()
    reads: Mapping[str, Collection[str]] = field(default_factory=dict)

    @property
    def places(self) -> list[int]:
        """The row of each readout's node in the network."""
        return [self.network.place[node] for node in self.readouts]

    @property
    def is_perturbed(self) -> Flags:
        """Whether a contrast perturbs the very node that is read, shape (c, r).

        Or one from which a readout is computed.
        """
        read = [{node, *self.reads.get(node, ())} for node in self.readouts]
        return np.array(
            [
                [not nodes.isdisjoint(each.condition.nodes) for nodes in read]
                for each in self.contrasts
            ],
            dtype=np.bool_,
        ).reshape(len(self.contrasts), len(self.readouts))

    def of_kind(self, kind: str) -> Flags:
        """Return which contrasts are of a kind, or all, shape (c,)."""
        return np.array([kind in (WHOLE, each.kind) for each in self.contrasts], bool)


def scaled(change: Floats) -> Floats:
    """Return changes as shares of the largest one of each readout, shape (c, r).

    Readouts are measured on scales of their own, so that sizes of two of them compare
    no other way.
    """
    there = np.where(np.isnan(change), 0.0, np.abs(change))
    largest = there.max(axis=0, initial=0.0)
    shares: Floats = change / np.where(largest > 0, largest, 1.0)
    return shares


def by_source(values: Floats, contrasts: Sequence[Contrast]) -> Floats:
    """Return the mean over the contrasts of each source, shape (number of sources, r).

    Parameters
    ----------
    values : ndarray, shape (c, r)
        NaN where there is none, which is left out of the mean.
    contrasts
        Of the rows; sources come in the order of their first contrast.
    """
    sources = list(dict.fromkeys(each.source for each in contrasts))
    member = np.array([[each.source == name for each in contrasts] for name in sources])
    there = ~np.isnan(values)
    member = member.reshape(len(sources), len(contrasts)).astype(np.float64)
    total = member @ np.where(there, values, 0.0)
    count = member @ there
    found: Floats = np.full(total.shape, np.nan)
    np.divide(total, count, out=found, where=count > 0)
    return found
