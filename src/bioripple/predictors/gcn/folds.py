"""Train a classifier for each fold of a split, and bring them back."""

from collections.abc import Callable, Sequence

import torch

from bioripple.collection.splits import FoldPlan, Split, make_folds
from bioripple.predictors.checkpoint import Checkpoint, Weights
from bioripple.predictors.gcn.classifier import Gcn
from bioripple.predictors.gcn.features import NODE_FEATURES, PAIR_FEATURES
from bioripple.predictors.gcn.graph import Sample
from bioripple.predictors.gcn.table import tabulate
from bioripple.predictors.gcn.training import COLUMNS, Settings, build_classifier, train
from bioripple.predictors.learning import Run, Trained, each_fold

GcnRun = Run[Settings, Split, Gcn]
FEATURE_NAMES = (*NODE_FEATURES, *PAIR_FEATURES)


def train_split(
    networks: Sequence[Sample],
    plan: FoldPlan,
    settings: Settings,
    *,
    device: torch.device,
) -> GcnRun:
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
    return each_fold(
        Run(settings, FEATURE_NAMES, COLUMNS),
        lambda: make_folds(plan, kind=settings.split, seed=settings.seed),
        trainer(networks, device=device),
    )


def trainer(
    networks: Sequence[Sample], *, device: torch.device
) -> Callable[[Split, Settings, str], Trained[Gcn]]:
    """Return how a classifier is trained on a fold; see `learning.each_fold`.

    What is known of the networks is computed once for all folds.
    """
    table = tabulate(networks).to(device)
    return lambda fold, settings, name: train(
        networks, fold.labelled, settings, device=device, table=table, name=name
    )


def classifiers(checkpoint: Checkpoint[Settings], *, device: torch.device) -> list[Gcn]:
    """Return the classifier of each fold, in evaluation mode."""

    def build(weights: Weights) -> Gcn:
        n_classes = len(weights["classifier.bias"])
        return build_classifier(checkpoint.settings, n_classes=n_classes)

    return checkpoint.learners(build, device=device)
