"""Train a classifier for each fold of a split, and bring them back."""

from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from bioripple.collection.splits import FoldPlan, Split, make_folds, read_fold_plan
from bioripple.predictors.checkpoint import Checkpoint, Weights
from bioripple.predictors.gcn.build import build_classifier, table_for
from bioripple.predictors.gcn.classifier import Gcn
from bioripple.predictors.gcn.features import names_of
from bioripple.predictors.gcn.graph import Sample, sizes_of
from bioripple.predictors.gcn.settings import Settings
from bioripple.predictors.gcn.training import COLUMNS, train
from bioripple.predictors.learning import Run, Trained, each_fold

GcnRun = Run[Settings, Split, Gcn]


def plan_of(
    networks: Sequence[Sample], settings: Settings, *, outcomes: Path, families: Path
) -> FoldPlan:
    """Read what the folds of a run are made of.

    Parameters
    ----------
    networks
        The collection.
    settings
        How many folds, and how many labels are known.
    outcomes, families
        Tables; see `splits.read_fold_plan`.
    """
    return read_fold_plan(
        sizes_of(networks),
        outcomes=outcomes,
        families=families,
        n_folds=settings.folds,
        labelled_share=settings.labelled_share,
    )


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
        Run(settings, feature_names(settings), COLUMNS),
        lambda: make_folds(plan, kind=settings.split, seed=settings.seed),
        trainer(networks, settings, device=device),
    )


def feature_names(settings: Settings) -> tuple[str, ...]:
    """Return what the classifiers of a run read; groups without columns by name."""
    of_node, of_pair = names_of(settings.features)
    others = [name for name in ("labels", "identity") if name in settings.features]
    return (*of_node, *of_pair, *others)


def trainer(
    networks: Sequence[Sample], chosen: Settings, *, device: torch.device
) -> Callable[[Split, Settings, str], Trained[Gcn]]:
    """Return how a classifier is trained on a fold; see `learning.each_fold`.

    What is known of the networks is computed once for all folds.
    """
    table = table_for(networks, chosen).to(device)
    return lambda fold, settings, name: train(
        networks, fold.labelled, settings, device=device, table=table, name=name
    )


def classifiers(checkpoint: Checkpoint[Settings], *, device: torch.device) -> list[Gcn]:
    """Return the classifier of each fold, in evaluation mode."""

    def build(weights: Weights) -> Gcn:
        settings = checkpoint.settings
        name = "bias" if settings.head == "convolution" else "classifier.bias"
        n_nodes = len(weights["nodes"]) if settings.knows_nodes else 0
        return build_classifier(settings, n_classes=len(weights[name]), n_nodes=n_nodes)

    return checkpoint.learners(build, device=device)
