"""Run a perturbation: hold what is perturbed, and let the model go."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from bioripple.answers.kinetic_point import WorkingPoint
from bioripple.arrays import Floats
from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.integrate import ATOL, RTOL, integrate
from bioripple.dynamics.steady_point import steady_point
from bioripple.errors import Failed
from bioripple.odes.quantities import values_at
from bioripple.odes.system import OdeSystem
from bioripple.symbolic.graph import Node

LINEAR_OFF = 0.2  # share of the larger one by which a linear answer may be off
SPAN = 1.0  # of a push [model time units]


def simulated_change(
    system: OdeSystem,
    point: WorkingPoint,
    strengths: Mapping[str, float],
    nodes: Sequence[str],
) -> Floats:
    """Return what becomes of nodes if some quantities are held at other values.

    Parameters
    ----------
    system
        The equations.
    point
        Where it begins.
    strengths
        Relative change of what is held, by id.
    nodes
        Ids of m quantities.

    Returns
    -------
    ndarray, shape (m,)
        Relative changes: from the steady state to the next one; or, where there is
        none, after one unit of time, against a run without. NaN where the value is 0.

    Raises
    ------
    Failed
        If the model does not come to rest again, or cannot be integrated.
    """
    states = dict(zip(system.states, point.state.tolist(), strict=True))
    values = {
        name: (1.0 + strength) * (states | system.constants)[name]
        for name, strength in strengths.items()
    }
    free = later(replace(system, initial=tuple(point.state.tolist())), point.t)
    held = hold(free, values)
    if point.steady:
        before = values_at(free, point.state, t=0.0)
        rest = steady_point(held, starts=0)
        if not rest.found:
            raise Failed(f"it does not come to rest again: {rest.reason}")
        # what grows without end, or stands where it was left, has no value to compare
        lost = dict.fromkeys([*rest.growing, *rest.left], np.nan)
        after = values_at(held, rest.state, t=0.0) | lost
    else:
        before, after = _after_a_while(free), _after_a_while(held)
    first = np.array([before[name] for name in nodes])
    with np.errstate(all="ignore"):
        change = np.array([after[name] for name in nodes]) / first - 1.0
    return np.where(first == 0.0, np.nan, change)


def hold(system: OdeSystem, values: Mapping[str, float]) -> OdeSystem:
    """Return a system in which states and constants are held at given values.

    Parameters
    ----------
    system
        The equations.
    values
        By id.
    """
    kept = [k for k, name in enumerate(system.states) if name not in values]
    return replace(
        system,
        states=tuple(system.states[k] for k in kept),
        rates=tuple(system.rates[k] for k in kept),
        initial=tuple(system.initial[k] for k in kept),
        constants=system.constants | dict(values),
    )


def later(system: OdeSystem, t: float) -> OdeSystem:
    """Return a system whose clock is ahead by a time.

    Parameters
    ----------
    system
        The equations, its initial values those at that time.
    t
        The time [model time units].

    Notes
    -----
    Events are left out: a state at which one has happened or is to come is not used.
    """
    graph = system.graph
    ahead = graph.add((graph.time(), graph.constant(t)))

    def moved(leaf: Node) -> Node | None:
        return ahead if graph.operators[leaf] == "time" and t else None

    formulas = graph.substitute([*system.rates, *system.assigned.values()], moved)
    n = len(system.rates)
    return replace(
        system,
        rates=tuple(formulas[:n]),
        assigned=dict(zip(system.assigned, formulas[n:], strict=True)),
        events=(),
        n_events=0,
    )


def _after_a_while(system: OdeSystem) -> dict[str, float]:
    compiled = compile_system(system, t_end=SPAN)
    run = integrate(compiled, [SPAN], rtol=RTOL, atol=ATOL)
    return values_at(system, run.states[0], t=SPAN)
