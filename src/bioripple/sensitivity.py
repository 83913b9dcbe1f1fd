"""The truth: how every node responds to a push on every other, in the full model."""

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from bioripple.network import Floats, reachable, signs
from bioripple.outcome import Failed


@dataclass(frozen=True)
class Sensitivity:
    """Responses of a model.

    Attributes
    ----------
    matrix
        n × n, `[i, j]` = change of node i per change of node j; diagonal exactly 1, and
        exactly 0 where j cannot reach i.
    condition
        Condition number of I - J in the 1-norm; None where there are no nodes.
    """

    matrix: Floats
    condition: float | None


def sensitivity(jacobian: Floats) -> Sensitivity:
    """Return the sensitivity matrix of a full biochemical model.

    Parameters
    ----------
    jacobian
        n × n, `[i, j]` = ∂f_i/∂x_j [1 / model time unit], satellites removed.

    Returns
    -------
    Sensitivity
        The matrix and the condition number of what was inverted.

    Raises
    ------
    Failed
        If I - J is singular, or the matrix is not finite, or a node's response to
        itself is zero, so that its column cannot be scaled.

    Notes
    -----
    R = (I - J)⁻¹ and M_ij = R_ij / R_jj, as in DYNAMO (Santolini & Barabási, PNAS
    2018). The 1 beside J carries the model's time unit, so M depends on that unit.
    Where no path leads from j to i, R_ij is zero for the sake of structure; inversion
    leaves round-off there, in an order that means nothing, so it is set to zero.
    """
    if jacobian.shape[0] == 0:
        return Sensitivity(np.zeros((0, 0)), None)
    shifted = np.eye(jacobian.shape[0]) - jacobian
    response = _inverse(shifted)
    itself = np.diagonal(response)
    if np.any(itself == 0.0):
        node = int(np.flatnonzero(itself == 0.0)[0])
        raise Failed(f"node number {node} does not respond to itself: (I - J)⁻¹ is 0")
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        matrix = response / itself
        condition = float(linalg.norm(shifted, 1) * linalg.norm(response, 1))
    matrix[~reachable(signs(jacobian))] = 0.0
    np.fill_diagonal(matrix, 1.0)
    _check_finite(matrix, "the sensitivity matrix")
    return Sensitivity(matrix, condition if np.isfinite(condition) else None)


def _inverse(matrix: Floats) -> Floats:
    _check_finite(matrix, "I - J")
    # Rows are brought to a common size first: rates of one model may differ by 10^15,
    # and the choice of pivots should not depend on a row's unit.
    size = np.abs(matrix).max(axis=1, keepdims=True)
    if np.any(size == 0.0):
        raise Failed("I - J is singular: it has a row of zeros")
    try:
        with warnings.catch_warnings():
            # ASSUME: an ill-conditioned matrix is not an error; its condition number
            # is reported instead, and is often large for the choice of units only.
            warnings.simplefilter("ignore", linalg.LinAlgWarning)
            inverse = linalg.solve(matrix / size, np.diag(1.0 / size[:, 0]))
    except linalg.LinAlgError:
        raise Failed("I - J is singular, so the responses are not defined") from None
    return np.asarray(_check_finite(inverse, "(I - J)⁻¹"), dtype=np.float64)


def _check_finite(matrix: NDArray[np.float64], name: str) -> NDArray[np.float64]:
    if not np.all(np.isfinite(matrix)):
        count = int(np.count_nonzero(~np.isfinite(matrix)))
        raise Failed(f"{name} has {count} of {matrix.size} entries that are not finite")
    return matrix
