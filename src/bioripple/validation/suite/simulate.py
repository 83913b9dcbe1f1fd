"""Run one case of the suite through the same functions as any other model."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.integrate import ATOL, RTOL, integrate
from bioripple.errors import Failed, Refused
from bioripple.odes.algebraic import solve_algebraic_rules
from bioripple.odes.initial_values import InitialValues
from bioripple.odes.meaning import Meaning
from bioripple.odes.system import OdeSystem, build_odes
from bioripple.sbml.model import SbmlModel
from bioripple.sbml.reader import read_sbml
from bioripple.symbolic.codegen import compile_function
from bioripple.symbolic.graph import Node
from bioripple.untrusted.xml import check_xml
from bioripple.validation.suite.cases import Case, Settings

CaseStatus = Literal["passed", "not simulated", "refused", "failed", "wrong"]

# from best to worst; a case ends as the worst of its files does
STATUSES: tuple[CaseStatus, ...] = (
    "passed",
    "not simulated",
    "refused",
    "failed",
    "wrong",
)


@dataclass(frozen=True, eq=False)
class Ending:
    """What became of a case.

    Attributes
    ----------
    case
        Which one.
    status
        `passed` and `wrong` say how the numbers compare; `refused` is a feature that
        is not supported, `failed` a computation that went wrong, `not simulated` a
        model with events, which the system of equations leaves out.
    reason
        Why, unless it passed; it starts with the level and version of the model.
    """

    case: Case
    status: CaseStatus
    reason: str = ""


def run_case(case: Case) -> Ending:
    """Run all models of a case; the worst ending counts."""
    endings = [
        Ending(case, status, f"{level}: {reason}" if reason else "")
        for level, content in case.models.items()
        for status, reason in [_run_model(case, content)]
    ]
    return max(endings, key=lambda ending: STATUSES.index(ending.status))


def _run_model(case: Case, content: bytes) -> tuple[CaseStatus, str]:
    try:
        check_xml(content)
        model = read_sbml(content)
        system = build_odes(model)
        if system.n_events:
            return "not simulated", f"has {system.n_events} events"
        if case.settings is None or case.expected is None:
            return "refused", f"is no time course, but {case.kind!r}"
        found = simulate(model, case.settings)
    except Refused as refusal:
        return "refused", str(refusal)
    except Failed as failure:
        return "failed", str(failure)
    return compare(found, case.expected, case.settings)


def simulate(model: SbmlModel, settings: Settings) -> NDArray[np.float64]:
    """Integrate a model and return what a case asks for.

    Parameters
    ----------
    model
        What the file says.
    settings
        Points in time, variables, and which species are wanted as amounts or as
        concentrations.

    Returns
    -------
    ndarray of shape (steps + 1, number of variables)
        The values.

    Raises
    ------
    Refused
        If the model needs something unsupported, or a value that it does not give.
    Failed
        If the integration fails.
    """
    solved = solve_algebraic_rules(model)
    system = build_odes(solved)
    times = settings.times
    compiled = compile_system(system, t_end=times[-1])
    states = integrate(compiled, times, rtol=RTOL, atol=ATOL).states
    return _observe(solved, system, settings, states)


def compare(
    ours: NDArray[np.float64], theirs: NDArray[np.float64], settings: Settings
) -> tuple[CaseStatus, str]:
    """Compare by the suite's rule: |ours − theirs| ≤ absolute + relative·|theirs|.

    Equal infinities agree, and so do two values that are not numbers.
    """
    if ours.shape != theirs.shape:
        return "wrong", f"has {theirs.shape} numbers where {ours.shape} are computed"
    with np.errstate(invalid="ignore"):
        allowed = settings.absolute + settings.relative * np.abs(theirs)
        # an infinite tolerance would let anything pass
        close = np.isfinite(theirs) & (np.abs(ours - theirs) <= allowed)
    good = close | (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
    if good.all():
        return "passed", ""
    row, column = np.argwhere(~good)[0]
    return "wrong", (
        f"{settings.variables[column]} is {ours[row, column]:g} at "
        f"t = {settings.times[row]:g}, expected {theirs[row, column]:g}"
    )


def _observe(
    model: SbmlModel,
    system: OdeSystem,
    settings: Settings,
    states: NDArray[np.float64],
) -> NDArray[np.float64]:
    graph, meaning = model.graph, Meaning(model)
    values = InitialValues(meaning)
    outputs = [_output(name, meaning, settings) for name in settings.variables]
    constants = sorted(graph.symbols(outputs) - set(system.states))
    numbers = [values.any_of(name) for name in constants]
    function = compile_function(graph, outputs, [*system.states, *constants])
    rows = zip(settings.times, states.tolist(), strict=True)
    return np.array([function(t, [*state, *numbers]) for t, state in rows])


def _output(name: str, meaning: Meaning, settings: Settings) -> Node:
    """Return a variable as the case wants it; a species as amount or concentration."""
    node = meaning.resolve(name)
    species = meaning.species.get(name)
    if species is None:
        return node
    is_amount = meaning.means_amount(species)
    size = meaning.resolve(species.compartment)
    if name in settings.amounts and not is_amount:
        return meaning.graph.multiply(node, size)
    if name in settings.concentrations and is_amount:
        return meaning.graph.divide(node, size)
    return node
