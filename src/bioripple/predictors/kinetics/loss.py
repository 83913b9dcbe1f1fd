"""Spearman's correlation with a gradient."""

import torch
from torch import Tensor


def soft_spearman_loss(scores: Tensor, ranks: Tensor, *, tau: float = 0.15) -> Tensor:
    """Return 1 - Spearman's correlation, with ranks that have a gradient.

    Parameters
    ----------
    scores : (..., S)
        What is to be ranked.
    ranks : (..., S)
        The ranks aimed at.
    tau
        Width of the step of a soft rank, in standard deviations of the scores.

    Returns
    -------
    Tensor
        (...); as tau goes to 0 it tends to 1 - Spearman's correlation, if no scores
        are equal.

    Notes
    -----
    The soft rank of score k is Σ_l σ((s_k - s_l) / (tau · std)).
    """
    scores = scores.float()
    width = tau * scores.detach().std(dim=-1).clamp(0.05, 5.0)[..., None, None]
    soft = torch.sigmoid((scores[..., :, None] - scores[..., None, :]) / width).sum(-1)
    soft = soft - soft.mean(dim=-1, keepdim=True)
    aim = ranks - ranks.mean(dim=-1, keepdim=True)
    norm = soft.norm(dim=-1) * aim.norm(dim=-1)
    correlation: Tensor = (soft * aim).sum(dim=-1) / (norm + 1e-9)
    return 1.0 - correlation
