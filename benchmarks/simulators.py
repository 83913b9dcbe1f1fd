"""How COPASI and libRoadRunner load, simulate and differentiate a model.

Each is a generator that does a stage whenever it is asked for the next: load,
integrate, differentiate. Who times them knows so when one is over.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

T_END, RTOL, ATOL, MAX_STEPS = 10.0, 1e-10, 1e-14, 200_000
STEP = 1e-6  # of a difference quotient, as a share of the amount
Stages = Callable[[Path], Iterator[None]]


def copasi() -> Stages:
    """Return how COPASI does, through its own interface."""
    import COPASI

    def stages(path: Path) -> Iterator[None]:
        data = COPASI.CRootContainer.addDatamodel()
        try:
            if not data.importSBML(str(path)):
                raise RuntimeError(COPASI.CCopasiMessage.getAllMessageText()[-200:])
            model = data.getModel()
            model.applyInitialValues()
            yield
            task = data.getTask("Time-Course")
            task.setMethodType(COPASI.CTaskEnum.Method_deterministic)
            task.getProblem().setStepNumber(1)
            task.getProblem().setDuration(T_END)
            method = task.getMethod()
            method.getParameter("Relative Tolerance").setDblValue(RTOL)
            method.getParameter("Absolute Tolerance").setDblValue(ATOL)
            method.getParameter("Max Internal Steps").setIntValue(MAX_STEPS)
            if not task.process(True):
                raise RuntimeError(COPASI.CCopasiMessage.getAllMessageText()[-200:])
            yield
            container = model.getMathContainer()
            container.fetchState()
            container.updateSimulatedValues(False)
            container.calculateJacobian(COPASI.FloatMatrix(), STEP, False, False)
            yield
        finally:
            COPASI.CRootContainer.removeDatamodel(data)
            COPASI.CCopasiMessage.clearDeque()

    return stages


def roadrunner(backend: str, *, scaled: bool) -> Stages:
    """Return how libRoadRunner does.

    Parameters
    ----------
    backend
        `LLJIT`, without optimisation, or `MCJIT`, as it is shipped.
    scaled
        Whether the absolute tolerance is times the smallest amount, at most 1.
    """
    import numpy as np
    import roadrunner as rr

    rr.Logger.setLevel(rr.Logger.LOG_FATAL)
    if backend == "LLJIT":
        rr.Config.setValue(rr.Config.LLVM_BACKEND, rr.Config.LLJIT)
        rr.Config.setValue(rr.Config.LLJIT_OPTIMIZATION_LEVEL, rr.Config.NONE)

    def stages(path: Path) -> Iterator[None]:
        runner = rr.RoadRunner(str(path))
        yield
        model, integrator = runner.model, runner.getIntegrator()
        runner.timeCourseSelections = ["time"]
        least = 1.0
        if scaled:
            amounts = model.getFloatingSpeciesAmounts()
            least = min([1.0, *(abs(amount) for amount in amounts if amount)])
        integrator.setValue("relative_tolerance", RTOL)
        integrator.setValue("absolute_tolerance", ATOL * least)
        integrator.setValue("maximum_num_steps", MAX_STEPS)
        runner.simulate(0.0, T_END, 2)
        yield
        # its own getFullJacobian takes up to minutes: these are n + 1 evaluations
        state = np.array(model.getFloatingSpeciesAmounts())
        for place, amount in enumerate(state.tolist()):
            moved = amount + STEP * (abs(amount) or 1.0)
            model.setFloatingSpeciesAmounts([place], [moved])
            runner.getRatesOfChange()
            model.setFloatingSpeciesAmounts([place], [amount])
        yield

    return stages
