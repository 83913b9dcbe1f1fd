"""The truth: how every node responds to a push on every other, in the full model."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from bioripple.arrays import Floats
from bioripple.errors import Failed
from bioripple.network.influence import reachable, signs
from bioripple.runtime.checks import check_square

REFINEMENTS = 2


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
    residual
        Largest entry of |1 - (I - J) R| for the inverse R as computed.
    """

    matrix: Floats
    condition: float | None
    residual: float


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
    TypeError, ValueError
        If the Jacobian is no square matrix of numbers.

    Notes
    -----
    R = (I - J)⁻¹ and M_ij = R_ij / R_jj, as in DYNAMO (Santolini & Barabási, PNAS
    2018). The 1 beside J carries the model's time unit, so M depends on that unit.
    Where no path leads from j to i, R_ij is zero for the sake of structure; inversion
    leaves round-off there, in an order that means nothing, so it is set to zero.
    """
    jacobian = check_square(jacobian, "jacobian")
    if jacobian.shape[0] == 0:
        return Sensitivity(np.zeros((0, 0)), None, 0.0)
    response, residual = _inverse(jacobian)
    itself = np.diagonal(response)
    if np.any(itself == 0.0):
        node = int(np.flatnonzero(itself == 0.0)[0])
        raise Failed(f"node number {node} does not respond to itself: (I - J)⁻¹ is 0")
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        matrix = response / itself
        condition = _norm(np.eye(len(jacobian)) - jacobian) * _norm(response)
    matrix[~reachable(signs(jacobian))] = 0.0
    np.fill_diagonal(matrix, 1.0)
    _check_finite(matrix, "the sensitivity matrix")
    return Sensitivity(matrix, condition if np.isfinite(condition) else None, residual)


def _norm(matrix: Floats) -> float:
    return float(np.abs(matrix).sum(axis=0).max())


def _inverse(jacobian: Floats) -> tuple[Floats, float]:
    _check_finite(jacobian, "the Jacobian")
    try:
        shifted: Floats = np.eye(len(jacobian)) - jacobian
        inverse: Floats = np.asarray(np.linalg.inv(shifted), dtype=np.float64)
    except np.linalg.LinAlgError:
        raise Failed("I - J is singular, so the responses are not defined") from None
    return _refined(jacobian, _check_finite(inverse, "(I - J)⁻¹"))


def _refined(jacobian: Floats, inverse: Floats) -> tuple[Floats, float]:
    """Improve an inverse R of A = I - J by R + R (I - A R), the bracket held longer.

    Returns the inverse and the largest entry of its bracket.

    Rates of one model may differ by 10^15; without this, small responses are lost in
    the round-off of large ones and their ranks with them. Where the platform's long
    double is no longer than a double it does no harm.
    """
    eye = np.eye(len(jacobian), dtype=np.longdouble)
    exact = csr_array(eye - jacobian)
    best = better = inverse.astype(np.longdouble)
    least = np.inf
    for _ in range(1 + REFINEMENTS):
        residual = eye - exact @ better
        error = float(np.abs(residual).max())
        if not error < least:
            break
        best, least = better, error
        better = better + inverse @ residual.astype(np.float64)
    return best.astype(np.float64), least


def _check_finite(matrix: Floats, name: str) -> Floats:
    if not np.all(np.isfinite(matrix)):
        count = int(np.count_nonzero(~np.isfinite(matrix)))
        raise Failed(f"{name} has {count} of {matrix.size} entries that are not finite")
    return matrix
