"""Responses of Jacobians through their inverses, with gradients.

M = (λI - J)⁻¹, its columns divided by their diagonal. Nothing here asks on the host
what an inverse looks like: a GPU is never waited for.
"""

from typing import Any

import torch
from torch import Tensor

from bioripple.vocabulary import LEARNED_TRUTHS, TruthName

# λ by truth. A lasting push is one that lasts a thousand times as long as a node's
# typical effect on itself. What is added to 1 keeps a Jacobian of equal entries, such
# as an untrained one, from having λ as an eigenvalue.
LEAKS: dict[TruthName, float] = {
    "relative": 1.001,
    "steady_state": 1e-3,
    "dynamo": 1.001,
}
LEAST_RESPONSE = 1e-30


def leaks(jacobian: Tensor) -> Tensor:
    """Return λ for the matrices that `perceptron.jacobians` gives, (3, B)."""
    count = jacobian.shape[1]
    # filled in place: numbers that are copied to a GPU have the host wait for it
    rows = [jacobian.new_full((count,), LEAKS[truth]) for truth in LEARNED_TRUTHS]
    return torch.stack(rows)


def log_responses(jacobian: Tensor, leak: Tensor) -> Tensor:
    """Return log10 |M| of Jacobians.

    Parameters
    ----------
    jacobian : (..., n, n)
        Matrices J.
    leak : (...)
        λ > 0 of each.

    Returns
    -------
    Tensor
        (..., n, n), M = (λI - J)⁻¹ with columns divided by their diagonal entry; not
        finite throughout where a matrix has no inverse.
    """
    everywhere = torch.arange(jacobian.numel(), device=jacobian.device)
    return log_responses_at(jacobian, leak, everywhere).view(jacobian.shape)


def log_responses_at(jacobian: Tensor, leak: Tensor, places: Tensor) -> Tensor:
    """Return some entries of `log_responses`, (P,).

    Parameters
    ----------
    jacobian, leak
        See `log_responses`.
    places : (P,)
        Places in the flattened matrices, no two alike.
    """
    found, lost = responses_at(jacobian, leak, places)
    return torch.log10(found.abs() + LEAST_RESPONSE).masked_fill(lost, torch.nan)


def responses_at(
    jacobian: Tensor, leak: Tensor, places: Tensor
) -> tuple[Tensor, Tensor]:
    """Return some entries of M, and which of them have no inverse behind them, (P,).

    Parameters
    ----------
    jacobian, leak, places
        See `log_responses_at`. What has no inverse counts as the identity and gives no
        gradient.
    """
    apply: Any = _Responses.apply
    found: tuple[Tensor, Tensor] = apply(jacobian, leak, places)
    return found


class _Responses(torch.autograd.Function):
    """Entries of (λI - J)⁻¹ by the diagonal entry of their column, at some places.

    Where there is no inverse the second result is true, and no gradient goes to J. As
    ∂A = -A ∂(λI - J) A, a gradient G of the inverse A is Aᵀ G Aᵀ of J.
    """

    @staticmethod
    def forward(
        context: Any, jacobian: Tensor, leak: Tensor, places: Tensor
    ) -> tuple[Tensor, Tensor]:
        n, matrix = jacobian.shape[-1], -jacobian
        torch.diagonal(matrix, dim1=-2, dim2=-1).add_(leak[..., None])
        inverse = torch.linalg.inv_ex(matrix).inverse
        lost = ~torch.isfinite(inverse.abs().amax(dim=(-1, -2)))
        eye = torch.eye(n, dtype=matrix.dtype, device=matrix.device)
        # LAPACK leaves column after column: so they are kept, and looked up
        turned = torch.where(lost[..., None, None], eye, inverse.mT).contiguous()
        column = torch.div(places, n * n, rounding_mode="floor") * n + places % n
        row = torch.div(places, n, rounding_mode="floor") % n
        itself = torch.diagonal(turned, dim1=-2, dim2=-1).flatten()[column]
        found = turned.flatten()[column * n + row] / itself
        without = lost.flatten()[torch.div(column, n, rounding_mode="floor")]
        context.save_for_backward(turned, places, found, itself)
        context.mark_non_differentiable(without)
        return found, without

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> Any:
        turned, places, found, itself = context.saved_tensors
        empty = torch.zeros_like(turned).flatten()
        of_entries = empty.index_copy(0, places, gradients[0] / itself).view_as(turned)
        empty.index_copy_(0, places, -gradients[0] * (found / itself))
        of_diagonal = empty.view_as(turned).sum(dim=-2)
        torch.diagonal(of_entries, dim1=-2, dim2=-1).add_(of_diagonal)
        return turned @ (of_entries @ turned), None, None
