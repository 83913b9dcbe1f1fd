"""Hold machine code against Python: the bits of all that mapping returns, and calls.

`python benchmarks/tapes.py FOLDER [--every 10]` maps each model with machine code and
without, and names those of which an array or a fact differs in a bit; then it times
calls of the rates and of the Jacobian of some models, as an integrator makes them [µs],
and the start of the machine [ms].
"""

import argparse
import os
import time
import timeit
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bioripple.arrays import Floats
from bioripple.dynamics.callbacks import Callbacks
from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.leaps import Span
from bioripple.errors import Failed, Refused
from bioripple.mapping.jacobian import jacobian
from bioripple.mapping.parse_sbml import parse_sbml
from bioripple.odes.system import build_odes
from bioripple.runtime.markdown import table_lines
from bioripple.sbml.reader import read_sbml
from bioripple.symbolic.exact_function import warm_up
from bioripple.symbolic.machine import machine
from bioripple.symbolic.machine_code import SWITCH
from bioripple.symbolic.quad_machine import quad_machine

TIMED = ("BIOMD0000000010", "BIOMD0000000508", "BIOMD0000000019")
CALLS, REPEATS = 2000, 10
SETTINGS = {"t_end": 10.0, "rtol": 1e-10, "atol": 1e-14, "loosen": 100.0}


def choose(*, by_machine: bool) -> None:
    """Map with machine code from now on, or without."""
    os.environ[SWITCH] = "1" if by_machine else "0"
    machine.cache_clear()
    quad_machine.cache_clear()


def mapped(content: bytes) -> object:
    """Return the bytes and facts of all that mapping returns, or why it does not."""
    try:
        system = parse_sbml(content, max_bytes=10**9, max_nodes=10**6)
        arrays = {name: np.asarray(value) for name, value in system.arrays.items()}
        found = jacobian(arrays, max_steps=10_000_000, **SETTINGS)
    except (Failed, Refused) as problem:
        return str(problem)
    held = {name: np.asarray(value).tobytes() for name, value in found.arrays.items()}
    return held, {name: repr(value) for name, value in found.facts.items()}


def call_times(path: Path) -> list[float]:
    """Return what a call of the rates and of the Jacobian takes [µs]."""
    system = build_odes(read_sbml(path.read_bytes()))
    callbacks = Callbacks(compile_system(system, t_end=10.0))
    x = np.array(system.initial) + 1e-3
    times = []
    for call in callbacks.for_lsoda(Span(0.0, 10.0, 10.0)):
        # an integrator makes arrays of what it gets
        asked = partial(_asked, call, x)
        found = timeit.repeat(asked, number=CALLS, repeat=REPEATS)
        times.append(1e6 * min(found) / CALLS)
    return times


def _asked(call: Callable[[float, Floats], Any], x: Floats) -> Floats:
    return np.ascontiguousarray(call(1.0, x))


def main() -> None:
    """Print what differs, and the times."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="SBML files, *.xml")
    parser.add_argument("--last", default="~", help="last model id")
    parser.add_argument("--every", type=int, default=1, help="take each so-many-th")
    options = parser.parse_args()
    paths = [p for p in sorted(options.folder.glob("*.xml")) if p.stem <= options.last]
    start = time.process_time()
    choose(by_machine=True)
    warm_up()
    if machine() is None or quad_machine() is None:
        raise SystemExit("there is no machine code to look at: is llvmlite there?")
    print(f"start of the machine: {1e3 * (time.process_time() - start):.0f} ms")
    rows = []
    for name in TIMED:
        times = []
        for wanted in (False, True):
            choose(by_machine=wanted)
            times.append(call_times(options.folder / f"{name}.xml"))
        rows.append(
            [name, *(f"{t:.2f}" for pair in zip(*times, strict=True) for t in pair)]
        )
    heads = ["rates, Python", "rates, machine", "Jacobian, Python", "Jacobian, machine"]
    print("\n".join(table_lines(["model", *heads], rows, numbers=heads)))
    differ = []
    chosen = paths[:: options.every]
    for path in chosen:
        found = []
        for wanted in (False, True):
            choose(by_machine=wanted)
            found.append(mapped(path.read_bytes()))
        if found[0] != found[1]:
            differ.append(path.stem)
    print(f"{len(differ)} of {len(chosen)} models differ: {' '.join(differ)}")


if __name__ == "__main__":
    main()
