"""Train a classifier for each fold of a split."""

from collections.abc import Sequence
from dataclasses import replace

import torch

from bioripple.collection.splits import Split
from bioripple.predictors.gcn.graph import Network
from bioripple.predictors.gcn.table import tabulate
from bioripple.predictors.gcn.training import Settings, Trained, train
from bioripple.predictors.torch_runs import fold_seed


def train_folds(
    networks: Sequence[Network],
    folds: Sequence[Split],
    settings: Settings,
    *,
    device: torch.device,
) -> list[Trained]:
    """Train one classifier for each fold; see `train`.

    What is known of the networks is computed once for all folds. Each fold has initial
    weights and draws of its own; those of the first are the seed's. Without folds there
    is no classifier.
    """
    if not folds:
        return []
    table = tabulate(networks).to(device)
    return [
        train(
            networks,
            fold.labelled,
            replace(settings, seed=fold_seed(settings.seed, number)),
            device=device,
            table=table,
            name=f"fold {number + 1} of {len(folds)}",
        )
        for number, fold in enumerate(folds)
    ]
