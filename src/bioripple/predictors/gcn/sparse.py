"""Sparse matrices that act on a batch of activations, forwards and for gradients."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from scipy.sparse import csr_array


class _SparseProduct(torch.autograd.Function):
    """matrix @ dense, with the transpose at hand for the gradient.

    torch's own gradient of a CSR product transposes at every call, which takes ten
    times as long as the product.
    """

    @staticmethod
    def forward(
        context: Any,
        matrix: torch.Tensor,
        transpose: torch.Tensor,
        dense: torch.Tensor,
    ) -> torch.Tensor:
        context.transpose = transpose
        return _product(matrix, dense)

    @staticmethod
    def backward(context: Any, *gradients: torch.Tensor) -> Any:
        return None, None, _product(context.transpose, gradients[0])


def _product(matrix: torch.Tensor, dense: torch.Tensor) -> torch.Tensor:
    """Return matrix @ dense, without the copy that `torch.sparse.mm` makes of it."""
    found = dense.new_zeros(matrix.shape[0], dense.shape[1])
    torch.addmm(found, matrix, dense, beta=0, out=found)
    return found


@dataclass(frozen=True)
class Operator:
    """A fixed sparse matrix that acts on the first axis of activations.

    Attributes
    ----------
    matrix : (R, N)
        Sparse CSR tensor.
    transpose : (N, R)
        Its transpose, sparse CSR too.
    """

    matrix: torch.Tensor
    transpose: torch.Tensor

    def __call__(self, activations: torch.Tensor) -> torch.Tensor:
        """Multiply activations (N, B, F) from the left; the result is (R, B, F).

        The B slots are columns beside each other: one product serves all of them.
        """
        n, slots, width = activations.shape
        flat = activations.reshape(n, slots * width)
        apply: Callable[..., torch.Tensor] = _SparseProduct.apply
        product = apply(self.matrix, self.transpose, flat)
        return product.reshape(-1, slots, width)


def operator(
    matrix: csr_array,
    *,
    device: torch.device | None = None,
    dtype: torch.dtype = torch.float32,
) -> Operator:
    """Bring a scipy matrix to torch."""
    return Operator(
        _sparse_tensor(matrix, device, dtype),
        _sparse_tensor(csr_array(matrix.T), device, dtype),
    )


def _sparse_tensor(
    matrix: csr_array, device: torch.device | None, dtype: torch.dtype
) -> torch.Tensor:
    ordered = matrix.sorted_indices()
    with warnings.catch_warnings():
        # torch calls its CSR layout a beta; it is three times as fast here as COO, and
        # the tests hold it against dense products.
        warnings.filterwarnings("ignore", message="Sparse CSR tensor support")
        return torch.sparse_csr_tensor(
            # wider ones are narrowed anew at each product
            torch.from_numpy(ordered.indptr).int(),
            torch.from_numpy(ordered.indices).int(),
            torch.from_numpy(ordered.data).to(dtype),
            size=ordered.shape,
            device=device,
            check_invariants=True,
        )
