"""Graph convolution after Kipf and Welling (2017), and the two classifiers.

The rule of one layer is, in matrix form,

    H' = σ(D̂^(-1/2) Â D̂^(-1/2) H W),   Â = A + I,   D̂_ii = Σ_j Â_ij,

and for node i, with N(i) the nodes linked to i and i itself,

    h'_i = σ(Σ_{j ∈ N(i)} h_j W / sqrt(d_i d_j)),   d_i = |N(i)|.

A is the 0/1 union of the network's links and their reverses, as D̂^(-1/2) Â D̂^(-1/2) is
meant for symmetric matrices: direction and sign are in the node features. σ is ReLU.
"""

from dataclasses import dataclass
from itertools import pairwise

import torch
from scipy.sparse import csr_array
from torch import nn

from bioripple.predictors.gcn.graph import Graph, GraphKind
from bioripple.predictors.gcn.sparse import Operator, operator


@dataclass(frozen=True)
class GraphOperators:
    """A graph as torch needs it.

    Attributes
    ----------
    propagate : (M, M)
        The normalised adjacency.
    pool : (K, N), or None
        Averages over each network's nodes.
    spread : (N, K), or None
        Hands what was pooled back to each network's nodes.
    has_centre
        Whether the last of the M nodes is the centre node.
    """

    propagate: Operator
    pool: Operator | None
    spread: Operator | None
    has_centre: bool


def graph_operators(
    graph: Graph, *, device: torch.device | None = None
) -> GraphOperators:
    """Bring a graph to torch."""
    pool = spread = None
    if graph.pooling is not None:
        belongs = csr_array(graph.pooling.T)
        belongs.data[:] = 1.0
        pool = operator(graph.pooling, device=device)
        spread = operator(belongs, device=device)
    propagate = operator(graph.adjacency, device=device)
    return GraphOperators(propagate, pool, spread, graph.has_centre)


class GraphConvolution(nn.Module):
    """One layer, before its non-linearity: D̂^(-1/2) Â D̂^(-1/2) H W.

    Shapes
    ------
    activations (M, B, in_width) → (M, B, out_width); weight (in_width, out_width).
    """

    def __init__(self, in_width: int, out_width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(in_width, out_width))
        nn.init.xavier_uniform_(self.weight)

    def forward(self, activations: torch.Tensor, propagate: Operator) -> torch.Tensor:
        """Propagate, then mix the features."""
        return propagate(activations) @ self.weight


class Dropout(nn.Module):
    """Set a share of the activations to zero in training, and scale up the others.

    The same as torch's own, whose Bernoulli numbers take three times as long to draw on
    a CPU: there they were a third of the training time.
    """

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, activations: torch.Tensor) -> torch.Tensor:
        """Return activations of the same shape."""
        if not self.training or self.share == 0:
            return activations
        kept = (torch.rand_like(activations) >= self.share).to(activations.dtype)
        return activations * kept.div_(1 - self.share)


class Gcn(nn.Module):
    """Graph convolutions, then a linear classifier of every node in every slot.

    Subclasses say what the classifier reads.

    Parameters
    ----------
    n_features, n_classes
        Widths of input and output.
    hidden
        Width of each graph convolution.
    layers
        Number of graph convolutions.
    dropout
        Share of the hidden activations that training sets to zero.

    Shapes
    ------
    features (N, B, n_features) → logits (N, B, n_classes).
    """

    reads = 1

    def __init__(
        self,
        *,
        n_features: int,
        n_classes: int,
        hidden: int,
        layers: int,
        dropout: float,
    ) -> None:
        super().__init__()
        widths = [n_features] + [hidden] * layers
        self.convolutions = nn.ModuleList(
            GraphConvolution(*ends) for ends in pairwise(widths)
        )
        self.dropout = Dropout(dropout)
        self.classifier = nn.Linear(n_features + self.reads * hidden, n_classes)

    def forward(
        self,
        features: torch.Tensor,
        graph: GraphOperators,
        *,
        centre: list[torch.Tensor] | None = None,
    ) -> torch.Tensor:
        """Return the logits of every class.

        Parameters
        ----------
        features : (N, B, n_features)
            Of the networks' nodes; a centre node has zeros.
        graph
            With N or N + 1 nodes.
        centre : layers × (hidden,), optional
            States of the centre node to hold it at, instead of computing them.
        """
        hidden = self.hidden_states(features, graph, centre=centre)[-1]
        return self.classify(features, hidden[: len(features)], graph)

    def hidden_states(
        self,
        features: torch.Tensor,
        graph: GraphOperators,
        *,
        centre: list[torch.Tensor] | None = None,
    ) -> list[torch.Tensor]:
        """Return each layer's activations (M, B, hidden); see `forward`."""
        state = features
        if graph.has_centre:
            state = torch.cat([state, torch.zeros_like(state[:1])])
        states = []
        for layer, convolution in enumerate(self.convolutions):
            state = torch.relu(convolution(state, graph.propagate))
            if centre is not None:
                held = centre[layer].expand(1, state.shape[1], -1)
                state = torch.cat([state[:-1], held])
            state = self.dropout(state)
            states.append(state)
        return states

    def classify(
        self, features: torch.Tensor, hidden: torch.Tensor, graph: GraphOperators
    ) -> torch.Tensor:
        """Turn the last hidden states into logits."""
        logits: torch.Tensor = self.classifier(torch.cat([features, hidden], dim=-1))
        return logits


class FullGraphGcn(Gcn):
    """The full-graph GCN: a node is classified by its features and hidden state.

    The networks meet in the centre node, whose messages pass through the layers.
    """


class SparseGraphGcn(Gcn):
    """The sparse-graph GCN: a node also reads what is pooled over its own network.

    ASSUME: the paper pools each network's nodes and yet classifies nodes. Read here as:
    the mean hidden state of a network is handed back to each of its nodes, beside the
    node's own, before the classifier.
    """

    reads = 2

    def classify(
        self, features: torch.Tensor, hidden: torch.Tensor, graph: GraphOperators
    ) -> torch.Tensor:
        """Turn the last hidden states, own and pooled, into logits."""
        if graph.pool is None or graph.spread is None:
            raise ValueError("the sparse-graph GCN needs a graph with pooling")
        pooled = graph.spread(graph.pool(hidden))
        read = torch.cat([features, hidden, pooled], dim=-1)
        logits: torch.Tensor = self.classifier(read)
        return logits


CLASSIFIERS: dict[GraphKind, type[Gcn]] = {
    "full_graph": FullGraphGcn,
    "sparse_graph": SparseGraphGcn,
}
