"""Learn what edges of a signed network pass on, from models whose answer is known.

A small perceptron looks at what stands around an edge and gives its weight, another
gives each node's decay and scale; see `passing_weights.shares`. The responses
(I - W)⁻¹, columns divided by their diagonal, are computed inside, so that what is
learned is which shares make them rank, and point, as they do.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from bioripple.collection.splits import TooFewModels
from bioripple.predictors.edge_context import EdgeContext
from bioripple.predictors.kinetics.descent import Descent
from bioripple.predictors.kinetics.inverse import responses_at
from bioripple.predictors.kinetics.loss import soft_spearman_loss
from bioripple.predictors.passing_examples import (
    SIZES,
    PassingExample,
    Prepared,
    draw_pairs,
    prepare_example,
)
from bioripple.predictors.passing_weights import (
    LARGEST_FEATURE,
    LARGEST_GAUGE,
    LARGEST_POWER,
    MOST_PASSED,
    OUTPUTS,
)
from bioripple.runtime.logs import PROGRESS

LOGGER = logging.getLogger(__name__)
LEAST_RESPONSE = 1e-30
LEAST_SPREAD = 1e-3
SIZE_SPREAD = 0.35  # of log n, by which batches mix sizes


@dataclass(frozen=True)
class PassingSettings:
    """How a perceptron is trained.

    Attributes
    ----------
    seed
        Of the initial weights and all draws.
    width
        Of both hidden layers.
    learning_rate, weight_decay
        Of AdamW; the rate rises over the first 15 % of the steps, then falls.
    epochs, batch
        Number of epochs, all of which are run, and of models per step.
    pairs
        Pairs drawn from each model, truth and step.
    sign_weight, scale_weight
        How much the directions count, and the sizes, beside the order of the sizes.
    max_nodes
        Largest network that is trained on.
    """

    seed: int
    width: int
    learning_rate: float
    weight_decay: float
    epochs: int
    batch: int
    pairs: int
    sign_weight: float
    scale_weight: float
    max_nodes: int


class PassingPerceptron(nn.Module):
    """What `passing_weights.shares` computes, with gradients.

    h = W₃ tanh(W₂ tanh(W₁ z)), with biases, z the standardised features. W₃ starts at
    zero: what is not trained lets all edges into a node count alike.
    """

    edge_mean: Tensor
    edge_spread: Tensor
    node_mean: Tensor
    node_spread: Tensor

    def __init__(self, sizes: Mapping[str, int], *, width: int) -> None:
        super().__init__()
        for part, size in sizes.items():
            self.add_module(part, _perceptron(size, width, OUTPUTS[part]))
            self.register_buffer(f"{part}_mean", torch.zeros(size))
            self.register_buffer(f"{part}_spread", torch.ones(size))

    def look_at(self, contexts: Sequence[EdgeContext]) -> None:
        """Take means and spreads of features; every network counts the same."""
        for part in OUTPUTS:
            tables = [getattr(each, f"{part}s") for each in contexts]
            tables = [table for table in tables if len(table)]
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
    weight = perceptron("edge", torch.cat([each.edges for each in batch]))[:, 0]
    node = perceptron("node", torch.cat([each.nodes for each in batch]))
    weight = weight.clamp(-LARGEST_POWER, LARGEST_POWER).exp()
    decay = node[:, 0].clamp(-LARGEST_POWER, LARGEST_POWER).exp()
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
    total = decay.index_add(0, target, weight)
    passed = MOST_PASSED * weight / total[target]
    passed = passed * (gauge[target] - gauge[source]).exp()
    passed = passed * torch.cat([each.sign for each in batch])
    empty = torch.zeros(len(batch) * n * n, dtype=torch.float64)
    return empty.index_add(0, at, passed).view(len(batch), n, n)


def train_passing(
    examples: Sequence[PassingExample], settings: PassingSettings, *, name: str
) -> PassingPerceptron:
    """Train a perceptron on the CPU; for one number of threads bit for bit the same.

    Raises
    ------
    TooFewModels
        If no model has a truth and at most `max_nodes` nodes.
    """
    known = [prepare_example(e) for e in examples if 0 < e.size <= settings.max_nodes]
    known = [each for each in known if each.targets]
    if not known:
        raise TooFewModels("no model has a truth to learn from")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(settings.seed)
        sizes = {"edge": known[0].edges.shape[1], "node": known[0].nodes.shape[1]}
        perceptron = PassingPerceptron(sizes, width=settings.width)
        perceptron.look_at(
            [e.context for e in examples if e.size <= settings.max_nodes]
        )
        _run(perceptron, known, settings, name)
    return perceptron.eval()


def _run(
    perceptron: PassingPerceptron,
    known: Sequence[Prepared],
    settings: PassingSettings,
    name: str,
) -> None:
    rng = np.random.default_rng(settings.seed)
    descent = Descent(
        [perceptron],
        learning_rate=settings.learning_rate,
        weight_decay=settings.weight_decay,
        steps=settings.epochs * -(-len(known) // settings.batch),
    )
    always = torch.ones(1, dtype=torch.bool)
    for epoch in range(1, settings.epochs + 1):
        spread = SIZE_SPREAD * rng.normal(size=len(known))
        order = np.argsort(np.log([each.size for each in known]) + spread)
        losses = []
        for start in rng.permutation(range(0, len(order), settings.batch)).tolist():
            batch = [known[k] for k in order[start : start + settings.batch].tolist()]
            loss = _loss(perceptron, batch, settings, rng)
            descent.forget_gradients()
            loss.backward()  # type: ignore[no-untyped-call]
            descent.step(always)
            losses.append(float(loss.detach()))
        LOGGER.info("%s, epoch %d: loss %.4f", name, epoch, np.mean(losses))
        PROGRESS.info("%s, epoch %d of %d", name, epoch, settings.epochs)
    descent.finish()


def _loss(
    perceptron: PassingPerceptron,
    batch: Sequence[Prepared],
    settings: PassingSettings,
    rng: np.random.Generator,
) -> Tensor:
    """Return 1 - soft Spearman, and how far directions and sizes are missed."""
    share = batch_shares(perceptron, batch)
    drawn = draw_pairs(batch, settings.pairs, rng)
    itself = share.new_ones(len(batch))
    # (I - W)⁻¹ exists whatever is learned, as rows sum to less than 1 up to a scale
    value = responses_at(share, itself, drawn.places)[0][drawn.which]
    at_most = responses_at(share.abs(), itself, drawn.places)[0][drawn.which]
    said = torch.log10(value.abs() + SIZES[0])
    order = soft_spearman_loss(said, drawn.ranks).mean().double()
    off = nn.functional.smooth_l1_loss(said, drawn.logs)
    coherence = value / at_most.clamp(min=LEAST_RESPONSE)
    missed = (1.0 - coherence * drawn.signs).mean(dim=1).mean()
    return order + settings.sign_weight * missed + settings.scale_weight * off
