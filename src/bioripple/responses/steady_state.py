"""The response of a steady state to a push that lasts, wherever there is one.

With J = ∂f/∂x, a lasting push of size u on node j makes (sI - J) X = u e_j in the
Laplace variable s, and in the end node i has moved by

    T_ij = lim_{s → 0+} [(sI - J)⁻¹]_ij / [(sI - J)⁻¹]_jj

for every unit that node j has moved. Where J is invertible, T_ij is
(J⁻¹)_ij / (J⁻¹)_jj. T is what M of `sensitivity` becomes as the unit of time grows, so
it hangs on no unit of time. Where J is singular because sums of nodes are conserved the
limit exists, too: a push on a member adds to the sum, and what hangs on the sum moves
in proportion. A reduction by a link matrix would have to hold the sums and to name a
node that gives what j takes; the limit names none.

The network is solved from source to target, one strongly connected component after the
other. Some components leave responses undefined:

- `unstable`: an eigenvalue has a positive real part, so nothing settles;
- `accumulates`: a sum that it conserves is fed from outside and never drained, as with
  a product that is only made; it, and all that follows it, moves for ever;
- `undecided`: round-off hides whether it conserves a sum.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from bioripple.arrays import Flags, Floats
from bioripple.network.influence import reachable, signs
from bioripple.network.linear_blocks import (
    Block,
    count_sums,
    make_block,
    standing,
)
from bioripple.runtime.checks import check_square

DEFINED, UNSTABLE, ACCUMULATES, UNDECIDED, RIGID = range(5)
REASONS = ("unstable", "accumulates", "undecided", "rigid")
# Changes of J that are taken for round-off, in how many draws, and how much more than
# what they do a response has to be in order not to be zero.
ROUND_OFF, DRAWS, MARGIN = 1e-13, 3, 10.0
NO_FLOW = 1e-11
Codes = NDArray[np.int8]


@dataclass(frozen=True)
class SteadyState:
    """Responses of a steady state.

    Attributes
    ----------
    matrix
        n × n, `[i, j]` = lasting change of node i per lasting change of node j; the
        diagonal is 1. NaN where it is not defined.
    why
        n × n, 0 where it is defined, else k if the reason is `REASONS[k - 1]`. `rigid`:
        no push on node j moves it in the end, so nothing can be measured by it.
    """

    matrix: Floats
    why: Codes


@dataclass(frozen=True)
class _Component:
    """A strongly connected component: its nodes, conserved sums, and what is wrong."""

    nodes: NDArray[np.intp]
    n_sums: int
    fault: int


def steady_state(jacobian: Floats, slopes: Floats) -> SteadyState:
    """Return how a steady state responds to lasting pushes.

    Parameters
    ----------
    jacobian
        n × n, `[i, j]` = ∂f_i/∂x_j.
    slopes
        n × n, `[i, j]` = ∂g_i/∂x_j for nodes that are given by a formula x_i = g_i(x);
        rows of zeros for those that have a rate of their own.

    Returns
    -------
    SteadyState
        A node that is given by a formula moves as the formula says, and a push on it
        moves no other node.

    Notes
    -----
    An entry that changes of J within round-off could make zero is zero. Such are the
    responses that vanish because of the network's structure (Mochizuki & Fiedler,
    J. Theor. Biol. 2015), as well as those of nodes that cannot be reached.
    """
    jacobian = check_square(jacobian, "jacobian")
    slopes = check_square(slopes, "slopes")
    moving = np.flatnonzero(~slopes.any(axis=1))
    dynamic = np.ascontiguousarray(jacobian[np.ix_(moving, moving)])
    reach = reachable(signs(dynamic))
    parts = _components(dynamic, reach)
    responses = _without_noise(dynamic, parts, reach)
    why = _faults(dynamic, parts, reach)
    itself = np.diagonal(responses).copy()
    why[:, (itself == 0.0) & (why.diagonal() == DEFINED)] = RIGID
    with np.errstate(all="ignore"):
        matrix = responses / itself
    np.fill_diagonal(matrix, 1.0)
    why[(why == DEFINED) & ~np.isfinite(matrix)] = UNDECIDED
    np.fill_diagonal(why, DEFINED)
    why[~reach] = DEFINED
    matrix[~reach] = 0.0
    matrix[why != DEFINED] = np.nan
    return _with_formulas(matrix, why, moving, slopes)


def _components(jacobian: Floats, reach: Flags) -> list[_Component]:
    """Return the components, each after all that lead to it."""
    _, label = connected_components(csr_array(jacobian != 0), connection="strong")
    n_sources = reach.sum(axis=1)
    first = [np.flatnonzero(label == k) for k in range(label.max(initial=-1) + 1)]
    return [
        _describe(jacobian, nodes)
        for nodes in sorted(first, key=lambda nodes: (n_sources[nodes[0]], nodes[0]))
    ]


def _describe(jacobian: Floats, nodes: NDArray[np.intp]) -> _Component:
    matrix = jacobian[np.ix_(nodes, nodes)]
    try:
        n_sums = count_sums(matrix)
    except np.linalg.LinAlgError:  # entries so far apart that LAPACK gives up
        n_sums = None
    if n_sums is None:
        return _Component(nodes, 0, UNDECIDED)
    fault = {"stable": DEFINED, "unstable": UNSTABLE, "undecided": UNDECIDED}
    return _Component(nodes, n_sums, fault[standing(matrix, n_sums=n_sums)])


def _faults(jacobian: Floats, parts: list[_Component], reach: Flags) -> Codes:
    """Return why entries are not defined; the first reason of `REASONS` counts."""
    why = np.zeros(jacobian.shape, dtype=np.int8)
    for part in parts:
        reached = reach[:, part.nodes[0]]
        if part.fault:
            _mark(why, reached, reach[part.nodes[0]], part.fault)
        elif part.n_sums:
            _mark(why, reached, _feeders(jacobian, part, reach), ACCUMULATES)
    return why


def _mark(why: Codes, targets: Flags, sources: Flags, code: int) -> None:
    entries = np.outer(targets, sources)
    why[entries & ((why == DEFINED) | (why > code))] = code


def _feeders(jacobian: Floats, part: _Component, reach: Flags) -> Flags:
    """Return the nodes that let a conserved sum of a component grow or shrink."""
    outside = np.ones(len(jacobian), dtype=np.bool_)
    outside[part.nodes] = False
    block = make_block(jacobian[np.ix_(part.nodes, part.nodes)], n_sums=part.n_sums)
    incoming = jacobian[part.nodes] * outside
    flow = np.abs(block.conserved @ incoming)
    size = np.abs(block.conserved) @ np.abs(incoming)
    entries = (flow > NO_FLOW * size).any(axis=0)
    return np.asarray(reach[entries].any(axis=0))


def _without_noise(jacobian: Floats, parts: list[_Component], reach: Flags) -> Floats:
    """Return responses, 0 where they are not told apart from round-off of J."""
    responses = _responses(jacobian, parts, reach)
    rng = np.random.default_rng(0)
    noise = np.zeros_like(responses)
    for _ in range(DRAWS):
        moved = jacobian * (1.0 + ROUND_OFF * rng.uniform(-1, 1, jacobian.shape))
        other = _responses(moved, parts, reach)
        noise = np.fmax(noise, np.abs(other - responses))
    return np.where(np.abs(responses) <= MARGIN * noise, 0.0, responses)


def _responses(jacobian: Floats, parts: list[_Component], reach: Flags) -> Floats:
    """Return columns proportional to the leading term of (sI - J)⁻¹ e_j at s = 0."""
    found = np.zeros_like(jacobian)
    blocks = [_block(jacobian, part) for part in parts]
    for place, (source, block) in enumerate(zip(parts, blocks, strict=True)):
        if block is None:
            continue
        columns = source.nodes
        found[np.ix_(columns, columns)] = _among_themselves(block)
        known = columns
        for target, solver in zip(parts[place + 1 :], blocks[place + 1 :], strict=True):
            if solver is None or not reach[target.nodes[0], columns[0]]:
                continue
            push = jacobian[np.ix_(target.nodes, known)] @ found[np.ix_(known, columns)]
            sums = np.zeros((target.n_sums, len(columns)))
            found[np.ix_(target.nodes, columns)] = solver.solve(-push, sums)
            known = np.append(known, target.nodes)
    return found


def _block(jacobian: Floats, part: _Component) -> Block | None:
    if part.fault:
        return None
    return make_block(jacobian[np.ix_(part.nodes, part.nodes)], n_sums=part.n_sums)


def _among_themselves(block: Block) -> Floats:
    """Return the responses of a component's nodes to pushes on themselves.

    A push on a member of a conserved sum adds to it without end: what counts is how the
    nodes share in it. Any other push is answered with the sums as they were.
    """
    size = block.conserved.shape[1]
    share = np.abs(block.conserved).max(axis=0, initial=0.0)
    adds = share > NO_FLOW * share.max(initial=0.0)
    right = np.where(adds, 0.0, -np.eye(size))
    return block.solve(right, np.where(adds, block.conserved, 0.0))


def _with_formulas(
    matrix: Floats, why: Codes, moving: NDArray[np.intp], slopes: Floats
) -> SteadyState:
    """Add the nodes that are given by formulas."""
    n = len(slopes)
    full, codes = np.eye(n), np.zeros((n, n), dtype=np.int8)
    full[np.ix_(moving, moving)] = matrix
    codes[np.ix_(moving, moving)] = why
    for node in np.flatnonzero(slopes.any(axis=1)):
        weights = slopes[node, moving]
        read = np.flatnonzero(weights)
        values = matrix[read]
        change = weights[read] @ values
        size = np.abs(weights[read]) @ np.abs(values)
        change[np.abs(change) <= NO_FLOW * size] = 0.0
        full[node, moving] = change
        codes[node, moving] = why[read].max(axis=0, initial=DEFINED)
    return SteadyState(full, codes)
