"""What is alike for all learners: one for each fold, its curve, its metrics.

A kind of learner brings how one is trained; what is trained is kept by
`predictors.checkpoint`.
"""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import Field, asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import torch

from bioripple.collection.splits import TooFewModels
from bioripple.predictors.torch_runs import (
    count_parameters,
    fold_seed,
)
from bioripple.runtime.files import write_text
from bioripple.runtime.rows import text_of

log = logging.getLogger(__name__)


class RunSettings(Protocol):
    """A dataclass that says what one run is made of, its seed among that."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def seed(self) -> int:
        """Of all that is drawn; each fold has one that follows from it."""
        ...


class HeldOut(Protocol):
    """One fold, as far as every learner has the same."""

    @property
    def held_out(self) -> Collection[str]:
        """Ids of the models that are predicted."""
        ...


Chosen = TypeVar("Chosen", bound=RunSettings)
Part = TypeVar("Part", bound=HeldOut)
Learner = TypeVar("Learner", bound=torch.nn.Module)


@dataclass(frozen=True)
class Columns:
    """What a learner writes down of each epoch.

    Attributes
    ----------
    figures
        Names of losses and accuracies, of which the last epoch's count.
    counts
        Names of what is counted, over all epochs.
    """

    figures: tuple[str, ...]
    counts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Epoch:
    """One row of the loss curve; epochs count from 1.

    Attributes
    ----------
    epoch
        From 1.
    figures, counts
        By the names in `Columns`; what was not looked at is missing.
    """

    epoch: int
    figures: Mapping[str, float]
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Trained(Generic[Learner]):
    """A learner, how it got there, and numbers that say what it was made of."""

    learner: Learner
    curve: list[Epoch]
    made_of: Mapping[str, int]


@dataclass(frozen=True)
class Run(Generic[Chosen, Part, Learner]):
    """The learners of a split and what they were trained on, fold by fold.

    Attributes
    ----------
    settings
        Hyperparameters, split and seed.
    feature_names
        What each of the features is that the learners read.
    columns
        What is written down of each epoch.
    folds, trained
        What each learner has seen and not seen, and the learner.
    not_trained
        Why there are none; empty if there are.
    """

    settings: Chosen
    feature_names: tuple[str, ...]
    columns: Columns
    folds: tuple[Part, ...] = ()
    trained: tuple[Trained[Learner], ...] = ()
    not_trained: str = ""


def each_fold(
    run: Run[Chosen, Part, Learner],
    make_folds: Callable[[], Sequence[Part]],
    train: Callable[[Part, Chosen, str], Trained[Learner]],
) -> Run[Chosen, Part, Learner]:
    """Return a run with a learner for each fold; none if there are too few models.

    Parameters
    ----------
    run
        What to train, with no folds yet.
    make_folds
        Makes the folds; may raise `TooFewModels`, as `train` may.
    train
        Trains on a fold, with settings that have the fold's seed, under a name by which
        it is told how far it is.
    """
    try:
        folds = tuple(make_folds())
        trained = train_each(folds, run.settings, train)
    except TooFewModels as reason:
        log.warning("not trained: %s", reason)
        return replace(run, not_trained=str(reason))
    return replace(run, folds=folds, trained=trained)


def train_each(
    folds: Sequence[Part],
    settings: Chosen,
    train: Callable[[Part, Chosen, str], Trained[Learner]],
) -> tuple[Trained[Learner], ...]:
    """Train a learner for each fold; see `each_fold`.

    Each has initial weights and draws of its own; those of the first are the seed's.
    """
    return tuple(
        train(
            fold,
            replace(settings, seed=fold_seed(settings.seed, number)),
            f"fold {number + 1} of {len(folds)}",
        )
        for number, fold in enumerate(folds)
    )


def write_curves(path: Path, run: Run[Chosen, Part, Learner]) -> None:
    """Write the loss curves of all folds, empty where an epoch was not looked at."""
    columns = run.columns
    rows = [
        [
            fold,
            row.epoch,
            *(_figure(row, name) for name in columns.figures),
            *(row.counts[name] for name in columns.counts),
        ]
        for fold, each in enumerate(run.trained)
        for row in each.curve
    ]
    write_text(
        path, text_of(["fold", "epoch", *columns.figures, *columns.counts], rows)
    )


def _figure(row: Epoch, name: str) -> str:
    return f"{row.figures[name]:.6g}" if name in row.figures else ""


def metrics(run: Run[Chosen, Part, Learner]) -> dict[str, Any]:
    """Return what a run was made of and how each of its folds ended.

    Figures are those of the last epoch; what does not exist, such as a fit where
    nothing is held out, or a loss without epochs, is None. `n_parameters` of the run is
    that of its largest learner, and counts are over all folds and epochs.
    """
    per_fold: list[dict[str, Any]] = [
        {
            "n_scored_models": len(fold.held_out),
            "n_parameters": count_parameters(each.learner),
            **each.made_of,
            **_last(run.columns, each.curve),
            **_counts(run.columns, each.curve),
        }
        for each, fold in zip(run.trained, run.folds, strict=True)
    ]
    return {
        **asdict(run.settings),
        "not_trained": run.not_trained,
        "n_features": len(run.feature_names),
        "n_parameters": max((each["n_parameters"] for each in per_fold), default=0),
        "n_scored_models": sum(each["n_scored_models"] for each in per_fold),
        **{
            f"n_{name}": sum(each[f"n_{name}"] for each in per_fold)
            for name in run.columns.counts
        },
        "per_fold": per_fold,
    }


def _counts(columns: Columns, curve: Sequence[Epoch]) -> dict[str, int]:
    return {
        f"n_{name}": sum(row.counts[name] for row in curve) for name in columns.counts
    }


def _last(columns: Columns, curve: Sequence[Epoch]) -> dict[str, float | None]:
    last = curve[-1].figures if curve else {}
    return {name: last.get(name) for name in columns.figures}
