"""Whether bounds of expressions say that nothing happens within a piece of time."""

import math
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

CALM = 0.1  # share of its range that an expression may change by within a piece
FLAT = 1e-9  # share of its size that counts as no change
COARSE = 1e-3  # the same, where there are no more pieces to be had
USUAL = 4.0  # times what is usual in a piece that an expression may be in it
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

    low: Array
    high: Array
    usual: Array

    @classmethod
    def of(cls, low: Array, high: Array) -> Self:
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
    return np.greater(width, _most(bounds.low, bounds.high))


def may_hide(bounds: Bounds) -> Flags:
    """Say which expression may, in which piece, be much larger than is usual there.

    A pulse is, even one that is small beside what is to come; and so is the flank of
    one, while its tail, and the surroundings of a zero, are not.
    """
    size = _size(bounds.low, bounds.high)
    unusual = (size / USUAL > bounds.usual) & np.isfinite(size)
    return np.logical_and(unusual, size > NOTHING * _largest(size))


def unfollowed(bounds: Bounds) -> Flags:
    """Say which changes count, where there are no more pieces to follow them."""
    size = _size(bounds.low, bounds.high)
    width = _width(bounds.low, bounds.high)
    return np.greater(width, COARSE * _largest(size)) | may_hide(bounds)


def joined(bounds: Bounds, *, apart: Flags) -> NDArray[np.intp]:
    """Return the first of each row of neighbours that are calm together.

    Parameters
    ----------
    bounds
        On pieces in order.
    apart
        Pieces that are joined among themselves only, calm or not.
    """
    most = _most(bounds.low, bounds.high)[:, 0]
    nothing = NOTHING * _largest(_size(bounds.low, bounds.high))[:, 0]

    def calm(low: Array, high: Array, usual: Array) -> bool:
        if (_width(low, high) > most).any():
            return False
        size = _size(low, high)
        return bool(((size / USUAL <= usual) | (size <= nothing)).all())

    firsts = [0]
    low, high, usual = (part[:, 0] for part in bounds)
    for index in range(1, len(apart)):
        low = np.minimum(low, bounds.low[:, index])
        high = np.maximum(high, bounds.high[:, index])
        usual = np.minimum(usual, bounds.usual[:, index])
        if apart[index] and apart[index - 1]:
            continue
        if apart[index] or apart[index - 1] or not calm(low, high, usual):
            firsts.append(index)
            low, high, usual = (part[:, index] for part in bounds)
    return np.array(firsts)


def _width(low: Array, high: Array) -> Array:
    """Return upper less lower bounds, 0 where both are the same infinity."""
    with np.errstate(invalid="ignore"):
        return np.where(low == high, 0.0, high - low)


def _size(low: Array, high: Array) -> Array:
    """Return the largest size within bounds, 0 where nothing is read."""
    return np.where(low > high, 0.0, np.maximum(-low, high))


def _largest(size: Array) -> Array:
    """Return the largest finite size of each expression, shape (k, 1)."""
    known = np.where(np.isfinite(size), size, 0.0)
    largest: Array = known.max(axis=1, initial=0.0, keepdims=True)
    return largest


def _most(low: Array, high: Array) -> Array:
    """Return by how much each expression may change in a piece, shape (k, 1)."""
    bounded = np.isfinite(low) & np.isfinite(high)
    lowest = np.min(low, axis=1, initial=math.inf, where=bounded, keepdims=True)
    highest = np.max(high, axis=1, initial=-math.inf, where=bounded, keepdims=True)
    size = np.maximum(np.abs(lowest), np.abs(highest))
    most = np.maximum(CALM * (highest - lowest), FLAT * size)
    return np.where(bounded.any(axis=1, keepdims=True), most, 0.0)
