"""Learn what edges of a signed network pass on, from models whose answer is known.

A small perceptron looks at what stands around an edge and gives its weight, another
gives each node's decay and scale; see `passing_weights.shares`. The responses
(I - W)⁻¹, columns divided by their diagonal, are computed inside, so that what is
learned is which shares make them rank, and point, as they do.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from bioripple.collection.splits import TooFewModels
from bioripple.predictors.kinetics.descent import Descent
from bioripple.predictors.kinetics.inverse import responses_at
from bioripple.predictors.kinetics.loss import soft_spearman_loss
from bioripple.predictors.passing_examples import (
    SIZES,
    PassingExample,
    Prepared,
    draw_pairs,
    prepare_example,
    tables_of,
)
from bioripple.predictors.passing_perceptron import PassingPerceptron, batch_shares
from bioripple.runtime.logs import PROGRESS

LOGGER = logging.getLogger(__name__)
LEAST_RESPONSE = 1e-30
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
        sizes = {part: it.shape[1] for part, it in known[0].tables.items()}
        perceptron = PassingPerceptron(sizes, width=settings.width)
        perceptron.look_at(
            [tables_of(e.context) for e in examples if e.size <= settings.max_nodes]
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
