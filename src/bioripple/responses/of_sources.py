"""The truth for chosen sources, of networks whose n × n responses are too many.

Columns of what `sensitivity` and `steady_state` return, by factors of sparse matrices
and without the rest of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, eye_array
from scipy.sparse.csgraph import breadth_first_order
from scipy.sparse.linalg import SuperLU, splu

from bioripple.arrays import Flags, Floats
from bioripple.errors import Failed
from bioripple.responses.sensitivity import REFINEMENTS
from bioripple.responses.steady_state import SteadyState, steady_state

Places = NDArray[np.intp]
# What is factorised has its entries beside the diagonal in pairs as a rule: what a
# reaction takes from one species it gives to another.
ORDERING: Final = "MMD_AT_PLUS_A"
BLOCK = 64  # sources at a time


@dataclass(frozen=True, eq=False)
class SourceSensitivity:
    """Responses of a model's n nodes to pushes on k of them.

    Attributes
    ----------
    matrix : ndarray, shape (n, k)
        `[i, s]` = change of node i per change of source s: columns of
        `sensitivity.Sensitivity.matrix`. Exactly 1 for the source itself, and exactly 0
        where it cannot reach i.
    residual
        Largest entry of |e_s - (I - J) R e_s| for the columns of the inverse R as
        computed; 0 where there are none.
    """

    matrix: Floats
    residual: float


def sensitivity_of(
    jacobian: csr_array, sources: Sequence[int] | Places
) -> SourceSensitivity:
    """Return the responses to pushes on some nodes.

    Parameters
    ----------
    jacobian : csr_array, shape (n, n)
        `[i, j]` = ∂f_i/∂x_j [1 / model time unit], satellites removed.
    sources
        Places of k nodes.

    Returns
    -------
    SourceSensitivity
        M_ij = R_ij / R_jj with R = (I - J)⁻¹, for each source j.

    Raises
    ------
    Failed
        If I - J is singular among the nodes that the sources reach, these included; or
        a number is not finite; or a source does not respond to itself.

    Notes
    -----
    One sparse factorisation, of the nodes that are reached, and two triangular solves a
    source, improved as in `sensitivity` by residuals that are held longer. What is not
    reached plays no part: a singular part of it, for which there is no matrix of all
    responses, is not seen.
    """
    places = np.asarray(sources, dtype=np.intp)
    n = int(jacobian.shape[0])
    matrix = np.zeros((n, len(places)))
    if not places.size:
        return SourceSensitivity(matrix, 0.0)
    reached = _reached(jacobian, places)
    met = np.flatnonzero(reached.any(axis=1))
    among = csr_array(csr_array(jacobian[met])[:, met])
    if not np.isfinite(among.data).all():
        raise Failed("the Jacobian has entries that are not finite")
    inside = np.searchsorted(met, places)
    solver = _Solver(among)
    residual = 0.0
    for first in range(0, len(places), BLOCK):
        these = slice(first, first + BLOCK)
        columns, error = solver.columns(inside[these])
        matrix[met, these] = _scaled(columns, inside[these], places[these])
        residual = max(residual, error)
    matrix[~reached] = 0.0
    matrix[places, np.arange(len(places))] = 1.0
    if not np.isfinite(matrix).all():
        raise Failed("the sensitivity matrix has entries that are not finite")
    return SourceSensitivity(matrix, residual)


def steady_state_of(
    jacobian: csr_array, slopes: csr_array, sources: Sequence[int] | Places
) -> SteadyState:
    """Return how a steady state responds to lasting pushes on some nodes.

    Parameters
    ----------
    jacobian, slopes : csr_array, shape (n, n)
        As for `steady_state.steady_state`.
    sources
        Places of k nodes.

    Returns
    -------
    SteadyState
        Columns of what `steady_state` returns: `matrix` and `why` of shape (n, k).

    Notes
    -----
    Only the m nodes that are reached are looked at, those with a formula that reads one
    of them included. Whether they settle takes all eigenvalues of each strongly
    connected component, so that time grows with the cube of the largest one, and memory
    with m².
    """
    places = np.asarray(sources, dtype=np.intp)
    reached = _reached(csr_array(abs(jacobian) + abs(slopes)), places)
    met = np.flatnonzero(reached.any(axis=1))
    inside = np.searchsorted(met, places)
    found = steady_state(
        *(csr_array(whole[met])[:, met].toarray() for whole in (jacobian, slopes))
    )
    shape = (int(jacobian.shape[0]), len(places))
    matrix, why = np.zeros(shape), np.zeros(shape, dtype=np.int8)
    matrix[met], why[met] = found.matrix[:, inside], found.why[:, inside]
    return SteadyState(matrix, why)


def _reached(edges: csr_array, sources: Places) -> Flags:
    """Return whether a path leads from each source to each node, shape (n, k)."""
    onwards = csr_array(edges.T)  # scipy's graphs run from row to column
    found = np.zeros((int(edges.shape[0]), len(sources)), dtype=np.bool_)
    for column, source in enumerate(sources.tolist()):
        order = breadth_first_order(onwards, source, return_predecessors=False)
        found[order, column] = True
    return found


def _scaled(columns: Floats, inside: Places, places: Places) -> Floats:
    """Return responses per change of the source, from columns of the inverse."""
    itself = columns[inside, np.arange(len(inside))]
    if np.any(itself == 0.0):
        node = int(places[np.flatnonzero(itself == 0.0)[0]])
        raise Failed(f"node number {node} does not respond to itself: (I - J)⁻¹ is 0")
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(columns / itself)


class _Solver:
    """Columns of R = (I - J)⁻¹."""

    def __init__(self, jacobian: csr_array) -> None:
        matrix = csc_array(eye_array(int(jacobian.shape[0])) - jacobian)
        self._factors = _factorised(matrix)
        self._exact = csr_array(matrix).astype(np.longdouble)

    def columns(self, places: Places) -> tuple[Floats, float]:
        """Return some columns, shape (n, k), and their largest residual."""
        right = np.zeros((int(self._exact.shape[0]), len(places)))
        right[places, np.arange(len(places))] = 1.0
        better = self._factors.solve(right).astype(np.longdouble)
        best, least = better, np.full(len(places), np.inf)
        for _ in range(1 + REFINEMENTS):
            residual = right - self._exact @ better
            error = np.abs(residual).max(axis=0).astype(np.float64)
            gain = error < least
            if not gain.any():
                break
            best, least = np.where(gain, better, best), np.fmin(error, least)
            better = better + self._factors.solve(residual.astype(np.float64))
        return best.astype(np.float64), float(least.max())


def _factorised(matrix: csc_array) -> SuperLU:
    try:
        return splu(matrix, permc_spec=ORDERING)
    except RuntimeError:  # a pivot that is exactly 0
        raise Failed("I - J is singular, so the responses are not defined") from None
