"""Keep a trained classifier, and write down how its training went."""

import csv
import io
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from bioripple.files import replacing, write_text
from bioripple.gcn import Gcn
from bioripple.splits import Split
from bioripple.training import Epoch, Fit, Settings, Trained, build_model


@dataclass(frozen=True)
class Checkpoint:
    """A trained classifier and all that is needed to use it again.

    Attributes
    ----------
    settings
        What it was trained on and how.
    n_classes
        Number of classes that it tells apart.
    weights
        Its parameters by name.
    """

    settings: Settings
    n_classes: int
    weights: dict[str, torch.Tensor]

    def model(self, *, device: torch.device) -> Gcn:
        """Build the classifier, in evaluation mode."""
        model = build_model(self.settings, n_classes=self.n_classes)
        model.load_state_dict(self.weights)
        return model.to(device).eval()


def write_checkpoint(path: Path, model: Gcn, settings: Settings) -> None:
    """Write a trained classifier; the bytes depend on the content only."""
    content = {
        "settings": asdict(settings),
        "n_classes": model.classifier.out_features,
        "weights": {name: value.cpu() for name, value in model.state_dict().items()},
    }
    # Given a path, torch writes its name into the file; given a stream it does not.
    with replacing(path) as temporary, temporary.open("wb") as stream:
        torch.save(content, stream)


def read_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint; nothing but tensors and plain values is unpickled."""
    content = torch.load(path, map_location="cpu", weights_only=True)
    return Checkpoint(**(content | {"settings": Settings(**content["settings"])}))


def write_curve(path: Path, curve: Sequence[Epoch]) -> None:
    """Write the loss curve as a table, empty where an epoch was not looked at."""
    stream = io.StringIO()
    columns = ["epoch", "training_loss"]
    columns += [
        f"{nodes}_{what}"
        for nodes in ("labelled", "unlabelled")
        for what in ("loss", "accuracy")
    ]
    writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
    writer.writerow(columns)
    for row in curve:
        fits = (*_cells(row.labelled), *_cells(row.unlabelled))
        writer.writerow([row.epoch, f"{row.training_loss:.6g}", *fits])
    write_text(path, stream.getvalue())


def metrics(
    trained: Trained, settings: Settings, split: Split, *, n_models: int
) -> dict[str, Any]:
    """Return what a run was made of and how it ended.

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
        **asdict(settings),
        "n_models": n_models,
        "n_training_models": len(split.labelled),
        "n_scored_models": len(split.scored),
        "n_labelled_nodes": sum(int(mask.sum()) for mask in split.labelled.values()),
        "n_parameters": sum(values.numel() for values in trained.model.parameters()),
        "n_classes": trained.model.classifier.out_features,
        "training_loss": last.training_loss,
        **figures,
    }


def device_facts(device: torch.device) -> dict[str, str]:
    """Return a device's kind, and its model if it is a GPU."""
    gpu = device.type == "cuda"
    name = torch.cuda.get_device_name(device) if gpu else platform.machine()
    return {"device": str(device), "device_name": name}


def _cells(fit: Fit | None) -> tuple[str, str]:
    return ("", "") if fit is None else (f"{fit.loss:.6g}", f"{fit.accuracy:.6g}")
