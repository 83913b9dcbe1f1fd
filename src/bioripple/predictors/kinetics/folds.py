"""Learn kinetics for each fold of a split, predict what it holds out, bring it back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from bioripple.arrays import Floats
from bioripple.collection.family_folds import Fold, make_kinetics_folds, thin_folds
from bioripple.predictors import learning
from bioripple.predictors.checkpoint import Checkpoint
from bioripple.predictors.kinetics.example import Example
from bioripple.predictors.kinetics.perceptron import (
    KineticsPerceptron,
    is_silent,
    predict,
)
from bioripple.predictors.kinetics.settings import Settings
from bioripple.predictors.kinetics.training import COLUMNS, train
from bioripple.predictors.learning import Run, Trained, each_fold
from bioripple.vocabulary import AT_REST, TruthName

KineticsRun = Run[Settings, Fold, KineticsPerceptron]
Predictions = dict[str, NDArray[np.float32]]


def train_split(
    known: Mapping[str, Example],
    family: Mapping[str, str],
    settings: Settings,
    *,
    device: torch.device,
) -> KineticsRun:
    """Train one perceptron for each fold of a split; none if there are too few models.

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

    def folds() -> tuple[Fold, ...]:
        made = make_kinetics_folds(
            examples,
            family,
            split=settings.split,
            n_folds=settings.folds,
            seed=settings.seed,
        )
        return thin_folds(made, family, share=settings.share, seed=settings.seed)

    names = next((tuple(each.table.names) for each in examples.values()), ())
    run: KineticsRun = Run(settings, names, COLUMNS)
    return each_fold(run, folds, trainer(examples, device=device))


def trainer(
    examples: Mapping[str, Example], *, device: torch.device
) -> Callable[[Fold, Settings, str], Trained[KineticsPerceptron]]:
    """Return how a perceptron is trained on a fold; see `learning.each_fold`."""
    return lambda fold, settings, name: train(
        [examples[model] for model in fold.training], settings, device=device, name=name
    )


def ablate(examples: Mapping[str, Example], settings: Settings) -> dict[str, Example]:
    """Return networks as a run looks at them, in training and when it predicts.

    Parameters
    ----------
    examples
        Networks as the tier sees them.
    settings
        `without` and `first_guess` say what of that is not used.
    """
    return {name: _ablated(example, settings) for name, example in examples.items()}


def _ablated(example: Example, settings: Settings) -> Example:
    table = example.table.leave_out(settings.without)
    if not settings.first_guess:
        table = table.forget_abundances()
    rest = example.at_rest and _ablated(example.at_rest, settings)
    return replace(example, table=table, at_rest=rest)


def predict_split(run: KineticsRun, known: Mapping[str, Example]) -> Predictions:
    """Predict what the folds of a run hold out; see `train_split`, `predict_folds`."""
    return predict_folds(run.trained, run.folds, ablate(known, run.settings))


def predict_folds(
    trained: Sequence[Trained[KineticsPerceptron]],
    folds: Sequence[Fold],
    examples: Mapping[str, Example],
) -> Predictions:
    """Predict every model with the perceptron of the fold that it was held out of.

    Returns
    -------
    dict
        n × n ranks by `{model}/{truth}`, for all truths that belong to a state of the
        model; see `predict`.
    """
    return {
        f"{name}/{truth}": ranks.astype(np.float32)
        for each, fold in zip(trained, folds, strict=True)
        for name in fold.held_out
        for truth, ranks in _predict(each.learner, examples[name]).items()
    }


def _predict(
    perceptron: KineticsPerceptron, example: Example
) -> dict[TruthName, Floats]:
    here, *there = [predict(perceptron, each) for each in example.states]
    found = {k: v for k, v in here.items() if k not in AT_REST}
    for each in there:
        found |= {k: v for k, v in each.items() if k in AT_REST}
    return found


def metrics(
    run: KineticsRun, *, predictions: Predictions, lost: Mapping[str, str]
) -> dict[str, Any]:
    """Return what a run was made of and how it ended; see `learning.metrics`.

    `n_silent` counts the predictions that rank no pair before another; `lost` says of
    which models no features could be had.
    """
    silent = sum(map(is_silent, predictions.values()))
    return learning.metrics(run) | {"n_silent": silent, "lost": dict(lost)}


def kinetics_perceptrons(checkpoint: Checkpoint[Settings]) -> list[KineticsPerceptron]:
    """Return the perceptron of each fold, in evaluation mode, on the CPU."""
    settings = checkpoint.settings
    return checkpoint.learners(
        lambda _: KineticsPerceptron(
            len(checkpoint.feature_names),
            width=settings.width,
            dropout=settings.dropout,
        )
    )
