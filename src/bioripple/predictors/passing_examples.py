"""Networks and their answers, as those who learn what edges pass on look at them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.stats import rankdata
from torch import Tensor

from bioripple.arrays import Flags, Floats
from bioripple.network.influence import reachable
from bioripple.predictors.edge_context import EdgeContext, Table
from bioripple.predictors.process_context import ProcessContext

FEWEST_PAIRS = 5
SIZES = (1e-6, 1e2)  # within which the size of a response is learned


Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class PassingExample:
    """A network of n nodes and its answers, n × n each, NaN where not defined."""

    size: int
    context: EdgeContext | ProcessContext
    truths: Mapping[str, Floats]


@dataclass(frozen=True, eq=False)
class Targets:
    """Pairs that one answer speaks of: their ranks, directions and sizes."""

    row: Places
    column: Places
    ranks: NDArray[np.float32]
    signs: Floats
    logs: Floats  # log10 of sizes, within `SIZES`


@dataclass(frozen=True, eq=False)
class Terms:
    """How edges come about; see `process_context.ProcessContext`."""

    side: Tensor
    change: Tensor
    reading: Tensor
    sign: Tensor
    edge: Tensor


@dataclass(frozen=True, eq=False)
class Prepared:
    """An example as tensors; see `prepare_example`. Features are by part."""

    size: int
    places: tuple[Places, Places]  # target and source of each edge
    sign: Tensor
    tables: Mapping[str, Tensor]
    terms: Terms | None
    targets: Mapping[str, Targets]


def prepare_example(example: PassingExample) -> Prepared:
    """Lay out an example as tensors, its answers ranked where there is a path."""
    context, n = example.context, example.size
    linked = _reached(context, n)
    targets = {}
    for truth, matrix in example.truths.items():
        pairs = np.flatnonzero(linked & np.isfinite(matrix))
        if len(pairs) >= FEWEST_PAIRS:
            values = matrix.ravel()[pairs]
            ranks = rankdata(np.abs(values)) / len(pairs)
            targets[truth] = Targets(
                *np.divmod(pairs, n),
                ranks.astype(np.float32),
                np.sign(values),
                np.log10(np.clip(np.abs(values), *SIZES)),
            )
    return Prepared(
        n,
        (context.target, context.source),
        torch.from_numpy(context.sign.astype(np.float64)),
        {part: torch.from_numpy(table) for part, table in tables_of(context).items()},
        _terms(context) if isinstance(context, ProcessContext) else None,
        targets,
    )


def tables_of(context: EdgeContext | ProcessContext) -> dict[str, Table]:
    """Return the features that each part of a perceptron looks at."""
    parts = ["change", "reading", "node"]
    if isinstance(context, EdgeContext):
        parts = ["edge", "node"]
    return {part: getattr(context, f"{part}s") for part in parts}


def _terms(context: ProcessContext) -> Terms:
    places = (context.side, context.term_change, context.term_reading)
    side, change, reading = map(torch.from_numpy, places)
    sign = torch.from_numpy(context.term_sign.astype(np.float64))
    return Terms(side, change, reading, sign, torch.from_numpy(context.term_edge))


def _reached(context: EdgeContext | ProcessContext, n: int) -> Flags:
    sign = np.zeros((n, n), dtype=np.int8)
    sign[context.target, context.source] = context.sign
    return reachable(sign) & ~np.eye(n, dtype=bool)


@dataclass(frozen=True, eq=False)
class Drawn:
    """What one step asks of B networks, of n nodes at most.

    Attributes
    ----------
    places : (P,)
        Entries of (B, n, n), flattened, no two alike.
    which : (L, S)
        Which of them each of S draws for each of L answers is.
    ranks, signs, logs : (L, S)
        What the answers say of them; see `Targets`.
    """

    places: Tensor
    which: Tensor
    ranks: Tensor
    signs: Tensor
    logs: Tensor


def draw_pairs(
    batch: Sequence[Prepared], pairs: int, rng: np.random.Generator
) -> Drawn:
    """Draw pairs of each network and answer of a batch."""
    n = max(each.size for each in batch)
    asked = [(b, t) for b, each in enumerate(batch) for t in each.targets.values()]
    picks = [rng.integers(0, len(t.ranks), pairs) for _, t in asked]
    places = [
        (b * n + t.row[k]) * n + t.column[k]
        for (b, t), k in zip(asked, picks, strict=True)
    ]
    found, which = np.unique(np.array(places), return_inverse=True)
    of_pairs = [
        np.array([getattr(t, name)[k] for (_, t), k in zip(asked, picks, strict=True)])
        for name in ("ranks", "signs", "logs")
    ]
    ranks, signs, logs = map(torch.from_numpy, of_pairs)
    shape = len(asked), pairs
    return Drawn(
        torch.from_numpy(found), torch.from_numpy(which).view(shape), ranks, signs, logs
    )
