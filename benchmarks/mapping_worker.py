"""Map the models that are named on standard input, by one program, in one process.

`python benchmarks/mapping_worker.py PROGRAM` is started by `benchmarks/mapping.py`. For
each line, the path of an SBML file, it prints what each stage took, as soon as that is
done, and `end`. Times are of the processor, user and system, of all threads [s].
"""

import json
import os
import re
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from simulators import ATOL, RTOL, T_END, Stages, copasi, roadrunner

now = time.process_time
Say = Callable[..., None]
EVENTS = re.compile(rb"<(\w+:)?listOfEvents\b.*?</(\w+:)?listOfEvents\s*>", re.DOTALL)


def without_events(content: bytes) -> bytes:
    """Return an SBML file as ours reads it: it leaves events out of the equations."""
    return EVENTS.sub(b"", content)


def ours() -> Callable[[Path, Say], None]:
    """Return how this repository maps a model."""
    from bioripple.dynamics.compiled import compile_system
    from bioripple.dynamics.integrate import integrate
    from bioripple.dynamics.jacobian import node_jacobian
    from bioripple.odes.system import build_odes
    from bioripple.sbml.reader import read_sbml
    from bioripple.untrusted.xml import check_xml

    try:
        from bioripple.symbolic.exact_function import warm_up
    except ImportError:  # an older checkout
        pass
    else:
        warm_up()

    def run(path: Path, say: Say) -> None:
        start = now()
        content = path.read_bytes()
        check_xml(content)
        say(check=-start + (start := now()))
        model = read_sbml(content)
        say(read=-start + (start := now()))
        system = build_odes(model)
        say(equations=-start + (start := now()), n=len(system.states))
        compiled = compile_system(system, t_end=T_END)
        say(compile=-start + (start := now()))
        state = integrate(compiled, [T_END], rtol=RTOL, atol=ATOL).states[0]
        say(integrate=-start + (start := now()))
        node_jacobian(compiled, state, t=T_END).without_satellites()
        say(jacobian=-start + (start := now()))

    return run


def theirs(stages: Stages) -> Callable[[Path, Say], None]:
    """Return how another program maps a model."""

    def run(path: Path, say: Say) -> None:
        steps = stages(path)
        start = now()
        for stage in ("read", "integrate", "jacobian"):
            next(steps)
            say(**{stage: -start + (start := now())})
        steps.close()

    return run


PROGRAMS: dict[str, Callable[[], Callable[[Path, Say], None]]] = {
    "ours": ours,
    "before": ours,
    "COPASI": lambda: theirs(copasi()),
    "libRoadRunner": lambda: theirs(roadrunner("MCJIT", scaled=True)),
    "libRoadRunner LLJIT": lambda: theirs(roadrunner("LLJIT", scaled=True)),
}
PACKAGES = {
    "COPASI": "python-copasi",
    "libRoadRunner": "libroadrunner",
    "libRoadRunner LLJIT": "libroadrunner",
}


def main() -> None:
    """Map what comes in."""
    warnings.simplefilter("ignore")
    out = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # libraries may print

    def say(**found: Any) -> None:
        out.write(json.dumps(found) + "\n")

    program = sys.argv[1]
    run = PROGRAMS[program]()
    say(version=version(PACKAGES[program]) if program in PACKAGES else "")
    say(ready=now())
    for line in sys.stdin:
        try:
            run(Path(line.strip()), say)
        except Exception as problem:  # whatever it is, the model is not mapped
            say(problem=f"{type(problem).__name__}: {problem}"[:200])
        say(end=1)


if __name__ == "__main__":
    main()
