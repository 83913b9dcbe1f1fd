"""Networks and their answers, as those who learn what edges pass on look at them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from scipy.stats import rankdata
from torch import Tensor

from bioripple.arrays import Flags, Floats
from bioripple.network.influence import reachable
from bioripple.predictors.edge_context import EdgeContext, Table
from bioripple.predictors.process_context import ProcessContext

FEWEST_PAIRS = 5
SIZES = (1e-6, 1e2)  # within which the size of a response is learned


@dataclass(frozen=True, eq=False)
class PassingExample:
    """A network of n nodes and its answers, n × n each, NaN where not defined."""

    size: int
    context: EdgeContext | ProcessContext
    truths: Mapping[str, Floats]


@dataclass(frozen=True, eq=False)
class Targets:
    """Pairs that one answer speaks of: their ranks, directions and sizes."""

    pairs: Tensor  # i · n + j
    ranks: Tensor
    signs: Tensor
    logs: Tensor  # log10 of sizes, within `SIZES`


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
    places: tuple[Tensor, Tensor]
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
                torch.from_numpy(pairs),
                torch.from_numpy(ranks.astype(np.float32)),
                torch.from_numpy(np.sign(values)),
                torch.from_numpy(np.log10(np.clip(np.abs(values), *SIZES))),
            )
    return Prepared(
        n,
        (torch.from_numpy(context.target), torch.from_numpy(context.source)),
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
