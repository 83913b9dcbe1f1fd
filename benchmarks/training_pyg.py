"""The classifiers as PyTorch Geometric has them, for `benchmarks/training.py`."""

from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import dropout
from torch_geometric.nn import GCNConv, global_mean_pool


class PygGcn(nn.Module):
    """Graph convolutions and a linear classifier; see `predictors.gcn.classifier`."""

    def __init__(
        self,
        graph: str,
        *,
        n_features: int,
        n_classes: int,
        hidden: int,
        layers: int,
        dropout: float,
    ) -> None:
        super().__init__()
        self.pools, self.share = graph == "sparse_graph", dropout
        widths = [n_features] + [hidden] * layers
        self.convolutions = nn.ModuleList(
            GCNConv(*ends, cached=True, bias=False) for ends in pairwise(widths)
        )
        read = n_features + hidden * (2 if self.pools else 1)
        self.classifier = nn.Linear(read, n_classes)

    def forward(self, x: Tensor, edges: Any, batch: Tensor, count: int) -> Tensor:
        """Return the logits of each node."""
        state = x if self.pools else torch.cat([x, torch.zeros_like(x[:1])])
        for convolution in self.convolutions:
            state = torch.relu(convolution(state, edges))
            state = dropout(state, self.share, self.training)
        state = state[: len(x)]
        parts = [x, state]
        if self.pools:
            parts.append(global_mean_pool(state, batch, size=count)[batch])
        found: Tensor = self.classifier(torch.cat(parts, dim=-1))
        return found
