"""Run tapes by machine code, where there is such (see `machine_code`).

It counts only if it has the bits of Python's own arithmetic; else functions are
Python's.
"""

import ctypes
import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bioripple.arrays import Floats
from bioripple.symbolic.machine_code import KEPT, machine_code
from bioripple.symbolic.machine_text import DOUBLE, FIELDS, FUNCTIONS, REAL
from bioripple.symbolic.tape import OPERATIONS, Tape

# Numbers on which the machine's functions are held against Python's when it is made.
TRIALS = (0.3, 0.75, 1.0625, 1.7, 12.3, -0.4, -2.5, 0.0, 1000.0)

FASTCALL = 0x80  # METH_FASTCALL of Python's C interface

# From the address of work, and the time, whether there are results.
Run = Callable[[int, float], int]
# PYFUNCTYPE keeps Python's lock: a call is shorter than letting go of it
RUN = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_double)


class Method(ctypes.Structure):
    """A function for Python, as its C interface describes it (PyMethodDef)."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("address", ctypes.c_void_p),
        ("flags", ctypes.c_int),
        ("text", ctypes.c_char_p),
    )


class Machine(NamedTuple):
    """The program's functions."""

    run: Run
    answer: Method


class Work(np.ndarray):
    """What the program reads of one tape; it has addresses, `kept` what lies there."""

    kept: tuple[object, ...]

    @classmethod
    def of(cls, **fields: float) -> "Work":
        """Return an array with numbers and addresses by name (`FIELDS`), or 0."""
        whole = [0 if name in REAL else fields.get(name, 0) for name in FIELDS]
        work = np.array(whole, dtype=np.int64).view(cls)
        for name in REAL:
            work.set(name, fields[name])
        return work

    def set(self, name: str, value: float) -> None:
        """Set a number or an address."""
        kind = np.float64 if name in REAL else np.int64
        self.view(np.ndarray).view(kind)[FIELDS.index(name)] = value


class TapeFunction:
    """A tape with registers of its own, and an array for its results.

    Parameters
    ----------
    tape
        What to compute.
    machine
        The program that does.
    places : ndarray of int64, shape (m,), optional
        Where among all numbers of the results each of them belongs, by default in their
        order.
    shape
        Of the results, by default (m,).

    Attributes
    ----------
    results : ndarray
        The results of the last call, 0 where no result belongs. The next one writes
        over them.
    """

    def __init__(
        self,
        tape: Tape,
        machine: Machine,
        places: NDArray[np.int64] | None = None,
        shape: tuple[int, ...] | None = None,
    ) -> None:
        m = len(tape.outputs)
        registers = tape.registers.copy()
        where = np.arange(m, dtype=np.int64) if places is None else places
        self.results: Floats = np.zeros((m,) if shape is None else shape)
        self.registers = registers
        self._x = registers[1 : 1 + tape.n_arguments]
        start = tape.rows.ctypes.data
        self._work = Work.of(
            rows=start,
            end=start + tape.rows.nbytes,
            registers=registers.ctypes.data,
            sources=tape.outputs.ctypes.data,
            places=where.ctypes.data,
            n_results=m,
            results=self.results.ctypes.data,
            low=-math.inf,
            high=math.inf,
            n_arguments=tape.n_arguments,
            answer=id(self.results),
        )
        self._work.kept = (tape, registers, where, self.results)
        self._address = self._work.ctypes.data
        self._machine = machine

    def run(self, t: float, x: Sequence[float] | Floats) -> bool:
        """Compute the results at a time, for n arguments.

        Returns
        -------
        bool
            False where arithmetic has left the range of doubles, or has no value: then
            Python has to tell, and there are no results.
        """
        self._x[:] = x
        return self._machine.run(self._address, t) == 1

    def callback(
        self, low: float, high: float, fallback: Callable[[float, Floats], object]
    ) -> Callable[[float, Floats], Any]:
        """Return what an integrator calls, without Python between it and the program.

        Parameters
        ----------
        low, high
            Times before and after are taken for these.
        fallback
            Called with t and x where Python has to tell.

        Returns
        -------
        callable
            `callback(t, x)`: the results, always in the same array, or what `fallback`
            has returned. x has to be an array of n doubles that lie side by side. There
            is one callback at a time: it is no longer one when the next is made.
        """
        for name, value in (("low", low), ("high", high), ("fallback", id(fallback))):
            self._work.set(name, value)
        self._work.kept = (*self._work.kept[:4], fallback)
        found: Callable[[float, Floats], Any] = _new_function(
            ctypes.byref(self._machine.answer), self._work, None
        )
        return found


@cache
def machine() -> Machine | None:
    """Return the program that runs tapes; None where there is none to trust."""
    found = machine_code(DOUBLE)
    if found is None:
        return None
    method = Method(b"answer", found["answer"], FASTCALL, None)
    made = Machine(RUN(found["run"]), method)
    KEPT.append(method)  # functions made of it may outlive all else
    return made if _agrees(made) else None


_new_function = ctypes.PYFUNCTYPE(
    ctypes.py_object, ctypes.c_void_p, ctypes.py_object, ctypes.c_void_p
)(("PyCFunction_NewEx", ctypes.pythonapi))


def _agrees(made: Machine) -> bool:
    """Say whether the program has the bits of Python's functions, and their refusals.

    Another C library than that which Python was built for may round otherwise.
    """
    return all(
        _tried(made, OPERATIONS.index(operation))
        == [_expected(name, trial) for trial in TRIALS]
        for operation, name in FUNCTIONS.items()
    )


def _tried(made: Machine, operation: int) -> list[float | None]:
    row = np.array([[operation, 2, 1, 1, 1]], dtype=np.int32)
    tape = Tape(row, np.zeros(3), np.array([2], dtype=np.int32), 1)
    callback = TapeFunction(tape, made).callback(0.0, 0.0, lambda t, x: [None])
    return [callback(0.0, np.array([trial]))[0] for trial in TRIALS]


def _expected(name: str, trial: float) -> float | None:
    arguments = (trial, trial) if name == "pow" else (trial,)
    try:
        value: float = getattr(math, name)(*arguments)
    except (ArithmeticError, ValueError):
        return None
    return value
