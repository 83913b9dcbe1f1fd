"""Training networks laid out one after the other, and what an epoch takes of them.

All that an epoch draws, and where it finds what it looks at, is worked out before its
first step, so that a step has nothing to ask of the device.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from bioripple.arrays import Flags
from bioripple.predictors.kinetics.edge_topology import Places
from bioripple.predictors.kinetics.example import Aims, Example
from bioripple.predictors.kinetics.perceptron import (
    Batch,
    KineticsPerceptron,
    edge_signs,
    first_guess,
)
from bioripple.vocabulary import LEARNED_TRUTHS

SIZE_SPREAD = 0.35  # of log n, by which batches mix sizes
FEWEST_PAIRS = 5
Ranks = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Step:
    """What one step looks at.

    Attributes
    ----------
    batch
        B networks of n nodes at most.
    places : (P,)
        The entries of (L, n, n), flattened, that are drawn, no two alike: of a matrix
        for each of L losses.
    drawn : (L, S)
        Which of them each of S draws for each of L losses is.
    aims : (L, S)
        The ranks that the draws should have.
    cells : (L,)
        Where in (3, B), flattened, each loss stands.
    asked : (3, B)
        The same as flags, on the host.
    """

    batch: Batch
    places: Tensor
    drawn: Tensor
    aims: Tensor
    cells: Tensor
    asked: Flags


@dataclass(frozen=True, eq=False)
class _Targets:
    """Pairs that one truth of one network ranks: rows, columns, ranks."""

    row: Places
    column: Places
    ranks: Ranks


class Stock:
    """The training networks of a perceptron, on its device.

    Parameters
    ----------
    perceptron
        Has looked at their features.
    examples
        Networks with their aims.
    """

    def __init__(
        self, perceptron: KineticsPerceptron, examples: Sequence[Example]
    ) -> None:
        self._device = perceptron.mean.device
        self.sizes = np.array([each.size for each in examples])
        self._tables = [each.table for each in examples]
        features = np.concatenate([table.features for table in self._tables])
        sign = np.concatenate([edge_signs(each) for each in examples])
        base = np.concatenate([first_guess(each) for each in examples], axis=1)
        counts = [len(table.target) for table in self._tables]
        self._z = perceptron.standardise(features).split_with_sizes(counts)
        self._sign = torch.from_numpy(sign).to(self._device).split_with_sizes(counts)
        self._base = (
            torch.from_numpy(base).to(self._device).split_with_sizes(counts, dim=1)
        )
        self._targets = [_targets(each) for each in examples]

    def epoch(self, size: int, pairs: int, rng: np.random.Generator) -> Iterator[Step]:
        """Yield steps that look once at every network, a batch each, in random order.

        Parameters
        ----------
        size
            Networks in a batch; they are of much the same number of nodes.
        pairs
            Draws for each truth and network.
        rng
            Draws all of it, before the first step.
        """
        batches = self._batches(size, rng)
        plans = [self._plan(batch, pairs, rng) for batch in batches]
        for batch, plan in zip(batches, plans, strict=True):
            some = batch.tolist()
            networks = Batch(
                len(some),
                plan.size,
                self._sent(plan.ends),
                torch.cat([self._sign[k] for k in some]),
                torch.cat([self._base[k] for k in some], dim=1),
                torch.cat([self._z[k] for k in some]),
            )
            asked = np.isin(np.arange(len(LEARNED_TRUTHS) * len(batch)), plan.cells)
            yield Step(
                networks,
                places=self._sent(plan.places),
                drawn=self._sent(plan.drawn),
                aims=self._sent(plan.aims),
                cells=self._sent(plan.cells),
                asked=asked.reshape(len(LEARNED_TRUTHS), len(batch)),
            )

    def _sent(self, array: NDArray[Any]) -> Tensor:
        return torch.from_numpy(array).to(self._device, non_blocking=True)

    def _batches(self, size: int, rng: np.random.Generator) -> list[Places]:
        spread = SIZE_SPREAD * rng.normal(size=len(self.sizes))
        order = np.argsort(np.log(self.sizes) + spread)
        starts = rng.permutation(range(0, len(order), size))
        return [order[start : start + size] for start in starts.tolist()]

    def _plan(self, batch: Places, pairs: int, rng: np.random.Generator) -> "_Plan":
        n = int(self.sizes[batch].max())
        tables = [self._tables[k] for k in batch.tolist()]
        drawn, aims = [], []
        cells: list[int] = []
        for row in range(len(LEARNED_TRUTHS)):
            for column, k in enumerate(batch.tolist()):
                targets = self._targets[k][row]
                if targets is None:
                    continue
                picks = rng.integers(0, len(targets.ranks), pairs)
                rows = len(cells) * n + targets.row[picks]
                drawn.append(rows * n + targets.column[picks])
                aims.append(targets.ranks[picks])
                cells.append(row * len(batch) + column)
        stacked = np.array(drawn, dtype=np.intp).reshape(-1, pairs)
        places, inverse = np.unique(stacked, return_inverse=True)
        return _Plan(
            size=n,
            ends=np.concatenate(
                [(b * n + t.target) * n + t.source for b, t in enumerate(tables)]
            ),
            places=places,
            drawn=inverse.reshape(stacked.shape),
            aims=np.array(aims, dtype=np.float32).reshape(stacked.shape),
            cells=np.array(cells, dtype=np.intp),
        )


@dataclass(frozen=True, eq=False)
class _Plan:
    """A step as arrays; `ends` are the places of its edges."""

    size: int
    ends: Places
    places: Places
    drawn: Places
    aims: Ranks
    cells: Places


def _targets(example: Example) -> list[_Targets | None]:
    """Return what each truth ranks; None where it says too little."""
    found: list[_Targets | None] = []
    for truth in LEARNED_TRUTHS:
        aims: Aims | None = example.aims.get(truth)
        if aims is None or len(aims.pairs) < FEWEST_PAIRS:
            found.append(None)
        else:
            row, column = np.divmod(aims.pairs, example.size)
            found.append(_Targets(row, column, aims.ranks))
    return found
