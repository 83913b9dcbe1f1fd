"""Train learned kinetics on some models, epoch by epoch."""

import logging
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from bioripple.collection.splits import TooFewModels
from bioripple.predictors.kinetics.loss import soft_spearman_loss
from bioripple.predictors.kinetics.perceptron import (
    Example,
    KineticsPerceptron,
    Prepared,
    jacobians,
    leaks,
    log_responses,
    prepare,
)
from bioripple.predictors.kinetics.settings import Settings
from bioripple.predictors.learning import Columns, Epoch, Trained
from bioripple.predictors.torch_runs import seeded
from bioripple.runtime.logs import PROGRESS
from bioripple.vocabulary import TRUTHS

LOGGER = logging.getLogger(__name__)
SIZE_SPREAD = 0.35  # of log n, by which batches mix sizes
LARGEST_STEP = 1.0  # norm of a gradient
WARM_UP = 0.15
# Mean of 1 - soft Spearman over the models that have the truth, dropout active. Skipped
# are losses that were no numbers, because a Jacobian had no inverse, and steps that
# were not taken because a gradient was none.
COLUMNS = Columns(tuple(f"{truth}_loss" for truth in TRUTHS), ("skipped",))


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
        Networks with their truths; those that are too large or have no truth are left
        out.
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
    chosen = [e for e in examples if e.truths and e.size <= settings.max_nodes]
    if not chosen:
        raise TooFewModels(
            f"none of {len(examples)} models has a truth and at most "
            f"{settings.max_nodes} nodes: nothing to learn from"
        )
    LOGGER.info("%s; %d training models of %d", settings, len(chosen), len(examples))
    with seeded(settings.seed, device):
        perceptron = KineticsPerceptron(
            chosen[0].table.features.shape[1],
            width=settings.width,
            dropout=settings.dropout,
        ).to(device)
        perceptron.look_at([each.table for each in chosen])
        curve = _run_epochs(
            perceptron, [prepare(perceptron, e) for e in chosen], settings, name
        )
    return Trained(perceptron.eval(), curve, {"n_training_models": len(chosen)})


def _run_epochs(
    perceptron: KineticsPerceptron,
    known: Sequence[Prepared],
    settings: Settings,
    name: str,
) -> list[Epoch]:
    if settings.epochs == 0:  # a schedule needs a step
        return []
    rng = np.random.default_rng(settings.seed)
    optimizer = torch.optim.AdamW(
        perceptron.parameters(),
        lr=settings.learning_rate,
        weight_decay=settings.weight_decay,
    )
    steps = settings.epochs * -(-len(known) // settings.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, settings.learning_rate, total_steps=steps + 1, pct_start=WARM_UP
    )
    curve = []
    perceptron.train()
    for epoch in range(1, settings.epochs + 1):
        losses, skipped = [], 0
        for batch in _batches(known, settings.batch, rng):
            found = _losses(perceptron, batch, settings.pairs, rng)
            asked = _has_truth(batch)
            taken = _step(perceptron, optimizer, found)
            skipped += int((torch.isnan(found).cpu() & asked).sum())
            skipped += int(asked.any(dim=1).sum()) - taken
            if taken:
                schedule.step()
            losses.append(found.detach().cpu().numpy())
        curve.append(Epoch(epoch, _means(losses), {"skipped": skipped}))
        LOGGER.info("%s", curve[-1])
        PROGRESS.info("%s, epoch %d of %d", name, epoch, settings.epochs)
    return curve


def _batches(
    known: Sequence[Prepared], size: int, rng: np.random.Generator
) -> Iterator[list[Prepared]]:
    """Yield batches of networks of much the same size, in random order."""
    spread = SIZE_SPREAD * rng.normal(size=len(known))
    order = np.argsort(np.log([each.size for each in known]) + spread)
    starts = rng.permutation(range(0, len(order), size))
    for start in starts.tolist():
        yield [known[k] for k in order[start : start + size].tolist()]


def _has_truth(batch: Sequence[Prepared]) -> Tensor:
    return torch.tensor([[t in each.targets for each in batch] for t in TRUTHS])


def _losses(
    perceptron: KineticsPerceptron,
    batch: Sequence[Prepared],
    pairs: int,
    rng: np.random.Generator,
) -> Tensor:
    """Return the loss of each truth and network, (3, B); NaN where there is none."""
    jacobian = jacobians(perceptron, batch)
    responses = log_responses(jacobian, leaks(jacobian))
    n = responses.shape[-1]
    places, scores, aims = [], [], []
    for row, truth in enumerate(TRUTHS):
        for column, each in enumerate(batch):
            targets = each.targets.get(truth)
            if targets is None:
                continue
            drawn = torch.from_numpy(rng.integers(0, len(targets.pairs), pairs))
            pair = targets.pairs[drawn]
            place = torch.div(pair, each.size, rounding_mode="floor") * n
            places.append((row, column))
            scores.append(responses[row, column].flatten()[place + pair % each.size])
            aims.append(targets.ranks[drawn])
    found = responses.new_full((len(TRUTHS), len(batch)), torch.nan)
    if places:
        values = soft_spearman_loss(torch.stack(scores), torch.stack(aims))
        rows, columns = torch.tensor(places).T
        found = found.index_put((rows, columns), values.double())
    return found


def _step(
    perceptron: KineticsPerceptron, optimizer: torch.optim.Optimizer, losses: Tensor
) -> int:
    """Take a step down; return how many of the three parts took one.

    A part takes none where no loss of its truth is a number, or its gradient is not.
    """
    usable = torch.isfinite(losses)
    means = torch.where(usable, losses, 0.0).sum(1) / usable.sum(1).clamp(min=1)
    optimizer.zero_grad()
    means.sum().backward()  # type: ignore[no-untyped-call]
    taken = 0
    for part, some in zip(
        perceptron.parts.values(), usable.any(1).tolist(), strict=True
    ):
        norm = nn.utils.clip_grad_norm_(part.parameters(), LARGEST_STEP)
        if some and torch.isfinite(norm):
            taken += 1
        else:
            part.zero_grad()
    optimizer.step()
    return taken


def _means(losses: Sequence[np.ndarray]) -> dict[str, float]:
    table = np.concatenate(losses, axis=1)
    return {
        f"{truth}_loss": float(row[np.isfinite(row)].mean())
        for truth, row in zip(TRUTHS, table, strict=True)
        if np.isfinite(row).any()
    }
