"""Train learned kinetics on the models of some families, for those of the others."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import torch

from bioripple.collection.family_folds import Fold, make_kinetics_folds, thin_folds
from bioripple.collection.splits import TooFewModels
from bioripple.predictors.kinetics.network import Example
from bioripple.predictors.kinetics.settings import Settings
from bioripple.predictors.kinetics.training import Trained, train
from bioripple.predictors.torch_runs import fold_seed

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Run:
    """The networks of a split and what they were trained on, fold by fold.

    Attributes
    ----------
    examples
        All models, as the networks look at them.
    folds, trained
        What each network has seen and not seen, and the network.
    not_trained
        Why there are none; empty if there are.
    """

    examples: dict[str, Example]
    folds: tuple[Fold, ...]
    trained: list[Trained]
    not_trained: str = ""


def train_split(
    known: Mapping[str, Example],
    family: Mapping[str, str],
    settings: Settings,
    *,
    device: torch.device,
) -> Run:
    """Train one network for each fold of a split; none if there are too few models.

    Parameters
    ----------
    known
        Models as the tier sees them, with their truths.
    family
        The family of each.
    settings
        Hyperparameters, split and seed.
    device
        Where to compute.
    """
    examples = ablate(known, settings)
    try:
        folds = make_kinetics_folds(
            known,
            family,
            split=settings.split,
            n_folds=settings.folds,
            seed=settings.seed,
        )
        folds = thin_folds(folds, family, share=settings.share, seed=settings.seed)
        trained = train_folds(examples, folds, settings, device=device)
    except TooFewModels as reason:
        log.warning("not trained: %s", reason)
        return Run(examples, (), [], str(reason))
    return Run(examples, folds, trained)


def ablate(examples: Mapping[str, Example], settings: Settings) -> dict[str, Example]:
    """Return networks as a run looks at them, in training and when it predicts.

    Parameters
    ----------
    examples
        Networks as the tier sees them.
    settings
        `without` and `first_guess` say what of that is not used.
    """
    found = {}
    for name, example in examples.items():
        table = example.table.leave_out(settings.without)
        if not settings.first_guess:
            table = table.forget_abundances()
        found[name] = replace(example, table=table)
    return found


def train_folds(
    examples: Mapping[str, Example],
    folds: Sequence[Fold],
    settings: Settings,
    *,
    device: torch.device,
) -> list[Trained]:
    """Train one network for each fold; see `train`."""
    return [
        train(
            [examples[name] for name in fold.training],
            replace(settings, seed=fold_seed(settings.seed, number)),
            device=device,
            name=f"fold {number + 1} of {len(folds)}",
        )
        for number, fold in enumerate(folds)
    ]
