"""Adam, and the one-cycle schedule, without torch's optimizers.

The first optimizer of torch that is made imports its compiler: a second and some
60 MB of every training, which compiles nothing. On a CPU these numbers are
those of torch bit for bit.
"""

import math
from collections.abc import Iterable

import torch
from torch import Tensor, nn

DECAY_OF_MEAN, DECAY_OF_SQUARES = 0.9, 0.999
LEAST_ROOT = 1e-8
# Of a cycle: how far below its peak the rate starts, and how far below that it ends,
# and between which values the decay of the mean falls and rises again.
STARTS_BELOW, ENDS_BELOW = 25.0, 1e4
LARGEST_DECAY, LEAST_DECAY = 0.95, 0.85


class Adam:
    """Adam after Kingma and Ba (2015).

    Parameters
    ----------
    parameters
        What descends.
    learning_rate
        The same at every step.
    weight_decay
        How much of each parameter is added to its gradient.
    """

    def __init__(
        self,
        parameters: Iterable[nn.Parameter],
        *,
        learning_rate: float,
        weight_decay: float = 0.0,
    ) -> None:
        self._parameters = list(parameters)
        self._mean = [torch.zeros_like(each.data) for each in self._parameters]
        self._square = [torch.zeros_like(each.data) for each in self._parameters]
        self._rate, self._decay, self._count = learning_rate, weight_decay, 0

    def forget_gradients(self) -> None:
        """Let the next gradients be all there is."""
        for each in self._parameters:
            each.grad = None

    @torch.no_grad()
    def step(self) -> None:
        """Take a step down along the gradients."""
        self._count += 1
        size = self._rate / (1 - DECAY_OF_MEAN**self._count)
        root = (1 - DECAY_OF_SQUARES**self._count) ** 0.5
        for value, mean, square in zip(
            self._parameters, self._mean, self._square, strict=True
        ):
            gradient = value.grad
            if gradient is None:
                continue
            if self._decay:
                gradient = gradient.add(value, alpha=self._decay)
            mean.lerp_(gradient, 1 - DECAY_OF_MEAN)
            square.mul_(DECAY_OF_SQUARES)
            square.addcmul_(gradient, gradient, value=1 - DECAY_OF_SQUARES)
            below = (square.sqrt() / root).add_(LEAST_ROOT)
            value.addcdiv_(mean, below, value=-size)


def one_cycle(largest: float, steps: int, *, warm_up: float) -> Tensor:
    """Return the rate and the decay of the mean before each step, (steps + 1, 2).

    Parameters
    ----------
    largest
        The rate at its peak.
    steps
        Number of steps; the last row is what is left after them.
    warm_up
        Share of the steps over which the rate rises.
    """
    first, peak, last = largest / STARTS_BELOW, warm_up * (steps + 1) - 1.0, steps
    lowest = first / ENDS_BELOW
    rows = []
    for step in range(steps + 1):
        if step <= peak:
            share = step / peak
            row = (
                _between(first, largest, share),
                _between(LARGEST_DECAY, LEAST_DECAY, share),
            )
        else:
            share = (step - peak) / (last - peak)
            row = (
                _between(largest, lowest, share),
                _between(LEAST_DECAY, LARGEST_DECAY, share),
            )
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)


def _between(start: float, end: float, share: float) -> float:
    """Return how far a cosine has come from one value to the other."""
    return end + (start - end) / 2.0 * (1.0 + math.cos(math.pi * share))
