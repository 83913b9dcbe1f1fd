"""A learned structural kinetic model: sizes of Jacobian entries, trained through M.

A perceptron of two hidden layers looks at each edge j -> i, self-loops included, and
gives log10 |J_ij|; the known sign is put on; M = (λI - J)⁻¹, its columns divided by
their diagonal, is computed inside, so that what is learned is which kinetics make the
responses rank as they do. The idea of a Jacobian of unknown kinetics on a known
structure is that of Steuer, Gross, Selbig & Blasius, PNAS 2006.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.stats import rankdata
from torch import Tensor, nn

from bioripple.arrays import Flags, Floats, Signs
from bioripple.network.influence import reachable
from bioripple.network.tiers import Topology
from bioripple.predictors.kinetics.edge_features import EdgeTable, edge_table
from bioripple.predictors.ordering import ordered
from bioripple.vocabulary import TRUTHS, TruthName

# λ by truth. A lasting push is one that lasts a thousand times as long as a node's
# typical effect on itself. What is added to 1 keeps a Jacobian of equal entries, such
# as an untrained one, from having λ as an eigenvalue.
LEAKS: dict[TruthName, float] = {
    "dynamo": 1.001,
    "steady_state": 1e-3,
    "relative": 1.001,
}
LARGEST_BASE = 12.0  # orders of magnitude
LARGEST_CORRECTION = 8.0
LARGEST_FEATURE = 4.0  # standard deviations
LEAST_RESPONSE = 1e-30
ROWS_PER_MODEL = 200  # of a model's edges that its features' spread is taken from
FEWEST_PAIRS = 5


@dataclass(frozen=True, eq=False)
class Example:
    """A network as a learner sees it.

    Attributes
    ----------
    sign : (n, n)
        Signed adjacency matrix.
    table
        Its E edges.
    truths
        n × n per truth, NaN where not defined; empty if it is only predicted.
    """

    sign: Signs
    table: EdgeTable
    truths: Mapping[TruthName, Floats] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.sign)


def make_example(
    inputs: Topology, truths: Mapping[TruthName, Floats] | None = None
) -> Example:
    """Lay out what a tier knows of a model; see `Example`."""
    return Example(inputs.sign, edge_table(inputs), truths or {})


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
    Shapes: (E, F) to (3, E), truths in the order of `truths.TRUTHS`. The parts of the
    three truths share nothing: with layers in common the responses `dynamo`, which
    are the easiest to learn, were predicted less well.
    """

    mean: Tensor
    spread: Tensor

    def __init__(self, n_features: int, *, width: int, dropout: float) -> None:
        super().__init__()
        self.parts = nn.ModuleDict(
            {truth: _perceptron(n_features, width, dropout) for truth in TRUTHS}
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
        layers += [nn.Linear(inputs, width), nn.GELU(), nn.Dropout(dropout)]
    return nn.Sequential(*layers, last)


def _moments(rows: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
    known = np.isfinite(rows)
    count = np.maximum(known.sum(axis=0), 1)
    values = np.where(known, rows, 0.0).astype(np.float64)
    mean = values.sum(axis=0) / count
    variance = (np.where(known, rows - mean, 0.0) ** 2).sum(axis=0) / count
    return mean.astype(np.float32), (np.sqrt(variance) + 1e-6).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Targets:
    """Pairs that one truth ranks, and their ranks between 0 and 1."""

    pairs: Tensor  # i · n + j
    ranks: Tensor


@dataclass(frozen=True, eq=False)
class Prepared:
    """An example as tensors; see `prepare`."""

    size: int
    target: Tensor
    source: Tensor
    sign: Tensor
    base: Tensor  # (3, E)
    z: Tensor
    targets: Mapping[TruthName, Targets]


def prepare(perceptron: KineticsPerceptron, example: Example) -> Prepared:
    """Move an example to a perceptron's device, its features standardised."""
    table, device = example.table, perceptron.mean.device
    bases = {"relative": table.relative_base}
    base = np.stack([bases.get(truth, table.base) for truth in TRUTHS])
    linked = reachable(example.sign) & ~np.eye(example.size, dtype=bool)
    targets = {
        truth: _rank(matrix, linked & np.isfinite(matrix), device)
        for truth, matrix in example.truths.items()
    }
    sign = example.sign[table.target, table.source].astype(np.float64)
    return Prepared(
        example.size,
        torch.from_numpy(table.target).to(device),
        torch.from_numpy(table.source).to(device),
        torch.from_numpy(sign).to(device),
        torch.from_numpy(np.clip(base, -LARGEST_BASE, LARGEST_BASE)).to(device),
        perceptron.standardise(table.features),
        {k: v for k, v in targets.items() if len(v.pairs) >= FEWEST_PAIRS},
    )


def _rank(matrix: Floats, chosen: Flags, device: torch.device) -> Targets:
    pairs = np.flatnonzero(chosen)
    ranks = rankdata(np.abs(matrix).ravel()[pairs]) / max(len(pairs), 1)
    return Targets(
        torch.from_numpy(pairs).to(device),
        torch.from_numpy(ranks.astype(np.float32)).to(device),
    )


def jacobians(perceptron: KineticsPerceptron, batch: Sequence[Prepared]) -> Tensor:
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
    n = max(each.size for each in batch)
    change = perceptron(torch.cat([each.z for each in batch])).double()
    power = torch.cat([each.base for each in batch], dim=1)
    power = power + change.clamp(-LARGEST_CORRECTION, LARGEST_CORRECTION)
    entries = torch.cat([each.sign for each in batch]) * 10.0**power
    places = torch.cat(
        [(b * n + each.target) * n + each.source for b, each in enumerate(batch)]
    )
    empty = entries.new_zeros(len(TRUTHS), len(batch) * n * n)
    filled: Tensor = empty.index_add(1, places, entries)
    return filled.view(-1, len(batch), n, n)


def log_responses(jacobian: Tensor, leak: Tensor) -> Tensor:
    """Return log10 |M| of Jacobians.

    Parameters
    ----------
    jacobian : (..., n, n)
        Matrices J.
    leak : (...)
        λ > 0 of each.

    Returns
    -------
    Tensor
        (..., n, n), M = (λI - J)⁻¹ with columns divided by their diagonal entry; not
        finite throughout where a matrix has no inverse.
    """
    eye = torch.eye(jacobian.shape[-1], dtype=jacobian.dtype, device=jacobian.device)
    matrix = leak[..., None, None] * eye - jacobian
    inverse = torch.linalg.inv_ex(matrix).inverse
    lost = ~torch.isfinite(inverse).all(dim=-1).all(dim=-1)[..., None, None]
    if lost.any():  # once more without them: their gradients would be no numbers
        inverse = torch.linalg.inv_ex(torch.where(lost, eye, matrix)).inverse
    itself = torch.diagonal(inverse, dim1=-2, dim2=-1)[..., None, :]
    found = torch.log10((inverse / itself).abs() + LEAST_RESPONSE)
    return found.masked_fill(lost, torch.nan)


def leaks(jacobian: Tensor) -> Tensor:
    """Return λ for the matrices that `jacobians` gives, (3, B)."""
    values = torch.tensor([LEAKS[truth] for truth in TRUTHS])
    return values.to(jacobian)[:, None].expand(jacobian.shape[:2])


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
        The network. Its truths are not looked at.

    Returns
    -------
    dict
        n × n ranks between 0 and 1 per truth, 0 where j cannot reach i. Where the
        learned Jacobian has no inverse nothing is made up: all reachable pairs have one
        rank (`is_silent`).
    """
    perceptron.eval()
    known = prepare(perceptron, Example(example.sign, example.table))
    found = jacobians(perceptron, [known])
    scores = log_responses(found, leaks(found))[:, 0].cpu().numpy()
    linked = reachable(example.sign)
    return {
        truth: ordered(
            each if np.isfinite(each[linked]).all() else np.zeros(each.shape),
            example.sign,
        )
        for truth, each in zip(TRUTHS, scores, strict=True)
    }


def is_silent(prediction: NDArray[np.floating[Any]]) -> bool:
    """Return whether a prediction of `predict` ranks no pair before another."""
    said = prediction[prediction > 0.0]
    return len(said) > 1 and bool((said == said[0]).all())
