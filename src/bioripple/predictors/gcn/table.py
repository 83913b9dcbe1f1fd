"""Features and classes of every node for every source, and how to draw from them.

A slot is one column of activations: in it each network carries one perturbed source.
Slots of all networks go through the classifier together, so no copy of the graph per
source is ever made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray

from bioripple.predictors.gcn.features import (
    NODE_FEATURES,
    PAIR_FEATURES,
    node_features,
    pair_features,
)
from bioripple.predictors.gcn.graph import Sample

N_FEATURES = len(PAIR_FEATURES) + len(NODE_FEATURES)
Sources = NDArray[np.int64]


@dataclass(frozen=True)
class SourceTable:
    """What the classifier reads and should say, row by row.

    Attributes
    ----------
    sizes : (K,)
        Nodes n_k of each network; N in total.
    per_node : (N, D)
        Features that hang on the node alone.
    per_pair : (Σ n_k², P)
        Features of a node for a source; rows run over (network, source, node).
    classes : (Σ n_k²,)
        Scaled impact − 1, in the same order.
    """

    sizes: torch.Tensor
    per_node: torch.Tensor
    per_pair: torch.Tensor
    classes: torch.Tensor

    def rows(self, sources: Sources) -> torch.Tensor:
        """Return the row of every node in every slot.

        Parameters
        ----------
        sources : (K, B)
            The source that network k carries in slot b, counted within the network.

        Returns
        -------
        (N, B)
            Rows of `per_pair` and `classes`.
        """
        sizes = self.sizes
        carried = torch.from_numpy(sources).to(sizes.device, non_blocking=True)
        starts = torch.cumsum(sizes**2, 0) - sizes**2
        first = starts[:, None] + carried * sizes[:, None]
        network, place = self._nodes
        return first[network] + place[:, None]

    @cached_property
    def _nodes(self) -> tuple[torch.Tensor, torch.Tensor]:
        """The network of each of the N nodes, and its place within it."""
        sizes = self.sizes
        network = torch.repeat_interleave(sizes)
        first_node = torch.cumsum(sizes, 0) - sizes
        place = torch.arange(len(self.per_node), device=sizes.device)
        return network, place - first_node[network]

    def features(self, rows: torch.Tensor) -> torch.Tensor:
        """Return the features (N, B, D + P) of the nodes at `rows` (N, B)."""
        per_node = self.per_node[:, None, :].expand(-1, rows.shape[1], -1)
        return torch.cat([per_node, self.per_pair[rows]], dim=-1)

    def mean_features(self) -> torch.Tensor:
        """Return the features averaged over the sources, as one slot (N, 1, D + P)."""
        sizes = self.sizes.tolist()
        width = self.per_pair.shape[-1]
        blocks = torch.split_with_sizes(self.per_pair, [n * n for n in sizes])
        means = [
            pairs.reshape(n, n, width).mean(dim=0)
            for n, pairs in zip(sizes, blocks, strict=True)
        ]
        return torch.cat([self.per_node, torch.cat(means)], dim=-1)[:, None, :]

    def of_networks(self, keep: NDArray[np.bool_]) -> "SourceTable":
        """Return the table of those networks for which `keep` (K,) is true."""
        kept = torch.from_numpy(keep).to(self.sizes.device)
        of_node = torch.repeat_interleave(kept, self.sizes)
        of_pair = torch.repeat_interleave(kept, self.sizes**2)
        return SourceTable(
            self.sizes[kept],
            self.per_node[of_node],
            self.per_pair[of_pair],
            self.classes[of_pair],
        )

    def of_network(self, k: int) -> "SourceTable":
        """Return the table of network k alone."""
        nodes, pairs = self.sizes[:k].sum(), (self.sizes[:k] ** 2).sum()
        n = self.sizes[k]
        return SourceTable(
            self.sizes[k : k + 1],
            self.per_node[nodes : nodes + n],
            self.per_pair[pairs : pairs + n * n],
            self.classes[pairs : pairs + n * n],
        )

    def to(self, device: torch.device) -> "SourceTable":
        """Return the table on another device."""
        return SourceTable(
            self.sizes.to(device),
            self.per_node.to(device),
            self.per_pair.to(device),
            self.classes.to(device),
        )


def tabulate(networks: Sequence[Sample]) -> SourceTable:
    """Compute the features of every node of `networks` for every source.

    ASSUME: a network's classes are integers from 1; the classifier counts from 0.
    """
    sizes = [network.size for network in networks]
    # filled network by network: a list of parts would be there twice while it is joined
    pairs = np.empty((sum(n * n for n in sizes), len(PAIR_FEATURES)), dtype=np.float32)
    classes = np.empty(len(pairs), dtype=np.int64)
    start = 0
    for network in networks:
        part = slice(start, start := start + network.size**2)
        pairs[part] = pair_features(network.sign).reshape(-1, len(PAIR_FEATURES))
        classes[part] = network.scaled_impact.T.reshape(-1) - 1
    return SourceTable(
        sizes=torch.tensor(sizes),
        per_node=torch.from_numpy(
            np.concatenate([node_features(network.sign) for network in networks])
        ),
        per_pair=torch.from_numpy(pairs),
        classes=torch.from_numpy(classes),
    )


def draw_sources(
    sizes: Sequence[int], *, slots: int, rng: np.random.Generator
) -> Sources:
    """Draw a source for every network and slot, uniformly and independently.

    Returns
    -------
    (K, slots)
        Integers below the network's size.
    """
    return rng.integers(np.asarray(sizes)[:, None], size=(len(sizes), slots))
