"""A learned structural kinetic model: sizes of Jacobian entries, trained through M.

A perceptron of two hidden layers looks at each edge j -> i, self-loops included, and
gives log10 |J_ij|; the known sign is put on; M = (λI - J)⁻¹, its columns divided by
their diagonal, is computed inside, so that what is learned is which kinetics make the
responses rank as they do. The idea of a Jacobian of unknown kinetics on a known
structure is that of Steuer, Gross, Selbig & Blasius, PNAS 2006.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from bioripple.arrays import Floats
from bioripple.network.influence import reachable
from bioripple.predictors.dropout import Dropout
from bioripple.predictors.kinetics.edge_features import EdgeTable
from bioripple.predictors.kinetics.example import Example
from bioripple.predictors.kinetics.inverse import leaks, log_responses
from bioripple.predictors.ordering import ordered_within
from bioripple.vocabulary import LEARNED_TRUTHS, PER_CENT, TruthName

LARGEST_BASE = 12.0  # orders of magnitude
LARGEST_CORRECTION = 8.0
LARGEST_FEATURE = 4.0  # standard deviations
ROWS_PER_MODEL = 200  # of a model's edges that its features' spread is taken from


class KineticsPerceptron(nn.Module):
    """Corrections to the first guess of log10 of each edge's size, a part per truth.

    h = W₃ gelu(W₂ gelu(W₁ z)), with biases, z the standardised features. W₃ starts at
    zero: what is not trained adds nothing to the guess.

    Parameters
    ----------
    n_features
        Number of features, F.
    width
        Of both hidden layers.
    dropout
        Share of hidden features set to zero in training.

    Notes
    -----
    Shapes: (E, F) to (3, E), truths in the order of `LEARNED_TRUTHS`. The parts of the
    three truths share nothing: with layers in common the responses `dynamo`, which
    are the easiest to learn, were predicted less well.
    """

    mean: Tensor
    spread: Tensor

    def __init__(self, n_features: int, *, width: int, dropout: float) -> None:
        super().__init__()
        self.parts = nn.ModuleDict(
            {truth: _perceptron(n_features, width, dropout) for truth in LEARNED_TRUTHS}
        )
        self.register_buffer("mean", torch.zeros(n_features))
        self.register_buffer("spread", torch.ones(n_features))

    def look_at(self, tables: Sequence[EdgeTable]) -> None:
        """Take means and spreads from some edges of each table."""
        rng = np.random.default_rng(0)
        rows = [
            t.features[rng.permutation(len(t.features))[:ROWS_PER_MODEL]]
            for t in tables
        ]
        mean, spread = _moments(np.concatenate(rows))
        self.mean.copy_(torch.from_numpy(mean))
        self.spread.copy_(torch.from_numpy(spread))

    def standardise(self, features: NDArray[np.float32]) -> Tensor:
        """Return z; what makes no sense for an edge counts as the mean."""
        raw = torch.from_numpy(features).to(self.mean.device)
        z = (raw - self.mean) / self.spread
        return torch.nan_to_num(z.clamp(-LARGEST_FEATURE, LARGEST_FEATURE))

    def forward(self, z: Tensor) -> Tensor:
        """Return h; see the class."""
        return torch.cat([part(z).T for part in self.parts.values()])


def _perceptron(n_features: int, width: int, dropout: float) -> nn.Sequential:
    last = nn.Linear(width, 1)
    nn.init.zeros_(last.weight)
    nn.init.zeros_(last.bias)
    layers: list[nn.Module] = []
    for inputs in (n_features, width):
        layers += [nn.Linear(inputs, width), nn.GELU(), Dropout(dropout)]
    return nn.Sequential(*layers, last)


def _moments(rows: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
    known = np.isfinite(rows)
    count = np.maximum(known.sum(axis=0), 1)
    values = np.where(known, rows, 0.0).astype(np.float64)
    mean = values.sum(axis=0) / count
    variance = (np.where(known, rows - mean, 0.0) ** 2).sum(axis=0) / count
    return mean.astype(np.float32), (np.sqrt(variance) + 1e-6).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Batch:
    """B networks as tensors, edge after edge.

    Attributes
    ----------
    count, size
        B, and n, the number of nodes of the largest.
    places : (E,)
        Of each edge in (B, n, n), flattened.
    sign : (E,)
        Of each edge.
    base : (3, E)
        First guess of log10 of its size under each truth.
    z : (E, F)
        Standardised features.
    """

    count: int
    size: int
    places: Tensor
    sign: Tensor
    base: Tensor
    z: Tensor


def batch_of(perceptron: KineticsPerceptron, examples: Sequence[Example]) -> Batch:
    """Move examples to a perceptron's device, their features standardised."""
    device, n = perceptron.mean.device, max(each.size for each in examples)
    places = [
        (b * n + each.table.target) * n + each.table.source
        for b, each in enumerate(examples)
    ]
    sign = [edge_signs(each) for each in examples]
    features = np.concatenate([each.table.features for each in examples])
    return Batch(
        len(examples),
        n,
        torch.from_numpy(np.concatenate(places)).to(device),
        torch.from_numpy(np.concatenate(sign)).to(device),
        torch.from_numpy(
            np.concatenate([first_guess(each) for each in examples], axis=1)
        ).to(device),
        perceptron.standardise(features),
    )


