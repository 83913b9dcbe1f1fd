"""Functions in doubles that notice when the range of doubles makes a result wrong.

X^80/(K^80 + X^80) is 0 in doubles where X^80 stays in their range and K^80 does not,
and K·X·X is 0 where X·X is too small for one: finite, and wrong. Most numbers that
leave the range are of no matter, as a species that has decayed to 10^-310 is.
"""

import math
import threading
from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bioripple.symbolic.float_status import clear, has_left_range
from bioripple.symbolic.machine import Machine, TapeFunction
from bioripple.symbolic.quad_machine import QuadTape, quad_machine
from bioripple.symbolic.tape import Tape
from bioripple.symbolic.wide import WideFunction
from bioripple.symbolic.wide_agreement import is_close

Function = Callable[[float, Sequence[float]], list[float]]

EVERY = 32  # calls that leave the range of which one is looked at, after the first few


class WatchedFunction:
    """A function in doubles, corrected where their range is too narrow.

    Parameters
    ----------
    fast
        Called for the function; that may raise where IEEE's arithmetic yields infinity
        or NaN.
    slow
        Called for the same with IEEE's results.
    wide
        Called for the same with exponents without bounds.
    suspect
        Whether numbers leave the range in each call, and unnoticed.
    taped
        The same as a tape and the machine to run it, if there are. It is asked first,
        and the others where it does not tell.

    Attributes
    ----------
    is_trusted
        Whether values of calls that leave the range count. Once one of them has been
        wrong, none does.
    """

    def __init__(
        self,
        fast: Callable[[], Function],
        slow: Callable[[], Function],
        wide: Callable[[], WideFunction],
        *,
        suspect: bool,
        taped: tuple[Tape, Machine] | None = None,
    ) -> None:
        self.is_trusted = True
        self._fast = fast
        self._slow = slow
        self._wide = wide
        self._is_suspect: Callable[[], object] = _always if suspect else has_left_range
        self._n_suspects = 0
        self._taped = taped
        self._tape = TapeFunction(*taped) if taped else None
        self._lock = threading.Lock()

    def __call__(self, t: float, x: Sequence[float]) -> list[float]:
        """Return the values; infinite or NaN where there are none."""
        found = self._on_tape(t, x)
        if found is not None:
            return found
        try:
            values = self._fast()(t, x)
        except (ArithmeticError, ValueError):
            return self._judged(self._slow()(t, x), t, x)
        return self._again(t, x) if self._is_suspect() else values

    def _on_tape(self, t: float, x: Sequence[float]) -> list[float] | None:
        """Return what the machine makes of it, if there is one and it tells."""
        if self._tape is None:
            return None
        with self._lock:  # all threads have the same registers
            if not self._tape.run(t, x):
                return None
            found: list[float] = self._tape.results.tolist()
        return found

    def on_tape(
        self,
        places: NDArray[np.int64] | None = None,
        shape: tuple[int, ...] | None = None,
    ) -> TapeFunction | None:
        """Return the function with an array of its own for the results, if it is taped.

        The parameters are those of `TapeFunction`.
        """
        return TapeFunction(*self._taped, places, shape) if self._taped else None

    def _again(self, t: float, x: Sequence[float]) -> list[float]:
        """Return the values, sure that nobody else has left the range."""
        clear()
        values = self._fast()(t, x)
        if not self._is_suspect():
            return values
        clear()
        return self._judged(values, t, x)

    def _judged(self, values: list[float], t: float, x: Sequence[float]) -> list[float]:
        """Return the values of a call that has left the range, right where they count.

        ASSUME: where the first such calls, and then one in `EVERY`, are right, all are.
        """
        self._n_suspects += 1
        n = self._n_suspects
        if self.is_trusted and (n & (n - 1) == 0 or n % EVERY == 0):
            wrong = not self._is_right(values, t, x)
            self.is_trusted = not (wrong and self._wide().hangs_on_range(t, x))
        if self.is_trusted and all(map(math.isfinite, values)):
            return values
        return [
            other if math.isfinite(other) or math.isfinite(value) else value
            for value, other in zip(values, self._wide().quick(t, x), strict=True)
        ]

    def _is_right(self, values: list[float], t: float, x: Sequence[float]) -> bool:
        """Say whether numbers of a wider range, and more digits, give the same values.

        Where they do not, or there are none, nothing is said of the range.
        """
        quads = self._quads
        if quads is None:
            return False
        with self._lock:
            found = quads.results[0].tolist() if quads.run(t, x) else ()
        return len(found) == len(values) and all(map(is_close, values, found))

    @cached_property
    def _quads(self) -> QuadTape | None:
        runs = quad_machine()
        return QuadTape(self._taped[0], runs) if self._taped and runs else None


def _always() -> bool:
    return True
