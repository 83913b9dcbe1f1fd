"""Find out what of a Jacobian depends on the tolerances of the integration."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bioripple.dynamics.compiled import CompiledSystem
from bioripple.dynamics.events import EventEffect, event_effect, moments
from bioripple.dynamics.integrate import MAX_STEPS, Trajectory, integrate
from bioripple.dynamics.jacobian import NodeJacobian, node_jacobian
from bioripple.errors import Failed
from bioripple.network.listed import ListedMatrix

FINER = 3.0  # times shorter than in the first run that steps may be at most
MARGIN = 10.0  # times its error that a link has to move for a change of sign to count
# ASSUME: errors of single steps add up to less than so many of them.
MANY = 1000.0


@dataclass(frozen=True)
class ToleranceCheck:
    """A Jacobian at looser tolerances beside the one that counts.

    Attributes
    ----------
    problem
        Why there is none; empty if there is one.
    n_sign_changes
        Links, of all variables, that are in one only or differ in sign, by more than
        the errors of both explain; None where there is no second Jacobian.
    jacobian
        n × n, `[i, j]` = ∂f_i/∂x_j of the nodes, as a list of its entries; None where
        there is none.
    events
        What the events would have done, that the equations leave out.
    changed, change
        The state that differs most between the two runs, by more than errors of steps
        add up to, and by which share of itself; empty and 0 where none does.
    """

    problem: str
    n_sign_changes: int | None
    jacobian: ListedMatrix | None
    events: EventEffect
    changed: str = ""
    change: float = 0.0


def check_tolerance(
    compiled: CompiledSystem,
    first: Trajectory,
    found: NodeJacobian,
    *,
    rtol: float,
    atol: float,
    max_steps: int = MAX_STEPS,
) -> ToleranceCheck:
    """Integrate and differentiate a model again, at other tolerances and other steps.

    Parameters
    ----------
    compiled
        The system.
    first
        Its solution, which ends at the time of `found`.
    found
        Rates and Jacobian of all its variables, satellites included.
    rtol, atol, max_steps
        Of this second time, as in `integrate`.

    Returns
    -------
    ToleranceCheck
        What differs from `found`.
    """
    system = compiled.system
    times = moments(system, found.t) if system.events else [found.t]
    try:
        run = integrate(
            compiled,
            times,
            rtol=rtol,
            atol=atol,
            finer=FINER,
            max_steps=max_steps,
            stop_at_times=False,
        )
        again = node_jacobian(compiled, run.states[-1], t=found.t, error=run.errors[-1])
    except Failed as problem:
        unknown = EventEffect("unknown" if system.events else "no", "")
        return ToleranceCheck(str(problem), None, None, unknown)
    (now, slope, error), (before, first_slope, first_error) = (
        [each.values for each in (it.links, it.derivatives, it.errors)]
        for it in (again, found)  # of one system, so that they list the same places
    )
    gap = np.abs(slope - first_slope)
    certain = gap > MARGIN * np.maximum(error, first_error)
    changed = certain & (np.sign(now) != np.sign(before))
    links = again.links.having(np.where(changed | (before != 0.0), slope, 0.0))
    nodes = replace(again, links=links).among(found.has_influence)
    events = event_effect(system, times, run.states)
    name, change = _largest_change(system.states, first, run)
    return ToleranceCheck(
        "", int(np.count_nonzero(changed)), nodes.links, events, name, change
    )


def _largest_change(
    names: Sequence[str], first: Trajectory, again: Trajectory
) -> tuple[str, float]:
    """Return which state the two runs differ most about, and by what share of it."""
    one, other = first.states[-1], again.states[-1]
    gap = np.abs(one - other)
    counts = gap > MANY * np.maximum(first.errors[-1], again.errors[-1])
    if not counts.any():
        return "", 0.0
    size = np.maximum(np.abs(one), np.abs(other))
    share = np.divide(gap, size, where=counts, out=np.zeros_like(gap))
    worst = int(np.argmax(share))
    return names[worst], float(share[worst])