def edge_signs(example: Example) -> Floats:
    """Return the sign of each edge, (E,)."""
    table = example.table
    return example.sign[table.target, table.source].astype(np.float64)


def first_guess(example: Example) -> Floats:
    """Return log10 of each edge's size under each truth, (3, E)."""
    table = example.table
    base = np.stack(
        [
            table.relative_base if truth in PER_CENT else table.base
            for truth in LEARNED_TRUTHS
        ]
    )
    return np.clip(base, -LARGEST_BASE, LARGEST_BASE)


def jacobians(perceptron: KineticsPerceptron, batch: Batch) -> Tensor:
    """Return the learned Jacobians of B networks under each truth.

    Parameters
    ----------
    perceptron
        See `KineticsPerceptron`.
    batch
        What it looks at; n is the size of the largest.

    Returns
    -------
    Tensor
        (3, B, n, n) float64, zero where a network has no edge or no node.
    """
    change = perceptron(batch.z).double()
    power = batch.base + change.clamp(-LARGEST_CORRECTION, LARGEST_CORRECTION)
    entries = batch.sign * 10.0**power
    n = batch.size
    empty = entries.new_zeros(len(LEARNED_TRUTHS), batch.count * n * n)
    filled: Tensor = empty.index_add(1, batch.places, entries)
    return filled.view(-1, batch.count, n, n)


@torch.no_grad()
def predict(
    perceptron: KineticsPerceptron, example: Example
) -> dict[TruthName, Floats]:
    """Predict the order of a network's responses under each truth.

    Parameters
    ----------
    perceptron
        Trained; put in evaluation mode.
    example
        The network. What truths say of it is not looked at.

    Returns
    -------
    dict
        n × n ranks between 0 and 1 per truth, 0 where j cannot reach i. Where the
        learned Jacobian has no inverse nothing is made up: all reachable pairs have one
        rank (`is_silent`).
    """
    perceptron.eval()
    found = jacobians(perceptron, batch_of(perceptron, [example]))
    scores = log_responses(found, leaks(found))[:, 0].cpu().numpy()
    linked = reachable(example.sign)
    return {
        truth: ordered_within(
            each if np.isfinite(each[linked]).all() else np.zeros(each.shape), linked
        )
        for truth, each in zip(LEARNED_TRUTHS, scores, strict=True)
    }


def is_silent(prediction: NDArray[np.floating[Any]]) -> bool:
    """Return whether a prediction of `predict` ranks no pair before another."""
    said = prediction[prediction > 0.0]
    return len(said) > 1 and bool((said == said[0]).all())
