"""Dropout whose random numbers are cheap to draw.

torch draws a number of 64 bits for each entry and has it pass through a distribution of
its own; on a CPU that was a fifth of a training. Of the same generator a quarter of
such a number does: a share is met to within one in 65,536.
"""

from typing import Any

import torch
from torch import Tensor, nn

STATES = 2**16  # of the bits that decide on an entry
PER_WORD = 4
LOWEST = -(2**63)


def thinning(values: Tensor, share: float) -> Tensor:
    """Draw what each entry is multiplied by: 0, or 1 / (1 - share).

    Parameters
    ----------
    values
        The entries; only their shape, type and device count.
    share
        Of the entries that become 0, below 1.
    """
    count = values.numel()
    words = torch.empty(-(-count // PER_WORD), dtype=torch.int64, device=values.device)
    bits = words.random_(LOWEST, None).view(torch.int16)[:count].view(values.shape)
    found = torch.empty_like(values, memory_format=torch.contiguous_format)
    torch.ge(bits, round(share * STATES) - STATES // 2, out=found)
    return found.div_(1 - share)


class _Thinned(torch.autograd.Function):
    @staticmethod
    def forward(context: Any, values: Tensor, share: float) -> Tensor:
        factor = thinning(values, share)
        context.save_for_backward(factor)
        return values * factor

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> Any:
        (factor,) = context.saved_tensors
        return gradients[0] * factor, None


class Dropout(nn.Module):
    """Set a share of what passes to zero in training, and scale up the rest.

    Parameters
    ----------
    share
        Of the entries; below 1.
    """

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, values: Tensor) -> Tensor:
        """Return entries of the same shape."""
        if not self.training or self.share == 0:
            return values
        found: Tensor = _Thinned.apply(values, self.share)  # type: ignore[no-untyped-call]
        return found
