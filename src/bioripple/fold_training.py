"""Train a classifier for each fold of a split."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch

from bioripple.graph_data import Network
from bioripple.source_table import tabulate
from bioripple.splits import Split
from bioripple.training import Settings, Trained, train


def train_folds(
    networks: Sequence[Network],
    folds: Sequence[Split],
    settings: Settings,
    *,
    device: torch.device,
) -> list[Trained]:
    """Train one classifier for each fold; see `train`.

    What is known of the networks is computed once for all folds. Each fold has initial
    weights and draws of its own; those of the first are the seed's.
    """
    table = tabulate(networks).to(device)
    return [
        train(
            networks,
            fold.labelled,
            replace(settings, seed=fold_seed(settings.seed, number)),
            device=device,
            table=table,
        )
        for number, fold in enumerate(folds)
    ]


def fold_seed(seed: int, fold: int) -> int:
    """Return the seed of a fold's training."""
    if fold == 0:
        return seed
    return int(np.random.SeedSequence([seed, fold]).generate_state(1)[0])
