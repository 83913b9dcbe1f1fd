"""The state at which a kinetic model is asked, and its Jacobian there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bioripple.arrays import Floats
from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.integrate import ATOL, RTOL, integrate
from bioripple.dynamics.jacobian import NodeJacobian, node_jacobian
from bioripple.dynamics.steady_point import SteadyPoint, steady_point
from bioripple.errors import Failed
from bioripple.odes.system import OdeSystem
from bioripple.responses.to_parameters import with_constants

LOOSEN = 100.0  # as in the shipped configuration: errors are taken for so many times


@dataclass(frozen=True, eq=False)
class WorkingPoint:
    """Where a model is looked at.

    Attributes
    ----------
    state, error : ndarray, shape (n,)
        Values of `system.states`, and by how much they may be off [model units].
    t
        The time; 0 at a steady state, where time plays no part [model time units].
    steady
        Whether it is the state that the model comes to rest in.
    why_not
        Why it is not, as a sentence without its end; empty where it is.
    rest
        What the search for a state at rest found; None where nobody searched.
    """

    state: Floats
    error: Floats
    t: float
    steady: bool
    why_not: str
    rest: SteadyPoint | None


def working_point(
    system: OdeSystem, *, horizon: float | None, t_end: float, seed: int
) -> WorkingPoint:
    """Return the steady state of a model, or its state at a time.

    Parameters
    ----------
    system
        The equations.
    horizon
        The time that was asked for; None to look for a steady state first.
    t_end
        The time that is taken where there is none [model time units].
    seed
        Of the draw of other states to start from.

    Raises
    ------
    Failed, Refused
        If the model cannot be integrated.
    """
    if horizon is not None:
        return at_time(system, horizon, "a horizon was asked for", None)
    rest = steady_point(system, seed=seed)
    if rest.found:
        return WorkingPoint(rest.state, RTOL * np.abs(rest.state), 0.0, True, "", rest)
    why = rest.reason + (f" ({rest.detail})" if rest.detail else "")
    return at_time(system, t_end, why, rest)


def at_time(
    system: OdeSystem, t: float, why: str, rest: SteadyPoint | None
) -> WorkingPoint:
    """Return the state at a time, as the workflow computes it."""
    run = integrate(compile_system(system, t_end=t), [t], rtol=RTOL, atol=ATOL)
    return WorkingPoint(run.states[0], run.errors[0], t, False, why, rest)


def jacobian_at(
    system: OdeSystem,
    point: WorkingPoint,
    constants: Sequence[str],
    kept: Iterable[str],
) -> NodeJacobian:
    """Return the Jacobian with columns of constants.

    Parameters
    ----------
    system
        The equations.
    point
        Where.
    constants
        Ids of constants that are perturbed.
    kept
        Ids of what is perturbed, these among them.

    Returns
    -------
    NodeJacobian
        Of the variables that are influenced by any, and of those in `kept`.

    Raises
    ------
    Failed, Refused
        If an entry is not finite, or a formula has no derivative.
    """
    wider = with_constants(system, constants)
    values = [system.constants[name] for name in constants]
    compiled = compile_system(wider, t_end=max(point.t, 1.0))
    everything = node_jacobian(
        compiled,
        np.append(point.state, values),
        t=point.t,
        error=LOOSEN * np.append(point.error, np.zeros(len(values))),
    )
    return everything.among(
        everything.has_influence | np.isin(everything.nodes, list(kept))
    )


def fall_back(
    system: OdeSystem, point: WorkingPoint, problem: Failed, t_end: float
) -> WorkingPoint:
    """Return the state at a time where a steady one has no Jacobian."""
    why = f"no slopes at the steady state ({problem})"
    return at_time(system, t_end, why, point.rest)
