"""Learners on file: safe to read, whoever made them."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Generic

import torch

from bioripple.predictors.learning import Chosen, Learner, Part, Run
from bioripple.predictors.torch_runs import read_tensors, weights_of, write_tensors

Weights = dict[str, torch.Tensor]


@dataclass(frozen=True)
class Checkpoint(Generic[Chosen]):
    """The learners of all folds and all that is needed to use them again.

    Attributes
    ----------
    settings
        What they were trained on and how.
    feature_names
        What each of the features is that they read.
    held_out
        Ids of the models that each was kept from, or from some of whose nodes.
    weights
        The parameters of each by name.
    """

    settings: Chosen
    feature_names: list[str]
    held_out: list[list[str]]
    weights: list[Weights]

    def learners(
        self, build: Callable[[Weights], Learner], *, device: torch.device | None = None
    ) -> list[Learner]:
        """Return the learner of each fold, in evaluation mode.

        Parameters
        ----------
        build
            Makes an untrained learner, in the shape that the weights have.
        device
            Where to have it; the CPU if None.
        """
        found = []
        for weights in self.weights:
            learner = build(weights)
            learner.load_state_dict(weights)
            found.append(learner.to(device).eval())
        return found


def write_checkpoint(path: Path, run: Run[Chosen, Part, Learner]) -> None:
    """Write learners; the bytes depend on the content only."""
    content = {
        "settings": asdict(run.settings),
        "feature_names": list(run.feature_names),
        "held_out": [list(fold.held_out) for fold in run.folds],
        "weights": [weights_of(each.learner) for each in run.trained],
    }
    write_tensors(path, content)


def read_checkpoint(path: Path, settings: Callable[..., Chosen]) -> Checkpoint[Chosen]:
    """Read a checkpoint; nothing but tensors and plain values is unpickled.

    Parameters
    ----------
    path
        What `write_checkpoint` wrote.
    settings
        Their class of settings.
    """
    content = read_tensors(path)
    return Checkpoint(**(content | {"settings": settings(**content["settings"])}))
