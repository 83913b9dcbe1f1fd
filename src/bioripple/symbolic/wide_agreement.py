"""When two numbers of a wide range are the same to who works with doubles."""

import math

from mpmath import libmp

from bioripple.symbolic.arithmetic import SMALLEST_NORMAL
from bioripple.symbolic.wide_operations import DOUBLE, NEAREST, Wide, is_finite

AGREE = 30  # bits in which two have to; the second then has as many more as needed
NOISE = 100  # bits; by what lies beyond these, numbers that are doubles can be off
SAME = 1e-11  # relative difference that no tolerance of an integrator sees


def is_inexact(number: float) -> bool:
    """Say whether a number is no short binary fraction, so that it has been rounded."""
    return math.isfinite(number) and not (number * 2.0**20).is_integer()


def double_of(value: Wide) -> float:
    """Return what a double holds of a number; the double that it is but for noise."""
    held = float(libmp.to_float(value))
    nearest = float(libmp.to_float(value, rnd=NEAREST))
    if held == nearest or not math.isfinite(nearest):
        return held
    gap = libmp.mpf_sub(value, libmp.from_float(nearest), DOUBLE, NEAREST)
    noise = libmp.mpf_shift(libmp.mpf_abs(value), -NOISE)
    return nearest if libmp.mpf_le(libmp.mpf_abs(gap), noise) else held


def agree(before: Wide, after: Wide) -> bool:
    """Say whether two numbers differ by no more than the last bits of the first."""
    one, other = libmp.to_float(before), libmp.to_float(after)
    if SMALLEST_NORMAL < abs(one) < math.inf and math.isfinite(other):
        return bool(abs(one - other) <= abs(one) * 2.0**-AGREE)  # as below, but quick
    if not (is_finite(before) and is_finite(after)):
        return False
    gap = libmp.mpf_abs(libmp.mpf_sub(before, after, DOUBLE, NEAREST))
    return bool(libmp.mpf_le(gap, libmp.mpf_shift(libmp.mpf_abs(before), -AGREE)))


def is_same(free: Wide, bound: Wide) -> bool:
    """Say whether it is of no matter for a value that exponents have bounds."""
    if free == bound:
        return True
    one, other = libmp.to_float(free), libmp.to_float(bound)
    return is_close(one, other) or bool(one == other)


def is_close(one: float, other: float) -> bool:
    """Say whether two numbers are finite and the same to an integrator."""
    # ASSUME: what is below the normal range needs no more digits than it has
    finite = math.isfinite(one) and math.isfinite(other)
    return finite and math.isclose(one, other, rel_tol=SAME, abs_tol=SMALLEST_NORMAL)


def limit_of(near: Wide, nearer: Wide) -> float:
    """Return what values at two small arguments tend to; NaN if they do not agree."""
    if not (is_finite(near) and is_finite(nearer)):
        return math.nan
    values = libmp.to_float(near), libmp.to_float(nearer)
    return values[1] if math.isclose(*values, rel_tol=1e-12) else math.nan
