"""Train learned kinetics on some models, epoch by epoch."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from bioripple.arrays import Flags
from bioripple.collection.splits import TooFewModels
from bioripple.predictors.kinetics.descent import Descent
from bioripple.predictors.kinetics.example import Example
from bioripple.predictors.kinetics.inverse import leaks, log_responses_at
from bioripple.predictors.kinetics.loss import soft_spearman_loss
from bioripple.predictors.kinetics.perceptron import KineticsPerceptron, jacobians
from bioripple.predictors.kinetics.settings import Settings
from bioripple.predictors.kinetics.stock import Step, Stock
from bioripple.predictors.learning import Columns, Epoch, Trained
from bioripple.predictors.torch_runs import seeded
from bioripple.runtime.logs import PROGRESS
from bioripple.vocabulary import LEARNED_TRUTHS

LOGGER = logging.getLogger(__name__)
# Mean of 1 - soft Spearman over the models that have the truth, dropout active. Skipped
# are losses that were no numbers, because a Jacobian had no inverse, and steps that
# were not taken because a gradient was none.
COLUMNS = Columns(tuple(f"{truth}_loss" for truth in LEARNED_TRUTHS), ("skipped",))


def train(
    examples: Sequence[Example],
    settings: Settings,
    *,
    device: torch.device,
    name: str = "training",
) -> Trained[KineticsPerceptron]:
    """Train a perceptron.

    Parameters
    ----------
    examples
        Models with their truths, at the horizon and at rest; those that are too large
        or have no truth are left out.
    settings
        Hyperparameters and seed.
    device
        Where to compute.
    name
        What this training is called where it is told how far it is.

    Returns
    -------
    Trained
        The last epoch's perceptron, in evaluation mode, and the loss curve.

    Raises
    ------
    TooFewModels
        If all are left out.

    Notes
    -----
    On a CPU and for one number of threads the weights are the same bit for bit.
    """
    small = [each for each in examples if each.size <= settings.max_nodes]
    states = [[state for state in each.states if state.aims] for each in small]
    chosen = [state for each in states for state in each]
    if not chosen:
        raise TooFewModels(
            f"none of {len(examples)} models has a truth and at most "
            f"{settings.max_nodes} nodes: nothing to learn from"
        )
    count = sum(map(bool, states))
    LOGGER.info("%s; %d training models of %d", settings, count, len(examples))
    with seeded(settings.seed, device):
        perceptron = KineticsPerceptron(
            chosen[0].table.features.shape[1],
            width=settings.width,
            dropout=settings.dropout,
        ).to(device)
        perceptron.look_at([each.table for each in chosen])
        curve = _run_epochs(perceptron, Stock(perceptron, chosen), settings, name)
    return Trained(perceptron.eval(), curve, {"n_training_models": count})


def _run_epochs(
    perceptron: KineticsPerceptron, known: Stock, settings: Settings, name: str
) -> list[Epoch]:
    if settings.epochs == 0:  # a schedule needs a step
        return []
    rng = np.random.default_rng(settings.seed)
    descent = Descent(
        list(perceptron.parts.values()),
        learning_rate=settings.learning_rate,
        weight_decay=settings.weight_decay,
        steps=settings.epochs * -(-len(known.sizes) // settings.batch),
    )
    curve = []
    perceptron.train()
    for epoch in range(1, settings.epochs + 1):
        steps = known.epoch(settings.batch, settings.pairs, rng)
        taken = [_step(perceptron, descent, step) for step in steps]
        curve.append(_looked_at(epoch, taken))
        LOGGER.info("%s", curve[-1])
        PROGRESS.info("%s, epoch %d of %d", name, epoch, settings.epochs)
    descent.finish()
    return curve


def losses(perceptron: KineticsPerceptron, step: Step) -> Tensor:
    """Return the loss of each truth and network, (3, B); NaN where there is none."""
    jacobian = jacobians(perceptron, step.batch)
    found = jacobian.new_full(jacobian.shape[:2], torch.nan)
    if len(step.cells) == 0:
        return found
    # a network has the truths of one of its states only: no inverse of the others
    asked = jacobian.flatten(0, 1).index_select(0, step.cells)
    leak = leaks(jacobian).flatten().index_select(0, step.cells)
    scores = log_responses_at(asked, leak, step.places)[step.drawn]
    values = soft_spearman_loss(scores, step.aims).double()
    return found.flatten().index_copy(0, step.cells, values).view_as(found)


@dataclass(frozen=True, eq=False)
class _Taken:
    """What came of a step; tensors stay where they are until the epoch is over.

    Attributes
    ----------
    losses : (3, B)
        NaN where there is none.
    asked : (3, B)
        Where there should be one.
    parts : (3,)
        Whether the part of each truth took a step.
    """

    losses: Tensor
    asked: Flags
    parts: Tensor


def _step(perceptron: KineticsPerceptron, descent: Descent, step: Step) -> _Taken:
    found = losses(perceptron, step)
    usable = torch.isfinite(found)
    means = torch.where(usable, found, 0.0).sum(1) / usable.sum(1).clamp(min=1)
    descent.forget_gradients()
    means.sum().backward()  # type: ignore[no-untyped-call]
    return _Taken(found.detach(), step.asked, descent.step(usable.any(1)))


def _looked_at(epoch: int, steps: Sequence[_Taken]) -> Epoch:
    """Turn the steps of an epoch into a row of the curve.

    A part whose gradient is no number counts as skipped once, besides its losses.
    """
    table = torch.cat([each.losses for each in steps], dim=1).cpu().numpy()
    asked = np.concatenate([each.asked for each in steps], axis=1)
    parts = torch.stack([each.parts for each in steps]).cpu().numpy()
    wanted = np.array([each.asked.any(axis=1) for each in steps])
    figures = {
        f"{truth}_loss": float(row[np.isfinite(row)].mean())
        for truth, row in zip(LEARNED_TRUTHS, table, strict=True)
        if np.isfinite(row).any()
    }
    skipped = int((np.isnan(table) & asked).sum()) + int(wanted.sum() - parts.sum())
    return Epoch(epoch, figures, {"skipped": skipped})
