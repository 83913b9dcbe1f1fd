"""Train a classifier for each fold of a split, and write down how that went."""

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import torch

from bioripple.collection.splits import FoldPlan, Split, TooFewModels, make_folds
from bioripple.predictors.gcn.graph import Network
from bioripple.predictors.gcn.table import tabulate
from bioripple.predictors.gcn.training import Settings, Trained, train
from bioripple.predictors.torch_runs import count_parameters, fold_seed

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Run:
    """The classifiers of a split and what they were trained on, fold by fold.

    `not_trained` says why there are none; empty if there are.
    """

    folds: tuple[Split, ...]
    trained: list[Trained]
    not_trained: str = ""


def train_split(
    networks: Sequence[Network],
    plan: FoldPlan,
    settings: Settings,
    *,
    device: torch.device,
) -> Run:
    """Train one classifier for each fold of a split; none if there are too few models.

    Parameters
    ----------
    networks
        The collection.
    plan
        What folds are made of.
    settings
        Hyperparameters, split and seed.
    device
        Where to compute.
    """
    try:
        folds = make_folds(plan, kind=settings.split, seed=settings.seed)
    except TooFewModels as reason:
        log.warning("not trained: %s", reason)
        return Run((), [], str(reason))
    return Run(folds, train_folds(networks, folds, settings, device=device))


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
            name=f"fold {number + 1} of {len(folds)}",
        )
        for number, fold in enumerate(folds)
    ]


def metrics(run: Run, settings: Settings, *, n_models: int) -> dict[str, Any]:
    """Return what a run was made of and how each of its folds ended."""
    pairs = zip(run.trained, run.folds, strict=True)
    return {
        **asdict(settings),
        "not_trained": run.not_trained,
        "n_models": n_models,
        "n_scored_models": sum(len(fold.scored) for fold in run.folds),
        "per_fold": [_fold_metrics(trained, fold) for trained, fold in pairs],
    }


def _fold_metrics(trained: Trained, split: Split) -> dict[str, Any]:
    """Return what one training was made of and how it ended.

    The losses are mean cross-entropies [nat] on a few sources per network; accuracy is
    the share of entries of which the most likely class is right. What does not exist,
    such as a fit where nothing is held out, is None.
    """
    last = trained.curve[-1]
    fits = {"labelled": last.labelled, "unlabelled": last.unlabelled}
    figures = {
        f"{nodes}_{what}": None if fit is None else getattr(fit, what)
        for nodes, fit in fits.items()
        for what in ("loss", "accuracy")
    }
    return {
        "n_training_models": len(split.labelled),
        "n_scored_models": len(split.scored),
        "n_labelled_nodes": sum(int(mask.sum()) for mask in split.labelled.values()),
        "n_parameters": count_parameters(trained.model),
        "n_classes": trained.model.classifier.out_features,
        "training_loss": last.training_loss,
        **figures,
    }
