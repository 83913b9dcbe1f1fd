"""Responses to whatever is held: parameters, inputs, fixed species, and states.

A constant becomes a variable that nothing changes: one more row of zeros, and a
column, of the Jacobian. A state that is held becomes one, too: what changed it plays no
part any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from bioripple.arrays import Flags, Floats
from bioripple.network.linear_blocks import make_block
from bioripple.network.stability import standing_of
from bioripple.network.within import within_sums
from bioripple.odes.system import OdeSystem
from bioripple.responses.of_sources import sensitivity_of
from bioripple.responses.steady_state import (
    ACCUMULATES,
    DRAWS,
    MARGIN,
    NO_FLOW,
    REASONS,
    ROUND_OFF,
    UNDECIDED,
)

Places = NDArray[np.intp]


def with_constants(system: OdeSystem, names: Sequence[str]) -> OdeSystem:
    """Return a system in which some constants are states that do not move.

    Parameters
    ----------
    system
        The equations, of n states.
    names
        Ids of p of its constants.

    Returns
    -------
    OdeSystem
        Of n + p states, those of `system` first, and all of `names` among its
        variables: its Jacobian has their columns, exact like the others.

    Raises
    ------
    KeyError
        If one is no constant of the system.

    Notes
    -----
    What the file computed from a constant at time 0 does not follow it: an initial
    assignment is over when something is perturbed.
    """
    constants = dict(system.constants)
    values = [constants.pop(name) for name in names]
    known = {*system.species, *system.parameters}
    return replace(
        system,
        states=(*system.states, *names),
        rates=(*system.rates, *[system.graph.zero] * len(values)),
        initial=(*system.initial, *values),
        constants=constants,
        parameters=(*system.parameters, *(n for n in names if n not in known)),
    )


@dataclass(frozen=True, eq=False)
class HeldResponse:
    """How n nodes respond to nodes that are held at other values.

    Attributes
    ----------
    change : ndarray, shape (n,)
        In their own units, to first order; NaN where it is not defined.
    why : ndarray of str, shape (n,)
        The reason, of `responses.steady_state.REASONS`; empty where it is defined.
    stays
        Whether the others, with these held, stay where the changes lead. If not, they
        are those to a push that lasts, and that moves what would be held so far.
    """

    change: Floats
    why: NDArray[np.str_]
    stays: bool = True


def push(
    jacobian: csr_array, held: Sequence[int] | Places, by: Sequence[float] | Floats
) -> HeldResponse:
    """Return how nodes respond to a push, as M of `responses.sensitivity.sensitivity`.

    Parameters
    ----------
    jacobian
        n × n, sparse, `[i, j]` = ∂f_i/∂x_j [1 / model time unit]; rows of constants are
        zero.
    held
        Places of k nodes that are pushed, and held there.
    by
        By how much each is changed, in its own unit, shape (k,).

    Returns
    -------
    HeldResponse
        With one node that is held, its column of M. It hangs on the model's unit of
        time.

    Raises
    ------
    Failed
        If I - J is singular among the nodes that are reached.
    """
    places, n = np.asarray(held, dtype=np.intp), int(jacobian.shape[0])
    moves = np.ones(n)
    moves[places] = 0.0
    others = csr_array(diags_array(moves) @ jacobian)
    others.eliminate_zeros()
    change = sensitivity_of(others, places).matrix @ np.asarray(by, dtype=np.float64)
    return HeldResponse(change, np.full(n, "", dtype="<U16"))


def lasting(
    jacobian: Floats,
    slopes: Floats,
    conserved: Floats,
    held: Sequence[int] | Places,
    by: Sequence[float] | Floats,
    *,
    size: Floats | None = None,
) -> HeldResponse:
    """Return what is left, when all has come to rest, of holding nodes elsewhere.

    Parameters
    ----------
    jacobian
        n × n at a steady state, `[i, j]` = ∂f_i/∂x_j; rows of constants are zero.
    slopes
        n × n, `[i, j]` = ∂g_i/∂x_j of nodes that are given by a formula, rows of zeros
        for the others; see `responses.steady_state.steady_state`.
    conserved
        d × n: sums of nodes that stay as they are while the nodes are held.
    held
        Places of k nodes that are held.
    by
        By how much each is changed, in its own unit, shape (k,).
    size
        How large each node is, shape (n,); alike by default. It decides which members
        of a sum are computed from the others: the largest.

    Returns
    -------
    HeldResponse
        The held nodes have their own change. Where no path leads, and where what
        arrives cancels but for round-off, it is exactly 0.
    """
    places, rows = np.asarray(held, dtype=np.intp), np.array(jacobian, dtype=np.float64)
    rows[places] = 0.0
    given = np.array(slopes.any(axis=1), dtype=np.bool_)
    given[places] = False
    met = _met((rows != 0.0) | (slopes != 0.0) & given[:, None], places)
    change, why = np.zeros(len(rows)), np.full(len(rows), "", dtype="<U16")
    change[places] = by
    moving = met & ~given
    moving[places] = False
    counts = _come_to_rest(rows, conserved, moving)
    adding = moving & ~counts
    change[adding], why[adding] = np.nan, REASONS[ACCUMULATES - 1]
    right = -rows[np.ix_(counts, places)] @ change[places]
    sizes = np.ones(len(rows)) if size is None else size
    change[counts], why[counts], stays = _balanced(
        rows[np.ix_(counts, counts)],
        right,
        within_sums(conserved[:, counts], sizes[counts]),
    )
    for node in np.flatnonzero(given & met):
        read = np.flatnonzero(slopes[node])
        terms = slopes[node, read] * change[read]
        total = float(terms.sum())
        change[node] = 0.0 if abs(total) <= NO_FLOW * np.abs(terms).sum() else total
        why[node] = next(filter(None, why[read].tolist()), "")
    return HeldResponse(change, why, stays)


def _met(edges: Flags, starts: Places) -> Flags:
    """Return which nodes a path leads to from some, these included."""
    found = np.zeros(len(edges), dtype=np.bool_)
    found[starts] = True
    while True:
        further = found | edges[:, found].any(axis=1)
        if np.array_equal(further, found):
            return found
        found = further


def _come_to_rest(rows: Floats, conserved: Floats, moving: Flags) -> Flags:
    """Return the nodes that are read by one that is read, and so on, or in a sum."""
    in_sum = (conserved != 0.0).any(axis=0)
    kept = moving
    while True:
        read = (rows[kept] != 0.0).any(axis=0)
        further = kept & (read | in_sum)
        if np.array_equal(further, kept):
            return kept
        kept = further


def _balanced(
    matrix: Floats, right: Floats, moves: tuple[Places, Floats]
) -> tuple[Floats, str, bool]:
    """Return X with A X = right that changes no sum, or NaN and the reason for it.

    And whether what A moves stays there.

    What errors of A within round-off could make zero is zero, as in `steady_state`.
    """
    free, within = moves
    reduced = matrix[free] @ within
    try:
        stands = standing_of(reduced)
        if stands == "undecided":
            raise np.linalg.LinAlgError
        change = within @ _solved(reduced, right[free])
        noise = np.zeros(len(change))
        rng = np.random.default_rng(0)
        for _ in range(DRAWS):
            error = 1.0 + ROUND_OFF * rng.uniform(-1.0, 1.0, reduced.shape)
            moved = within @ _solved(reduced * error, right[free])
            noise = np.fmax(noise, np.abs(moved - change))
    except np.linalg.LinAlgError:
        return np.full(len(matrix), np.nan), REASONS[UNDECIDED - 1], True
    change[np.abs(change) <= MARGIN * noise] = 0.0
    return change, "", stands == "stable"


def _solved(matrix: Floats, right: Floats) -> Floats:
    if not len(matrix):
        return right
    block = make_block(matrix, n_sums=0)
    return block.solve(right[:, None], np.zeros((0, 1)))[:, 0]
