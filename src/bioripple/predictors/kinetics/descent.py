"""AdamW under a one-cycle schedule, for parts of which each may sit a step out.

Whether a part takes a step is decided on the device that has its gradient, so that a
GPU is never waited for. For one number of threads the numbers on a CPU are those of
torch's own AdamW, schedule and clipping, bit for bit.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

WARM_UP = 0.15  # of the steps, over which the rate rises
LARGEST_STEP = 1.0  # norm of a gradient
DECAY_OF_SQUARES = 0.999
LEAST_ROOT = 1e-8
LEAST_NORM = 1e-6
CACHE_LINE = 16  # numbers


class Descent:
    """Parts of a learner, all of one shape, that descend side by side.

    Parameters
    ----------
    parts
        R modules; their parameters lie beside each other from now on, until `finish`.
    learning_rate
        The largest; it rises over the first 15 % of the steps, then falls.
    weight_decay
        Of AdamW.
    steps
        Number of steps that will be asked for.
    """

    def __init__(
        self,
        parts: Sequence[nn.Module],
        *,
        learning_rate: float,
        weight_decay: float,
        steps: int,
    ) -> None:
        self._parameters = [list(part.parameters()) for part in parts]
        one = self._parameters[0][0]
        self._spans, width = _spans([each.numel() for each in self._parameters[0]])
        self._values = one.new_zeros(len(parts), width)
        self._gradients = torch.zeros_like(self._values)
        self._mean = torch.zeros_like(self._values)
        self._square = torch.zeros_like(self._values)
        self._taken = torch.zeros(len(parts), 1, dtype=torch.float64).to(one.device)
        self._weight_decay = weight_decay
        # one row for each step that some part has taken: rate and decay of the mean
        self._schedule = _one_cycle(learning_rate, steps).to(one.device)
        self._done = torch.zeros(1, dtype=torch.int64, device=one.device)
        self._lay_out()

    def _lay_out(self) -> None:
        for part, values, gradients in zip(
            self._parameters, self._values, self._gradients, strict=True
        ):
            for each, span in zip(part, self._spans, strict=True):
                values[span] = each.data.flatten()
                each.data = values[span].view_as(each)
                each.grad = gradients[span].view_as(each)

    def finish(self) -> None:
        """Give every parameter memory of its own again, and no gradient."""
        for part in self._parameters:
            for each in part:
                each.data, each.grad = each.data.clone(), None

    def forget_gradients(self) -> None:
        """Set all gradients to zero."""
        self._gradients.zero_()

    @torch.no_grad()
    def step(self, usable: Tensor) -> Tensor:
        """Take a step down along the gradients, each part by itself.

        Parameters
        ----------
        usable : (R,)
            Whether there was anything that a part could learn from.

        Returns
        -------
        Tensor
            (R,); whether each part took a step. One whose gradient is no number does
            not.
        """
        norms = torch.stack(
            [
                torch.linalg.vector_norm(self._gradients[:, span], dim=1)
                for span in self._spans
            ],
            dim=1,
        )
        norm = torch.linalg.vector_norm(norms, dim=1)
        takes = usable & torch.isfinite(norm)
        clipped = (LARGEST_STEP / (norm + LEAST_NORM)).clamp(max=1.0)
        self._descend(self._gradients * clipped[:, None], takes[:, None])
        self._done += takes.any()
        return takes

    def _descend(self, gradients: Tensor, takes: Tensor) -> None:
        rate, decay = self._schedule.index_select(0, self._done)[0].unbind()
        count = self._taken + takes
        shrunk = 1.0 - rate * self._weight_decay
        mean = torch.lerp(self._mean, gradients, (1.0 - decay).to(gradients))
        square = self._square * DECAY_OF_SQUARES
        square.addcmul_(gradients, gradients, value=1.0 - DECAY_OF_SQUARES)
        root = (1.0 - DECAY_OF_SQUARES**count).sqrt().to(gradients)
        size = (-rate / (1.0 - decay**count)).to(gradients)
        below = (square.sqrt() / root).add_(LEAST_ROOT)
        moved = self._values * shrunk.to(gradients) + mean.mul(size).div_(below)
        for kept, found in (
            (self._mean, mean),
            (self._square, square),
            (self._values, moved),
            (self._taken, count),
        ):
            torch.where(takes, found, kept, out=kept)


def _spans(sizes: Sequence[int]) -> tuple[list[slice], int]:
    """Lay parameters beside each other; return where, and the width of all.

    Each starts where a cache line does: products of matrices that do not are summed in
    another order.
    """
    spans, start = [], 0
    for size in sizes:
        spans.append(slice(start, start + size))
        start += -(-size // CACHE_LINE) * CACHE_LINE
    return spans, start


def _one_cycle(largest: float, steps: int) -> Tensor:
    """Return the rate and the decay of the mean before each step, (steps + 1, 2)."""
    one = nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.AdamW([one], lr=largest)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, largest, total_steps=steps + 1, pct_start=WARM_UP
    )
    rows = []
    for _ in range(steps + 1):
        group = optimizer.param_groups[0]
        rows.append([group["lr"], group["betas"][0]])
        optimizer.step()
        if len(rows) <= steps:
            schedule.step()
    return torch.tensor(rows, dtype=torch.float64)
