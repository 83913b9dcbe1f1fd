"""Tapes of numbers of 113 bits, and machine code that runs them."""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from mpmath import libmp
from numpy.typing import NDArray

from bioripple.arrays import Floats
from bioripple.symbolic.machine import RUN, Run, Work
from bioripple.symbolic.machine_code import machine_code
from bioripple.symbolic.machine_text import QUAD
from bioripple.symbolic.tape import NUMBERS, Tape

BITS = 113
TRIALS = (0.3, 1.7)
ENOUGH = 2.0**-100  # relative error of a function


class QuadTape:
    """A tape with registers of quads.

    Attributes
    ----------
    results : ndarray of shape (2, m)
        Of the last call: doubles, and what the quads are beyond them.
    """

    def __init__(self, tape: Tape, run: Run) -> None:
        m = len(tape.outputs)
        self.results: Floats = np.zeros((2, m))
        self._zero = len(tape.registers)  # a register that holds 0
        self._start = np.append(tape.registers, 0.0)
        self._registers = np.zeros((len(self._start), 2), dtype=np.uint64)
        self._x = self._start[1 : 1 + tape.n_arguments]
        places = np.arange(m, dtype=np.int64)
        self._tape, self._places = tape, places  # whose addresses the program knows
        self._rows = tape.rows.copy()
        self._work = Work.of(
            rows=self._rows.ctypes.data,
            end=self._rows.ctypes.data + self._rows.nbytes,
            registers=self._registers.ctypes.data,
            sources=tape.outputs.ctypes.data,
            places=places.ctypes.data,
            n_results=m,
            results=self.results.ctypes.data,
            low=-np.inf,
            high=np.inf,
            start=self._start.ctypes.data,
            n_registers=len(self._start),
        )
        self._run = run

    def run(
        self, t: float, x: Sequence[float], zeros: NDArray[np.bool_] | None = None
    ) -> bool:
        """Compute the results, as `TapeFunction.run` does; some rows give 0."""
        self._x[:] = x
        if zeros is not None:
            self._rows[:] = self._tape.rows
            self._rows[zeros, 0] = NUMBERS["min"]
            self._rows[zeros, 2:] = self._zero
        return self._run(self._work.ctypes.data, t) == 1

    def set(self, places: NDArray[np.intp], numbers: Floats) -> None:
        """Set some registers for the runs to come."""
        self._start[places] = numbers

    @property
    def is_not_zero(self) -> NDArray[np.bool_]:
        """Of each register."""
        low, high = self._registers[: self._zero].T
        found: NDArray[np.bool_] = np.logical_or(low, high << np.uint64(1))
        return found


@cache
def quad_machine() -> Run | None:
    """Return the program that runs tapes with quads; None where there is none."""
    found = machine_code(QUAD)
    if found is None:
        return None
    run: Run = RUN(found["run"])
    return run if _agrees(run) else None


def _agrees(run: Run) -> bool:
    """Say whether the program has the digits of mpmath's functions."""
    checked: dict[str, Callable[..., object]] = {
        "mul": libmp.mpf_mul,
        "div": libmp.mpf_div,
        "pow": libmp.mpf_pow,
        "exp": libmp.mpf_exp,
        "ln": libmp.mpf_log,
        "sqrt": libmp.mpf_sqrt,
        "tanh": libmp.mpf_tanh,
    }
    return all(
        _is_right(run, name, function, trial)
        for name, function in checked.items()
        for trial in TRIALS
    )


def _is_right(
    run: Run, name: str, function: Callable[..., object], trial: float
) -> bool:
    row = np.array([[NUMBERS[name], 3, 1, 2, 1]], dtype=np.int32)
    output = np.array([3], dtype=np.int32)
    tape = QuadTape(Tape(row, np.zeros(4), output, 2), run)
    if not tape.run(0.0, [trial, 3.0]):
        return False
    n = 2 if name in ("mul", "div", "pow") else 1
    operands = [libmp.from_float(number) for number in (trial, 3.0)[:n]]
    expected = function(*operands, BITS, libmp.round_nearest)
    value, rest = tape.results[:, 0].tolist()
    beyond = libmp.mpf_sub(expected, libmp.from_float(value))
    return bool(abs(libmp.to_float(beyond) - rest) <= abs(value) * ENOUGH)
