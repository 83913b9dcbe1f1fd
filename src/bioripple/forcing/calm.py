"""Whether bounds of expressions say that nothing happens within a piece of time."""

import math
from collections.abc import Callable
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from bioripple.arrays import Flags, Floats

CALM = 0.1  # share of its range that an expression may change by within a piece
FLAT = 1e-9  # share of its size that counts as no change
COARSE = 1e-3  # the same, where many pieces have been cut already
MANY = 4096
USUAL = 4.0  # times what is usual in a piece that an expression may be in it
FEW = 16  # pieces that are first tried to be joined
NOTHING = 1e-30  # share of its largest size that an expression may be anywhere


class Bounds(NamedTuple):
    """Bounds of k expressions on m pieces, shape (k, m) each.

    Attributes
    ----------
    low, high
        What no moment is below or above; infinite where nothing is known, and low above
        high where nothing reads the expression.
    usual
        A size that the expression has in more than one place of the piece, or more.
    """

    low: Floats
    high: Floats
    usual: Floats

    @classmethod
    def of(cls, low: Floats, high: Floats) -> Self:
        """Return bounds of expressions that may be as small as the bounds allow."""
        least = np.maximum(np.maximum(low, -high), 0.0)
        return cls(low, high, np.where(low > high, math.inf, least))

    def at(self, pieces: Any) -> Self:
        """Return the bounds on some of the pieces."""
        return type(self)(*(part[:, pieces] for part in self))

    def beside(self, other: Self) -> Self:
        """Return these bounds, and others on more pieces."""
        pairs = zip(self, other, strict=True)
        return type(self)(*(np.concatenate(pair, axis=1) for pair in pairs))


def too_wide(bounds: Bounds) -> Flags:
    """Say which expression changes by a share of its range in which piece."""
    width = _width(bounds.low, bounds.high)
    return np.greater(width, _most(bounds))


def may_hide(bounds: Bounds) -> Flags:
    """Say which expression may, in which piece, be much larger than is usual there.

    A pulse is, even one that is small beside what is to come; and so is the flank of
    one, while its tail, and the surroundings of a zero, are not.
    """
    size = _size(bounds.low, bounds.high)
    unusual = (size / USUAL > bounds.usual) & np.isfinite(size)
    return np.logical_and(unusual, size > NOTHING * _largest(size))


def in_any(flags: Flags) -> Flags:
    """Say in which pieces something holds of any of the expressions."""
    found: Flags = np.any(flags, axis=0)
    return found


def joined(bounds: Bounds, *, apart: Flags) -> NDArray[np.intp]:
    """Return the first of each row of neighbours that are calm together.

    Parameters
    ----------
    bounds
        On pieces in order.
    apart
        Pieces that are joined among themselves only, calm or not.
    """
    most = _most(bounds)
    nothing = NOTHING * _largest(_size(bounds.low, bounds.high))

    def calm(low: Floats, high: Floats, usual: Floats) -> Flags:
        size = _size(low, high)
        within = (size / USUAL <= usual) | (size <= nothing)
        return ~in_any(~within | (_width(low, high) > most))

    before, after = bounds.at(slice(-1)), bounds.at(slice(1, None))
    pairs = calm(
        np.minimum(before.low, after.low),
        np.maximum(before.high, after.high),
        np.minimum(before.usual, after.usual),
    )
    pairs = np.where(apart[:-1] | apart[1:], apart[:-1] & apart[1:], pairs)
    # whoever comes after one that does not fit its neighbour is a first one
    rows = np.append(0, np.flatnonzero(~pairs) + 1)
    firsts = []
    for first, stop in zip(rows, np.append(rows[1:], len(apart)), strict=True):
        while first < stop:
            firsts.append(first)
            first = stop if apart[first] else _last(bounds, first, stop, calm) + 1
    return np.array(firsts)


def _last(
    bounds: Bounds,
    first: int,
    stop: int,
    calm: Callable[[Floats, Floats, Floats], Flags],
) -> int:
    """Return the last of a row of neighbours, from the first one on, that fit it."""
    length = min(FEW, stop - first)
    while True:
        part = bounds.at(slice(first, first + length))
        fits = calm(
            np.minimum.accumulate(part.low, axis=1),
            np.maximum.accumulate(part.high, axis=1),
            np.minimum.accumulate(part.usual, axis=1),
        )
        if not fits[1:].all():
            return first + int(np.argmin(fits[1:]))
        if first + length == stop:
            return stop - 1
        length = min(2 * length, stop - first)


def _width(low: Floats, high: Floats) -> Floats:
    """Return upper less lower bounds, 0 where both are the same infinity."""
    with np.errstate(invalid="ignore"):
        return np.where(low == high, 0.0, high - low)


def _size(low: Floats, high: Floats) -> Floats:
    """Return the largest size within bounds, 0 where nothing is read."""
    return np.where(low > high, 0.0, np.maximum(-low, high))


def _largest(size: Floats) -> Floats:
    """Return the largest finite size of each expression, shape (k, 1)."""
    known = np.where(np.isfinite(size), size, 0.0)
    largest: Floats = known.max(axis=1, initial=0.0, keepdims=True)
    return largest


def _most(bounds: Bounds) -> Floats:
    """Return by how much each expression may change in a piece, shape (k, 1).

    What is constant, as exp(x) exp(-x), has bounds that narrow with the piece, and a
    range that does so too; many pieces are enough to tell that there is nothing in it.
    """
    low, high, _ = bounds
    bounded = np.isfinite(low) & np.isfinite(high)
    lowest = np.min(low, axis=1, initial=math.inf, where=bounded, keepdims=True)
    highest = np.max(high, axis=1, initial=-math.inf, where=bounded, keepdims=True)
    size = np.maximum(np.abs(lowest), np.abs(highest))
    flat = FLAT if low.shape[1] <= MANY else COARSE
    most = np.maximum(CALM * (highest - lowest), flat * size)
    return np.where(bounded.any(axis=1, keepdims=True), most, 0.0)
