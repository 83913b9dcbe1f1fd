"""Keep a trained classifier, and write down how its training went."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from bioripple.predictors.gcn.network import Gcn
from bioripple.predictors.gcn.training import (
    Epoch,
    Fit,
    Settings,
    build_model,
)
from bioripple.predictors.torch_runs import read_tensors, weights_of, write_tensors
from bioripple.runtime.files import write_text
from bioripple.runtime.rows import text_of


@dataclass(frozen=True)
class Checkpoint:
    """The classifiers of all folds and all that is needed to use them again.

    Attributes
    ----------
    settings
        What they were trained on and how.
    n_classes
        Number of classes that each tells apart.
    weights
        The parameters of each by name.
    """

    settings: Settings
    n_classes: list[int]
    weights: list[dict[str, torch.Tensor]]

    def models(self, *, device: torch.device) -> list[Gcn]:
        """Build the classifier of each fold, in evaluation mode."""
        models = []
        for n_classes, weights in zip(self.n_classes, self.weights, strict=True):
            model = build_model(self.settings, n_classes=n_classes)
            model.load_state_dict(weights)
            models.append(model.to(device).eval())
        return models


def write_checkpoint(path: Path, models: Sequence[Gcn], settings: Settings) -> None:
    """Write trained classifiers; the bytes depend on the content only."""
    content = {
        "settings": asdict(settings),
        "n_classes": [model.classifier.out_features for model in models],
        "weights": [weights_of(model) for model in models],
    }
    write_tensors(path, content)


def read_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint; nothing but tensors and plain values is unpickled."""
    content = read_tensors(path)
    return Checkpoint(**(content | {"settings": Settings(**content["settings"])}))


def write_curves(path: Path, curves: Sequence[Sequence[Epoch]]) -> None:
    """Write the loss curves of all folds, empty where an epoch was not looked at."""
    columns = ["fold", "epoch", "training_loss"]
    columns += [
        f"{nodes}_{what}"
        for nodes in ("labelled", "unlabelled")
        for what in ("loss", "accuracy")
    ]
    rows = [
        [fold, row.epoch, *_figures(row)]
        for fold, curve in enumerate(curves)
        for row in curve
    ]
    write_text(path, text_of(columns, rows))


def _figures(row: Epoch) -> tuple[str, ...]:
    fits = (*_cells(row.labelled), *_cells(row.unlabelled))
    return f"{row.training_loss:.6g}", *fits


def _cells(fit: Fit | None) -> tuple[str, str]:
    return ("", "") if fit is None else (f"{fit.loss:.6g}", f"{fit.accuracy:.6g}")
