"""From the measured responses to a few sources to those to all others.

Whoever perturbs a few nodes of a network first, its pilots, and measures what
responds, knows more than its wiring: some nodes respond to everything, and others to
nothing. These closed forms carry that over to the sources that were not perturbed. None
learns anything from other networks.

With d the distance along the links, responses are read as

    log10 |R[i, j]| ≈ s_i − s_j − d_ij:

a node that responds strongly (s_i) moves others little, per unit that it is moved.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Literal

import numpy as np
from scipy.stats import rankdata

from bioripple.arrays import Flags, Floats, Signs
from bioripple.predictors.topology import closeness

Choice = Literal["random", "reach"]
# ASSUME: one decade a step, as the closed forms of abundances have it, and that without
# a measurement a node responds as the median one, with the weight of one measurement.
DECADES_PER_STEP = 1.0
PRIOR_WEIGHT = 1.0
MOST_DECADES = 300.0  # so that a power of ten is a number


def choose_pilots(
    sign: Signs, count: int, *, choice: Choice, rng: np.random.Generator
) -> list[int]:
    """Choose the nodes of a network to be perturbed first.

    Parameters
    ----------
    sign : (n, n)
        `[i, j]` = sign of the effect on i of j.
    count
        How many, at most n.
    choice
        `random`, or `reach`: one after the other, whichever reaches most, where a node
        counts the less the more of those before reach it; of several such, a drawn one.
    rng
        Draws.
    """
    order = rng.permutation(len(sign))
    if choice == "random":
        return [int(node) for node in order[:count]]
    reached = _near(sign)[:, order] > 0
    times = np.zeros(len(sign))
    free = np.ones(len(sign), dtype=bool)
    chosen: list[int] = []
    for _ in range(count):
        gain = np.where(free, (reached / (1.0 + times[:, None])).sum(axis=0), -1.0)
        best = int(gain.argmax())
        free[best] = False
        times += reached[:, best]
        chosen.append(int(order[best]))
    return chosen


def measured_ranks(sign: Signs, measured: Floats, pilots: Sequence[int]) -> Floats:
    """Multiply the closeness to each source by a target's mean rank under the pilots.

    Parameters
    ----------
    sign : (n, n)
        `[i, j]` = sign of the effect on i of j.
    measured : (n, p)
        Responses to the pilots, NaN where nothing was measured; sizes count.
    pilots
        The node that each column perturbs.

    Returns
    -------
    (n, n)
        Predicted sizes of responses. A target that was never measured counts as an
        average one.
    """
    near = _near(sign)
    known = _informative(measured, pilots)
    total, count = np.zeros(len(sign)), np.zeros(len(sign))
    for column, rows in zip(np.abs(measured).T, known.T, strict=True):
        total[rows] += (rankdata(column[rows]) - 0.5) / max(int(rows.sum()), 1)
        count += rows
    mean = np.where(count > 0, total / np.maximum(count, 1), 0.5)
    found: Floats = mean[:, None] * near
    return found


def measured_targets(sign: Signs, measured: Floats, pilots: Sequence[int]) -> Floats:
    """Return 10^(s_i − d_ij): how strongly a target responds, less the distance."""
    steps = _steps(sign)
    strength = _strengths(steps, measured, pilots)
    return _powers(strength[:, None] - DECADES_PER_STEP * steps)


def measured_balance(sign: Signs, measured: Floats, pilots: Sequence[int]) -> Floats:
    """Return 10^(s_i − s_j − d_ij): a source that responds strongly moves others less.

    Parameters
    ----------
    sign, measured, pilots
        See `measured_ranks`.

    Returns
    -------
    (n, n)
        Predicted sizes of responses; 0 where no path leads.
    """
    steps = _steps(sign)
    strength = _strengths(steps, measured, pilots)
    exponent = strength[:, None] - strength[None, :] - DECADES_PER_STEP * steps
    return _powers(exponent)


FORMS: dict[str, Callable[[Signs, Floats, Sequence[int]], Floats]] = {
    "pilot_ranks": measured_ranks,
    "pilot_targets": measured_targets,
    "pilot_balance": measured_balance,
}


def _informative(measured: Floats, pilots: Sequence[int]) -> Flags:
    """Return what was measured, without each pilot's response to itself."""
    known: Flags = np.isfinite(measured)
    known[list(pilots), range(len(pilots))] = False
    return known


def _near(sign: Signs) -> Floats:
    """Return the closeness to i of j; many pilots are asked about one network."""
    return _closeness(np.asarray(sign, dtype=np.int8).tobytes(), len(sign))


@lru_cache(maxsize=2)
def _closeness(content: bytes, size: int) -> Floats:
    signs = np.frombuffer(content, dtype=np.int8).reshape(size, size)
    found = closeness(signs, directed=True)
    found.flags.writeable = False
    return found


def _steps(sign: Signs) -> Floats:
    """Return the distance to i from j at `[i, j]`; infinite where no path leads."""
    near = _near(sign)
    steps = np.full(near.shape, np.inf)
    np.divide(1.0, near, out=steps, where=near > 0)
    return steps - 1.0


def _strengths(steps: Floats, measured: Floats, pilots: Sequence[int]) -> Floats:
    """Return s, (n,) [decades]: how much more each node responds than the median one.

    Per pilot the median over targets is taken away, for that hangs on the pilot. Zeros
    have no logarithm and do not count.
    """
    sizes = np.abs(measured)
    away = steps[:, list(pilots)]
    usable = _informative(sizes, pilots) & (sizes > 0) & np.isfinite(away)
    levels = np.full(sizes.shape, np.nan)
    levels[usable] = np.log10(sizes[usable]) + DECADES_PER_STEP * away[usable]
    total, count = np.zeros(len(steps)), np.zeros(len(steps))
    for column, rows in zip(levels.T, usable.T, strict=True):
        if rows.any():
            total[rows] += column[rows] - np.median(column[rows])
            count += rows
    strength: Floats = total / (count + PRIOR_WEIGHT)
    return strength


def _powers(exponent: Floats) -> Floats:
    """Return 10 to an exponent; 0 for minus infinity."""
    found: Floats = 10.0 ** np.clip(exponent, -MOST_DECADES, MOST_DECADES)
    return np.where(np.isneginf(exponent), 0.0, found)
