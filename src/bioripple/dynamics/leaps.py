"""Pass the moments that no step of an integrator can pass."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bioripple.arrays import Floats

LEAP, LONGEST_LEAP = 8, 32_768  # last digits of time by which a switch is passed
SMOOTH = 1e-3  # share by which rates may change before and after it


@dataclass(frozen=True)
class Span:
    """A stretch of time, and how far one may step in it."""

    start: float
    stop: float
    max_step: float


def leap(
    rates: Callable[[float, Floats], Sequence[float]],
    state: Floats,
    time: float,
    digits: int,
    span: Span,
) -> tuple[Floats, float] | None:
    """Pass a point that no step can pass, by some last digits of time.

    Parameters
    ----------
    rates
        f, of time and states.
    state, time
        As far as steps have come.
    digits
        By how many of the smallest steps that a time can make.
    span
        The stretch that is not to be left.

    Returns
    -------
    tuple or None
        State and time beyond; None where this is no such point.

    Notes
    -----
    Where a state throws a switch, rates change by so much that steps that keep the
    tolerances are shorter than what two times can differ by; and when the switch is
    thrown is not known better than that. What grows without bounds, or flips back, is
    no such point: there rates change by much on either side.
    """
    length = digits * float(np.spacing(time))
    inside = span.start <= time and time + 2.0 * length <= span.stop
    if digits > LONGEST_LEAP or not inside:
        return None

    def at(t: float, x: Floats) -> Floats:
        return np.array(rates(t, x))

    before = at(time, state)
    earlier = at(time - length, state - length * before)
    moved: Floats = state + length * before
    after = at(time + length, moved)
    later = at(time + 2.0 * length, moved + length * after)
    for one, other in ((before, earlier), (after, later)):
        if not np.allclose(one, other, rtol=SMOOTH, atol=0.0):
            return None
    return moved, time + length
