"""Hold exact Jacobians against central differences of the right-hand side.

Differences are a poor oracle: a step that is right for one entry is noise for another.
A ladder of steps is tried for each entry, and the three neighbours on it that agree
best say how far the difference can be trusted.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bioripple.arrays import Floats
from bioripple.dynamics.assigned import AssignedFormulas
from bioripple.dynamics.compiled import CompiledSystem
from bioripple.dynamics.jacobian import NodeJacobian
from bioripple.symbolic.codegen import compile_function
from bioripple.validation.oracle import Oracle

STEPS = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6)  # shares of the state that is moved
SMALLEST = 1e-6  # a state of zero is moved by this share of the largest state
TRUSTED = 1e-7  # how well neighbours have to agree
NOISE = 1e-6  # share of the largest effect in a row below which an effect is noise
ERRORS = 10.0  # times the change by a draw of errors that errors may make
ROUND_OFF = 1e-13  # share of the largest effect of all below which a row is noise


@dataclass(frozen=True)
class Agreement:
    """How an exact Jacobian compares with differences.

    Attributes
    ----------
    worst
        Largest |exact − difference| / |difference| where the difference is reliable.
    n_compared, n_unreliable
        Entries that were compared, and entries other than zero that could not be.
    row, column
        Ids of the worst entry.
    n_asked
        Of those that could not be, how many were sampled for the `oracle`.
    oracle_worst
        Largest |exact − oracle| / |oracle| among them, beyond what the round-off of
        constants explains.
    """

    worst: float
    n_compared: int
    n_unreliable: int
    row: str
    column: str
    n_asked: int = 0
    oracle_worst: float = 0.0


def compare(
    compiled: CompiledSystem, x: Floats, found: NodeJacobian, *, samples: int = 0
) -> Agreement:
    """Compare exact derivatives with differences.

    Parameters
    ----------
    compiled
        The system.
    x
        States at which `found` was computed, shape (number of states,).
    found
        Of all variables, satellites included.
    samples
        Of how many entries that differences cannot tell the `oracle` is asked.
    """
    system = compiled.system
    ruled = [name for name in system.species if name in system.assigned]
    formulas = AssignedFormulas(compiled, ruled)
    assigned = compile_function(system.graph, formulas.rates, formulas.known)

    def rates(values: list[float]) -> list[float]:
        speeds = compiled.rates(found.t, values)
        return [*speeds, *assigned(found.t, [*values, *speeds])]

    place = {name: index for index, name in enumerate(found.nodes.tolist())}
    rows = [(k, place[n]) for k, n in enumerate([*system.states, *ruled]) if n in place]
    columns = [(k, place[n]) for k, n in enumerate(system.states) if n in place]
    near, error = differences(rates, x, len(system.states) + len(ruled))
    here = np.ix_([row for row, _ in rows], [column for column, _ in columns])
    there = np.ix_([row for _, row in rows], [column for _, column in columns])
    exact, near, error = found.derivative[there], near[here], error[here]
    with np.errstate(invalid="ignore", divide="ignore"):
        # what an entry does to its row, by moving the state by its own size
        effect = np.abs(near) * sizes(x)[[column for column, _ in columns]]
        in_row = effect.max(axis=1, initial=0.0, keepdims=True)
        loud = (effect > NOISE * in_row) & (
            in_row > ROUND_OFF * effect.max(initial=0.0)
        )
        reliable = (error <= TRUSTED * np.abs(near)) & loud
        distance = np.where(reliable, np.abs(exact - near) / np.abs(near), 0.0)
    if not distance.size:
        return Agreement(0.0, 0, 0, "", "")
    i, j = np.unravel_index(distance.argmax(), distance.shape)
    untold = np.argwhere((exact != 0.0) & ~reliable)
    chosen = np.random.default_rng(0).permutation(untold)[:samples]
    oracle = Oracle(compiled, ruled)
    off = found.error[there]
    gaps = [
        _gap(
            exact[k, m], oracle.slope(found.t, x, rows[k][0], columns[m][0]), off[k, m]
        )
        for k, m in chosen.tolist()
    ]
    return Agreement(
        worst=float(distance[i, j]),
        n_compared=int(reliable.sum()),
        n_unreliable=len(untold),
        row=str(found.nodes[rows[int(i)][1]]),
        column=str(found.nodes[columns[int(j)][1]]),
        n_asked=len(gaps),
        oracle_worst=max(gaps, default=0.0),
    )


def _gap(value: float, right: float, error: float) -> float:
    """Return a relative difference beyond an error; infinite if nothing is right."""
    gap = abs(value - right)
    if gap <= ERRORS * error:
        return 0.0
    return gap / abs(right) if right else np.inf


def sizes(x: Floats) -> Floats:
    """Return by how much 1 times its own size moves a state, never 0."""
    largest = float(np.abs(x).max(initial=0.0)) or 1.0
    return np.maximum(np.abs(x), SMALLEST * largest)


def differences(
    function: Callable[[list[float]], list[float]], x: Floats, n_rows: int
) -> tuple[Floats, Floats]:
    """Differentiate a function by central differences of fourth order.

    Parameters
    ----------
    function
        From n numbers to `n_rows`.
    x
        Where to differentiate, shape (n,).
    n_rows
        How many numbers the function returns.

    Returns
    -------
    near : ndarray, shape (n_rows, n)
        `near[i, j]` = ∂function_i/∂x_j with the step, of the ladder, that agrees best
        with both of its neighbours.
    error : ndarray, shape (n_rows, n)
        How far it was from the farther one; infinite where one is not a number.
    """
    ladder = np.empty((len(STEPS), n_rows, len(x)))
    for level, share in enumerate(STEPS):
        for column, size in enumerate(sizes(x)):
            ladder[level, :, column] = _slope(function, x, column, share * size)
    with np.errstate(invalid="ignore"):
        gaps = np.abs(np.diff(ladder, axis=0))
    gaps[np.isnan(gaps)] = np.inf
    # two neighbours may agree by chance; the middle one of three hardly does
    gaps = np.maximum(gaps[:-1], gaps[1:])
    best = gaps.argmin(axis=0)[np.newaxis]
    near = np.take_along_axis(ladder[1:-1], best, axis=0)[0]
    return near, np.take_along_axis(gaps, best, axis=0)[0]


def _slope(
    function: Callable[[list[float]], list[float]], x: Floats, column: int, step: float
) -> Floats:
    values = []
    for factor in (-2.0, -1.0, 1.0, 2.0):
        moved = x.tolist()
        moved[column] += factor * step
        values.append(np.array(function(moved)))
    with np.errstate(invalid="ignore"):
        slope: Floats = values[0] - 8.0 * values[1] + 8.0 * values[2] - values[3]
    return slope / (12.0 * step)
