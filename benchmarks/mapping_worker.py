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

T_END, RTOL, ATOL, MAX_STEPS = 10.0, 1e-10, 1e-14, 200_000
STEP = 1e-6  # of a forward difference, as a share of the amount
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


def copasi() -> Callable[[Path, Say], None]:
    """Return how COPASI does, through its own interface."""
    import COPASI

    def run(path: Path, say: Say) -> None:
        start = now()
        data = COPASI.CRootContainer.addDatamodel()
        try:
            if not data.importSBML(str(path)):
                raise RuntimeError(COPASI.CCopasiMessage.getAllMessageText())
            model = data.getModel()
            model.applyInitialValues()
            say(read=-start + (start := now()))
            task = data.getTask("Time-Course")
            task.setMethodType(COPASI.CTaskEnum.Method_deterministic)
            task.getProblem().setStepNumber(1)
            task.getProblem().setDuration(T_END)
            method = task.getMethod()
            method.getParameter("Relative Tolerance").setDblValue(RTOL)
            method.getParameter("Absolute Tolerance").setDblValue(ATOL)
            method.getParameter("Max Internal Steps").setIntValue(MAX_STEPS)
            if not task.process(True):
                raise RuntimeError(COPASI.CCopasiMessage.getAllMessageText())
            say(integrate=-start + (start := now()))
            container = model.getMathContainer()
            container.fetchState()
            container.updateSimulatedValues(False)
            container.calculateJacobian(COPASI.FloatMatrix(), STEP, False, False)
            say(jacobian=-start + (start := now()))
        finally:
            COPASI.CRootContainer.removeDatamodel(data)
            COPASI.CCopasiMessage.clearDeque()

    return run


def roadrunner(backend: str) -> Callable[[Path, Say], None]:
    """Return how libRoadRunner does, as it is shipped or with LLJIT."""
    import numpy as np
    import roadrunner as rr

    rr.Logger.setLevel(rr.Logger.LOG_FATAL)
    if backend == "LLJIT":
        rr.Config.setValue(rr.Config.LLVM_BACKEND, rr.Config.LLJIT)
        rr.Config.setValue(rr.Config.LLJIT_OPTIMIZATION_LEVEL, rr.Config.NONE)

    def run(path: Path, say: Say) -> None:
        start = now()
        runner = rr.RoadRunner(str(path))
        say(read=-start + (start := now()))
        model, integrator = runner.model, runner.getIntegrator()
        runner.timeCourseSelections = ["time"]
        amounts = [abs(a) for a in model.getFloatingSpeciesAmounts() if a]
        integrator.setValue("relative_tolerance", RTOL)
        integrator.setValue("absolute_tolerance", ATOL * min([1.0, *amounts]))
        integrator.setValue("maximum_num_steps", MAX_STEPS)
        runner.simulate(0.0, T_END, 2)
        say(integrate=-start + (start := now()))
        # its own getFullJacobian takes up to minutes: these are n + 1 evaluations
        x = np.array(model.getFloatingSpeciesAmounts())
        for place, amount in enumerate(x.tolist()):
            moved = amount + STEP * (abs(amount) or 1.0)
            model.setFloatingSpeciesAmounts([place], [moved])
            runner.getRatesOfChange()
            model.setFloatingSpeciesAmounts([place], [amount])
        say(jacobian=-start + (start := now()))

    return run


PROGRAMS: dict[str, Callable[[], Callable[[Path, Say], None]]] = {
    "ours": ours,
    "before": ours,
    "COPASI": copasi,
    "libRoadRunner": lambda: roadrunner("MCJIT"),
    "libRoadRunner LLJIT": lambda: roadrunner("LLJIT"),
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
