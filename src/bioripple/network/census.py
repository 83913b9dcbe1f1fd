"""What a signed network looks like, in numbers."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse.csgraph import connected_components

from bioripple.network.signed import SignedNetwork


@dataclass(frozen=True)
class Census:
    """Counts.

    Attributes
    ----------
    nodes, edges
        All of them.
    positive, negative
        Edges by sign.
    self_loops
        Nodes that act on themselves.
    components
        Parts that no edge joins, whichever way it leads; nodes alone included.
    largest
        Nodes of the largest of these.
    sources
        Nodes that act on others, and on which no other acts.
    sinks
        Nodes on which others act, and that act on no other.
    isolated
        Nodes that no edge joins to another.
    """

    nodes: int
    edges: int
    positive: int
    negative: int
    self_loops: int
    components: int
    largest: int
    sources: int
    sinks: int
    isolated: int


def census(network: SignedNetwork) -> Census:
    """Count what there is."""
    source, target, sign = network.edges
    others = source != target
    acting = np.bincount(source[others], minlength=network.size) > 0
    acted_on = np.bincount(target[others], minlength=network.size) > 0
    n_parts, part = connected_components(network.sign, directed=False)
    return Census(
        nodes=network.size,
        edges=network.n_edges,
        positive=int((sign > 0).sum()),
        negative=int((sign < 0).sum()),
        self_loops=int((~others).sum()),
        components=int(n_parts),
        largest=int(np.bincount(part).max(initial=0)),
        sources=int((acting & ~acted_on).sum()),
        sinks=int((acted_on & ~acting).sum()),
        isolated=int((~acting & ~acted_on).sum()),
    )
