"""Features and classes of every node for every source, and how to draw from them.

A slot is one column of activations: in it each network carries one perturbed source.
Slots of all networks go through the classifier together, so no copy of the graph per
source is ever made.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray

from bioripple.predictors.gcn.features import (
    NODE_FEATURES,
    PAIR_FEATURES,
    columns,
    names_of,
)
from bioripple.predictors.gcn.graph import Sample
from bioripple.predictors.gcn.impact import impact_among_others, impact_of_nodes

N_FEATURES = len(PAIR_FEATURES) + len(NODE_FEATURES)
NO_CLASS = -100  # what torch's cross-entropy passes over
Sources = NDArray[np.int64]
Label = Literal["per_source", "among_others", "per_node"]


def _ranks(network: Sample) -> NDArray[np.int32]:
    if network.bio_impact is None:
        raise ValueError(f"{network.model}: labels made of ranks need its ranks")
    return network.bio_impact


# The class of node i when j is perturbed, at `[i, j]`; 0 where there is none.
LABELS: dict[Label, Callable[[Sample], NDArray[np.int16]]] = {
    "per_source": lambda network: network.scaled_impact,
    "among_others": lambda network: impact_among_others(_ranks(network)),
    "per_node": lambda network: impact_of_nodes(_ranks(network)),
}


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
        Class − 1, in the same order; `NO_CLASS` where there is none.
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

    def with_labels(self, shown: torch.Tensor, *, n_classes: int) -> "SourceTable":
        """Return the table with the classes of some nodes among the features.

        Parameters
        ----------
        shown : (N,)
            The nodes whose classes are shown, for every source.
        n_classes
            The last one stands for all above it, too.

        Returns
        -------
        SourceTable
            With `n_classes` more pair features, of which one is 1 where a class is
            shown. They are the last.
        """
        sizes = self.sizes.tolist()
        of_pair = torch.cat(
            [
                each.repeat(n)
                for n, each in zip(
                    sizes, torch.split_with_sizes(shown, sizes), strict=True
                )
            ]
        )
        hot = self.per_pair.new_zeros(len(of_pair), n_classes)
        kept = (of_pair & (self.classes != NO_CLASS)).nonzero().flatten()
        hot[kept, self.classes[kept].clamp(max=n_classes - 1)] = 1.0
        return replace(self, per_pair=torch.cat([self.per_pair, hot], dim=-1))

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


def tabulate(
    networks: Sequence[Sample],
    *,
    features: Collection[str] = ("topology",),
    label: Label = "per_source",
) -> SourceTable:
    """Compute the features of every node of `networks` for every source.

    Parameters
    ----------
    networks
        The collection.
    features
        Groups of them; see `features.GROUPS`.
    label
        What is to be learned; see `LABELS`.

    ASSUME: a network's classes are integers from 1; the classifier counts from 0.
    """
    sizes = [network.size for network in networks]
    n_pair_features = len(names_of(features)[1])
    # filled network by network: a list of parts would be there twice while it is joined
    pairs = np.empty((sum(n * n for n in sizes), n_pair_features), dtype=np.float32)
    classes = np.empty(len(pairs), dtype=np.int64)
    nodes: list[NDArray[Any]] = []
    start = 0
    for network in networks:
        part = slice(start, start := start + network.size**2)
        of_node, of_pair = columns(network.sign, network.jacobian_size, features)
        nodes.append(of_node)
        pairs[part] = of_pair.reshape(network.size**2, n_pair_features)
        classes[part] = LABELS[label](network).T.reshape(-1)
    return SourceTable(
        sizes=torch.tensor(sizes),
        per_node=torch.from_numpy(np.concatenate(nodes)),
        per_pair=torch.from_numpy(pairs),
        classes=torch.from_numpy(np.where(classes > 0, classes - 1, NO_CLASS)),
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
