"""Make machine code of the program that runs tapes, where there is llvmlite.

It takes some 50 ms, once in a process, half of them to load llvmlite, from a text
that is the same for all models.
"""

import ctypes
import os
import platform
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from bioripple.symbolic.float_status import DOUBTS, LIBRARIES
from bioripple.symbolic.machine_text import (
    DOUBLE,
    FUNCTIONS,
    MORE_FUNCTIONS,
    PREFIX,
    Real,
    program,
)

SWITCH = "BIORIPPLE_TAPE"  # of the environment: 0 keeps to Python
KEPT: list[object] = []  # what owns the machine code; it lives as long as the process
OF_C = ("fetestexcept", "feclearexcept")
OF_PYTHON = ("Py_IncRef", "PyFloat_AsDouble", "PyObject_CallFunctionObjArgs")
# What LLVM calls to compute with quads, and where that is.
OF_QUADS = (
    *("add", "sub", "mul", "div"),
    *("eq", "ne", "lt", "le", "gt", "ge", "unord"),
)
QUAD_LIBRARIES = (None, "libgcc_s.so.1")


def machine_code(real: Real) -> dict[str, int] | None:
    """Return the addresses of the program's functions, by name.

    Parameters
    ----------
    real
        What it computes with.

    Returns
    -------
    dict or None
        None where there is no llvmlite, or it or the processor lacks something; or
        where `BIORIPPLE_TAPE=0` is in the environment.
    """
    notes = DOUBTS.get(platform.machine().lower(), 0)
    if os.environ.get(SWITCH) == "0" or not notes:
        return None
    try:
        # by its name, as rules' environments and light installations do without it
        binding = import_module("llvmlite.binding")
    except ImportError:
        return None
    try:
        return _made(binding, real, notes)
    except (OSError, AttributeError, RuntimeError):
        return None


def _made(binding: Any, real: Real, notes: int) -> dict[str, int]:
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    for name, address in _symbols(real):
        binding.add_symbol(name, address)
    module = binding.parse_assembly(program(real, notes))
    module.verify()
    # what quads take is spent elsewhere, and to optimise takes longer than they save
    level = 2 if real is DOUBLE else 0
    target = binding.Target.from_default_triple().create_target_machine(opt=level)
    engine = binding.create_mcjit_compiler(module, target)
    engine.finalize_object()
    KEPT.append(engine)
    names = ("run", "answer") if real is DOUBLE else ("run",)
    return {name: engine.get_function_address(name) for name in names}


def _symbols(real: Real) -> Iterator[tuple[str, int]]:
    """Return names and addresses of what the program calls."""
    for name in (*FUNCTIONS.values(), *MORE_FUNCTIONS):
        yield f"{PREFIX}{name}{real.mark}", _found(f"{name}{real.mark}", LIBRARIES)
    for name in OF_C:
        yield PREFIX + name, _found(name, LIBRARIES)
    for name in OF_PYTHON:
        yield PREFIX + name, _where(getattr(ctypes.pythonapi, name))
    if real is not DOUBLE:
        names = [
            *(f"__{name}tf{3 if name in OF_QUADS[:4] else 2}" for name in OF_QUADS),
            *("__extenddftf2", "__trunctfdf2"),
        ]
        for name in names:
            yield name, _found(name, QUAD_LIBRARIES)


def _found(name: str, libraries: tuple[str | None, ...]) -> int:
    """Return where a function is, in what Python has loaded or else by name."""
    for library in libraries:
        try:
            return _where(getattr(ctypes.PyDLL(library), name))
        except (OSError, AttributeError, TypeError):
            continue  # Windows knows no library without a name
    raise AttributeError(name)


def _where(function: Any) -> int:
    return ctypes.cast(function, ctypes.c_void_p).value or 0
