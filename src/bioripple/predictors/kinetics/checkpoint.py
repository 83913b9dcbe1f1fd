"""Read what learned kinetics are trained on, and write down what came of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from bioripple.collection.family_folds import Fold
from bioripple.collection.truth_table import read_scored_truths, read_truths
from bioripple.network.tiers import TIERS, Tier, models_of, read_inputs
from bioripple.predictors.kinetics.folds import Run
from bioripple.predictors.kinetics.network import (
    Example,
    KineticsNetwork,
    is_silent,
    make_example,
    predict,
)
from bioripple.predictors.kinetics.settings import Settings
from bioripple.predictors.kinetics.training import Epoch, Trained
from bioripple.predictors.torch_runs import (
    count_parameters,
    read_tensors,
    weights_of,
    write_tensors,
)
from bioripple.runtime.each_model import Gathered, of_each
from bioripple.runtime.files import open_arrays, write_text
from bioripple.runtime.guard import Limits
from bioripple.runtime.rows import text_of
from bioripple.vocabulary import TRUTHS

Predictions = dict[str, NDArray[np.float32]]


def read_examples(
    scored: Collection[str],
    tier: Tier,
    *,
    inputs: Path,
    truths: Path,
    summary: Path,
    limits: Limits,
) -> Gathered[Example]:
    """Read models as a tier sees them, with the truths that may be learned from.

    Parameters
    ----------
    scored
        Ids of models; those without inputs or without a truth are left out.
    tier
        What is read of `inputs`; arrays of higher tiers are not touched.
    inputs, truths
        npz files; see `network.tiers.read_inputs` and the step `truths`.
    summary
        Table that says which truths of a model are scored; the others are left out.
    limits
        Time and memory for each model.
    """
    defined = read_scored_truths(summary)

    def example(model: str) -> Example:
        return make_example(
            read_inputs(open_arrays(inputs), model, TIERS[tier]),
            read_truths(open_arrays(truths), model, defined),
        )

    with np.load(inputs, allow_pickle=False) as archive:
        known = set(models_of(archive)) & {model for model, _ in defined}
    return of_each(sorted(known & set(scored)), example, limits=limits)


def predict_folds(
    trained: Sequence[Trained], folds: Sequence[Fold], examples: Mapping[str, Example]
) -> Predictions:
    """Predict every model with the network of the fold that it was held out of.

    Returns
    -------
    dict
        n × n ranks by `{model}/{truth}`, for all truths; see `predict`.
    """
    return {
        f"{name}/{truth}": ranks.astype(np.float32)
        for each, fold in zip(trained, folds, strict=True)
        for name in fold.held_out
        for truth, ranks in predict(each.model, examples[name]).items()
    }


def write_curves(path: Path, trained: Sequence[Trained]) -> None:
    """Write the loss curves of all folds, empty where no model has a truth."""
    columns = ["fold", "epoch", *(f"{truth}_loss" for truth in TRUTHS), "skipped"]
    rows = [
        [fold, row.epoch, *_losses(row), row.skipped]
        for fold, each in enumerate(trained)
        for row in each.curve
    ]
    write_text(path, text_of(columns, rows))


def _losses(row: Epoch) -> list[str]:
    return [f"{row.losses[t]:.6g}" if t in row.losses else "" for t in TRUTHS]


def metrics(
    run: Run,
    settings: Settings,
    *,
    predictions: Predictions,
    lost: Mapping[str, str],
) -> dict[str, Any]:
    """Return what a run was made of and how each of its folds ended.

    Losses are those of the last epoch, mean of 1 - soft Spearman with dropout active;
    there are none without epochs.
    `n_silent` counts the predictions that rank no pair before another; `lost` says of
    which models no features could be had, and `not_trained` why there are no folds.
    """
    return {
        **asdict(settings),
        "not_trained": run.not_trained,
        "n_scored_models": sum(len(fold.held_out) for fold in run.folds),
        "n_silent": sum(map(is_silent, predictions.values())),
        "lost": dict(lost),
        "n_skipped": sum(row.skipped for each in run.trained for row in each.curve),
        "n_features": max((len(each.model.mean) for each in run.trained), default=0),
        "n_parameters": max(
            (count_parameters(each.model) for each in run.trained), default=0
        ),
        "per_fold": [
            {
                "n_training_models": each.n_models,
                "n_scored_models": len(fold.held_out),
                "losses": each.curve[-1].losses if each.curve else {},
                "n_skipped": sum(row.skipped for row in each.curve),
            }
            for each, fold in zip(run.trained, run.folds, strict=True)
        ],
    }


@dataclass(frozen=True)
class KineticsCheckpoint:
    """The networks of all folds and all that is needed to use them again.

    Attributes
    ----------
    settings
        What they were trained on and how.
    feature_names
        What each of the F features is.
    held_out
        Ids of the models that each network has not seen.
    weights
        The parameters of each, and the spreads of features, by name.
    """

    settings: Settings
    feature_names: list[str]
    held_out: list[list[str]]
    weights: list[dict[str, torch.Tensor]]

    def models(self) -> list[KineticsNetwork]:
        """Build the network of each fold, in evaluation mode, on the CPU."""
        found = []
        for weights in self.weights:
            model = KineticsNetwork(
                len(self.feature_names),
                width=self.settings.width,
                dropout=self.settings.dropout,
            )
            model.load_state_dict(weights)
            found.append(model.eval())
        return found


def write_checkpoint(path: Path, run: Run, settings: Settings) -> None:
    """Write trained networks; the bytes depend on the content only."""
    names = next((each.table.names for each in run.examples.values()), ())
    content = {
        "settings": asdict(settings),
        "feature_names": list(names),
        "held_out": [list(fold.held_out) for fold in run.folds],
        "weights": [weights_of(each.model) for each in run.trained],
    }
    write_tensors(path, content)


def read_checkpoint(path: Path) -> KineticsCheckpoint:
    """Read a checkpoint; nothing but tensors and plain values is unpickled."""
    content = read_tensors(path)
    settings = Settings(**content["settings"])
    return KineticsCheckpoint(**(content | {"settings": settings}))
