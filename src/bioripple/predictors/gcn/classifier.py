"""Graph convolution after Kipf and Welling (2017), and the two classifiers.

The rule of one layer is, in matrix form,

    H' = σ(D̂^(-1/2) Â D̂^(-1/2) H W),   Â = A + I,   D̂_ii = Σ_j Â_ij,

and for node i, with N(i) the nodes linked to i and i itself,

    h'_i = σ(Σ_{j ∈ N(i)} h_j W / sqrt(d_i d_j)),   d_i = |N(i)|.

A is the 0/1 union of the network's links and their reverses, as D̂^(-1/2) Â D̂^(-1/2) is
meant for symmetric matrices: direction and sign are in the node features. σ is ReLU.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch
from scipy.sparse import csr_array
from torch import nn

from bioripple.predictors.dropout import thinning
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
    start
        See `Graph`.
    """

    propagate: Operator
    pool: Operator | None
    spread: Operator | None
    has_centre: bool
    start: int = 0


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
    return GraphOperators(propagate, pool, spread, graph.has_centre, start=graph.start)


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


class _ThinnedRelu(torch.autograd.Function):
    """ReLU, then a share of what is left set to zero and the rest scaled up.

    Done in the memory that the argument has: fresh memory takes a CPU longer than the
    arithmetic in it.
    """

    @staticmethod
    def forward(context: Any, values: torch.Tensor, share: float) -> torch.Tensor:
        factor = thinning(values, share)
        context.mark_dirty(values)
        found = values.clamp_min_(0).mul_(factor)
        context.save_for_backward(factor, found)
        return found

    @staticmethod
    def backward(context: Any, *gradients: torch.Tensor) -> Any:
        factor, found = context.saved_tensors
        passed = gradients[0] * factor
        # what has come out as zero was below zero, or is multiplied by zero anyway
        torch.ops.aten.threshold_backward.grad_input(
            passed, found, 0, grad_input=passed
        )
        return passed, None


class ThinnedRelu(nn.Module):
    """ReLU; in training a share of the activations is set to zero as well.

    Parameters
    ----------
    share
        Of the activations; the others are scaled up, so that their mean stays.
    """

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return activations of the same shape; `values` are lost in training."""
        if not self.training or self.share == 0:
            return torch.relu(values)
        apply: Callable[..., torch.Tensor] = _ThinnedRelu.apply
        return apply(values, self.share)


class Gcn(nn.Module):
    """Graph convolutions, then a class for every node in every slot.

    Subclasses say what the classifier reads.

    Parameters
    ----------
    n_features, n_classes
        Widths of input and output.
    hidden
        Width of each graph convolution but the one that gives classes.
    layers
        Number of graph convolutions.
    dropout
        Share of the hidden activations that training sets to zero.
    head
        `linear`: the classes are read linearly from the last hidden states and the
        features. `convolution`: the last graph convolution gives them.
    n_nodes
        Of how many nodes each has a vector of its own, as a row of the identity matrix
        among the features gives it; 0 for none.

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
        head: str = "linear",
        n_nodes: int = 0,
    ) -> None:
        super().__init__()
        is_last = head == "convolution"
        widths = [n_features] + [hidden] * (layers - is_last)
        self.convolutions = nn.ModuleList(
            GraphConvolution(*ends) for ends in pairwise(widths)
        )
        self.activation = ThinnedRelu(dropout)
        self.last = None
        read = self.reads * hidden
        if is_last:
            self.last = GraphConvolution(read, n_classes)
            self.bias = nn.Parameter(torch.zeros(n_classes))
        else:
            self.classifier = nn.Linear(n_features + read, n_classes)
        self.nodes = None
        if n_nodes:
            self.nodes = nn.Parameter(torch.empty(n_nodes, 1, hidden))
            nn.init.xavier_uniform_(self.nodes[:, 0])

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
            States of the centre node to hold it at, instead of computing them. They
            are taken as they are, without dropout.
        """
        hidden = self.hidden_states(features, graph, centre=centre)[-1]
        return self.classify(features, hidden, graph)

    def hidden_states(
        self,
        features: torch.Tensor,
        graph: GraphOperators,
        *,
        centre: list[torch.Tensor] | None = None,
    ) -> list[torch.Tensor]:
        """Return each layer's activations (M, B, hidden); see `forward`."""
        state = _with_centre(features, graph)
        states = []
        for layer, convolution in enumerate(self.convolutions):
            mixed = convolution(state, graph.propagate)
            if layer == 0 and self.nodes is not None:
                own = self.nodes[graph.start : graph.start + len(features)]
                mixed = mixed + graph.propagate(_with_centre(own, graph))
            state = self.activation(mixed)
            if centre is not None:
                held = centre[layer].expand(1, state.shape[1], -1)
                state = torch.cat([state[:-1], held])
            states.append(state)
        return states

    def classify(
        self, features: torch.Tensor, hidden: torch.Tensor, graph: GraphOperators
    ) -> torch.Tensor:
        """Turn the last hidden states, of a centre node as well, into logits."""
        read = self.read(hidden, graph)
        if self.last is not None:
            found = self.last(read, graph.propagate)[: len(features)] + self.bias
            return torch.as_tensor(found)
        known = torch.cat([features, read[: len(features)]], dim=-1)
        logits: torch.Tensor = self.classifier(known)
        return logits

    def read(self, hidden: torch.Tensor, graph: GraphOperators) -> torch.Tensor:
        """Return what a node's class is read from, (M, B, reads · hidden)."""
        return hidden


def _with_centre(values: torch.Tensor, graph: GraphOperators) -> torch.Tensor:
    """Return values (N, B, F) with zeros for the centre node, if there is one."""
    if not graph.has_centre:
        return values
    return torch.cat([values, torch.zeros_like(values[:1])])


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

    def read(self, hidden: torch.Tensor, graph: GraphOperators) -> torch.Tensor:
        """Return the last hidden states, own and pooled."""
        if graph.pool is None or graph.spread is None:
            raise ValueError("the sparse-graph GCN needs a graph with pooling")
        return torch.cat([hidden, graph.spread(graph.pool(hidden))], dim=-1)


CLASSIFIERS: dict[GraphKind, type[Gcn]] = {
    "full_graph": FullGraphGcn,
    "sparse_graph": SparseGraphGcn,
}
