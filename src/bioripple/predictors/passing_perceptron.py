"""Perceptrons that say what edges pass on: `passing_weights.shares`, with gradients."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from bioripple.predictors.edge_context import Table
from bioripple.predictors.passing_examples import Prepared, Terms
from bioripple.predictors.passing_weights import (
    DECAY_START,
    LARGEST_FEATURE,
    LARGEST_GAUGE,
    LARGEST_POWER,
    LEAST_FLOW,
    MOST_PASSED,
    OUTPUTS,
    READING_START,
)

LEAST_SPREAD = 1e-3


class PassingPerceptron(nn.Module):
    """What `passing_weights.shares` computes, with gradients.

    h = W₃ tanh(W₂ tanh(W₁ z)), with biases, z the standardised features. W₃ starts at
    zero: what is not trained lets all edges into a node count alike.
    """

    def __init__(self, sizes: Mapping[str, int], *, width: int) -> None:
        super().__init__()
        self.parts = tuple(sizes)
        for part, size in sizes.items():
            self.add_module(part, _perceptron(size, width, OUTPUTS[part]))
            self.register_buffer(f"{part}_mean", torch.zeros(size))
            self.register_buffer(f"{part}_spread", torch.ones(size))

    def look_at(self, contexts: Sequence[Mapping[str, Table]]) -> None:
        """Take means and spreads of features; every network counts the same."""
        for part in self.parts:
            tables = [each[part] for each in contexts if len(each[part])]
            mean = np.mean([table.mean(axis=0) for table in tables], axis=0)
            squares = [((table - mean) ** 2).mean(axis=0) for table in tables]
            spread = np.sqrt(np.mean(squares, axis=0)) + LEAST_SPREAD
            getattr(self, f"{part}_mean").copy_(torch.from_numpy(mean))
            getattr(self, f"{part}_spread").copy_(torch.from_numpy(spread))

    def forward(self, part: str, table: Tensor) -> Tensor:
        """Return what a part, `edge` or `node`, gives for features as they are."""
        z = (table - getattr(self, f"{part}_mean")) / getattr(self, f"{part}_spread")
        found: Tensor = getattr(self, part)(z.clamp(-LARGEST_FEATURE, LARGEST_FEATURE))
        return found.double()

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """Return its numbers by name, as `passing_weights.shares` takes them."""
        return {name: value.numpy() for name, value in self.state_dict().items()}


def _perceptron(n_features: int, width: int, outputs: int) -> nn.Sequential:
    last = nn.Linear(width, outputs)
    nn.init.zeros_(last.weight)
    nn.init.zeros_(last.bias)
    return nn.Sequential(
        nn.Linear(n_features, width),
        nn.Tanh(),
        nn.Linear(width, width),
        nn.Tanh(),
        last,
    )


def batch_shares(perceptron: PassingPerceptron, batch: Sequence[Prepared]) -> Tensor:
    """Return W of B networks, (B, n, n) float64, n the size of the largest."""
    n = max(each.size for each in batch)
    node = perceptron("node", _joined(batch, "node"))
    gauge = node[:, 1].clamp(-LARGEST_GAUGE, LARGEST_GAUGE)
    # nodes are numbered through all networks
    first = np.cumsum([0, *(each.size for each in batch)]).tolist()
    target, source = (
        torch.from_numpy(
            np.concatenate(
                [e.places[k] + o for e, o in zip(batch, first, strict=False)]
            )
        )
        for k in (0, 1)
    )
    at = torch.from_numpy(
        np.concatenate(
            [(b * n + e.places[0]) * n + e.places[1] for b, e in enumerate(batch)]
        )
    )
    by = _by_edges if batch[0].terms is None else _by_processes
    passed = by(perceptron, batch, node, target)
    passed = passed * (gauge[target] - gauge[source]).exp()
    passed = passed * torch.cat([each.sign for each in batch])
    empty = torch.zeros(len(batch) * n * n, dtype=torch.float64)
    return empty.index_add(0, at, passed).view(len(batch), n, n)


def _joined(batch: Sequence[Prepared], part: str) -> Tensor:
    return torch.cat([each.tables[part] for each in batch])


def _by_edges(
    perceptron: PassingPerceptron,
    batch: Sequence[Prepared],
    node: Tensor,
    target: Tensor,
) -> Tensor:
    weight = perceptron("edge", _joined(batch, "edge"))[:, 0]
    weight = weight.clamp(-LARGEST_POWER, LARGEST_POWER).exp()
    decay = node[:, 0].clamp(-LARGEST_POWER, LARGEST_POWER).exp()
    total = decay.index_add(0, target, weight)
    found: Tensor = MOST_PASSED * weight / total[target]
    return found


def _by_processes(
    perceptron: PassingPerceptron,
    batch: Sequence[Prepared],
    node: Tensor,
    target: Tensor,
) -> Tensor:
    powers = perceptron("change", _joined(batch, "change"))[:, 0]
    felt = (
        perceptron("reading", _joined(batch, "reading"))[:, 0] + READING_START
    ).sigmoid()
    weight = powers.clamp(-LARGEST_POWER, LARGEST_POWER).exp()
    decay = (node[:, 0] + DECAY_START).clamp(-LARGEST_POWER, LARGEST_POWER).exp()
    n, count = len(node), len(target)
    terms = _number_through(batch)
    sides = torch.zeros(2 * n, dtype=torch.float64).index_add(0, terms.side, weight)
    share = weight / sides[terms.side]
    term = terms.sign * share[terms.change] * felt[terms.reading]
    flow = torch.zeros(count + n, dtype=torch.float64).index_add(0, terms.edge, term)
    total = decay + (-flow[count:]).clamp(min=0.0)
    passed = flow[:count].abs().clamp(min=LEAST_FLOW) / total[target]
    over = torch.zeros(n, dtype=torch.float64).index_add(0, target, passed)
    found: Tensor = passed / (over / MOST_PASSED).clamp(min=1.0)[target]
    return found


def _number_through(batch: Sequence[Prepared]) -> Terms:
    """Return the terms of a batch as those of one network."""
    nodes = changes = readings = edges = 0
    count = sum(len(each.sign) for each in batch)
    found: list[Terms] = []
    for each in batch:
        terms, own = each.terms, len(each.sign)
        assert terms is not None
        moved = torch.where(terms.edge < own, edges, count - own + nodes)
        found.append(
            Terms(
                terms.side + 2 * nodes,
                terms.change + changes,
                terms.reading + readings,
                terms.sign,
                terms.edge + moved,
            )
        )
        nodes, edges = nodes + each.size, edges + own
        changes += len(each.tables["change"])
        readings += len(each.tables["reading"])
    return Terms(*(torch.cat(it) for it in zip(*map(_fields, found), strict=True)))


def _fields(terms: Terms) -> tuple[Tensor, ...]:
    return (terms.side, terms.change, terms.reading, terms.sign, terms.edge)
