"""Integrate a compiled ODE system to given times."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bioripple.arrays import Floats
from bioripple.dynamics.attempts import Accuracy, Attempts, Effort, Impatient
from bioripple.dynamics.compiled import CompiledSystem
from bioripple.errors import Failed
from bioripple.runtime.checks import check_kind, check_times, check_tolerance
from bioripple.runtime.threads import one_thread

RTOL, ATOL = 1e-10, 1e-14  # the defaults of config/config.yaml
MAX_STEPS = 10_000_000  # the default of config/config.yaml
MOST = 1e140  # tolerances that a state may go by in a unit of time: LSODA squares it
TINIEST = 1e-320  # tolerance that is left of smaller ones; none may be 0
LEAST = 1e-6  # share of the largest size that is looked at if others are too small


@dataclass(frozen=True)
class Trajectory:
    """States at the times asked for.

    Attributes
    ----------
    states : ndarray of shape (number of times, n)
        One row a time [model units].
    errors : ndarray of shape (number of times, n)
        What the tolerances allow each state to be off in a step [model units].
    effort
        What it took.
    """

    states: Floats
    errors: Floats
    effort: Effort


def integrate(
    compiled: CompiledSystem,
    times: Sequence[float],
    *,
    rtol: float,
    atol: float,
    finer: float = 1.0,
    max_steps: int = MAX_STEPS,
    stop_at_times: bool = True,
    stubborn: bool = True,
) -> Trajectory:
    """Integrate from the initial values to given times.

    Parameters
    ----------
    compiled
        The system.
    times
        Increasing times ≥ 0 at which the state is wanted, the last of them > 0 and not
        after `compiled.t_end` [model time units].
    rtol
        Relative tolerance per step [dimensionless].
    atol
        Absolute tolerance per step, as a share of each state's largest size so far,
        at most 1 [model units].
    finer
        How many times shorter than `compiled.stages` allow steps have to be.
    max_steps
        Steps that all attempts together may take.
    stop_at_times
        Whether to integrate to each of the times, but for the last, or, for many of
        them, to interpolate within steps.
    stubborn
        Whether to try another method where LSODA fails, whose steps take much longer.

    Returns
    -------
    Trajectory
        The states, and what it took.

    Raises
    ------
    TooManySteps
        If `max_steps` do not suffice.
    Failed
        If the integrator cannot keep the tolerances, a state is not finite, or a rate
        is undefined at time 0.
    TypeError, ValueError
        If an argument is of another kind, or out of its range.

    Notes
    -----
    LSODA with the exact Jacobian, from stage to stage (see `stages`); a stage that it
    cannot do is tried with an implicit Runge–Kutta method (Radau IIA).
    """
    check_kind(compiled, CompiledSystem, "compiled", "compile_system")
    times = check_times(times)
    if times[-1] > compiled.t_end:
        raise ValueError(
            f"times: expected none after {compiled.t_end:g}, the t_end of "
            f"compile_system, until which switches are known; found {times[-1]:g}"
        )
    rtol, atol = check_tolerance(rtol, "rtol"), check_tolerance(atol, "atol")
    start = np.array(compiled.system.initial)
    if len(start) == 0:
        nothing = np.zeros((len(times), 0))
        return Trajectory(nothing, nothing, Effort())
    _check_rates(compiled, start)
    run = Attempts(compiled, start, times, finer, max_steps, stop_at_times, stubborn)
    with one_thread():
        states, absolute = _trusted(run, rtol, atol)
    return Trajectory(states, rtol * np.abs(states) + absolute, run.effort)


def _trusted(run: Attempts, rtol: float, atol: float) -> tuple[Floats, Floats]:
    """Return states and their absolute tolerances, from rates that were right.

    Where rates turn out to need more than the range of doubles on the way, those
    before may have been wrong as well.
    """
    rates = run.compiled.driven
    was_trusted = rates.is_trusted
    try:
        found = _solve(run, rtol, atol)
    except Failed:
        if rates.is_trusted == was_trusted:
            raise
    else:
        if rates.is_trusted == was_trusted:
            return found
    run.effort = Effort()  # the steps that wrong rates took were no attempts at these
    return _solve(run, rtol, atol)


def _solve(run: Attempts, rtol: float, atol: float) -> tuple[Floats, Floats]:
    speed = np.abs(run.compiled.driven(0.0, run.start.tolist()))
    lowest = np.maximum(speed / MOST, TINIEST)
    size = _sizes(run, atol, lowest)
    absolute = _absolute(size, atol, lowest)
    # what is zero but for round-off cannot be followed to a share of itself
    easier = np.maximum(absolute, LEAST * atol * size.max())
    try:
        patient = np.array_equal(easier, absolute)
        return run.pieces(Accuracy(rtol, absolute, patient=patient)), absolute
    except Impatient:
        return run.pieces(Accuracy(rtol, easier)), easier


def _sizes(run: Attempts, atol: float, lowest: Floats) -> Floats:
    """Return the largest size of each state, as far as a rough run can tell."""
    size = np.abs(run.start)
    try:
        absolute = _absolute(size, atol, lowest)
        rough = run.pieces(Accuracy(1e-5, absolute, patient=False, stubborn=False))
    except (Failed, Impatient):
        return size  # rough steps can leave the domain of a root or a logarithm
    largest: Floats = np.maximum(size, np.abs(rough).max(axis=0))
    return largest


def _absolute(size: Floats, atol: float, lowest: Floats) -> Floats:
    """Return tolerances that suit states of 1e-20 as well as states of 1.

    A state that is zero so far takes the size of the largest state. None is lower than
    the `lowest` that LSODA can compute with.
    """
    largest = float(size.max(initial=0.0)) or 1.0
    chosen = atol * np.minimum(1.0, np.where(size > 0.0, size, largest))
    return np.maximum(chosen, lowest)


def _check_rates(compiled: CompiledSystem, start: Floats) -> None:
    rates = compiled.rates(0.0, start.tolist())
    for name, rate in zip(compiled.system.states, rates, strict=True):
        if not math.isfinite(rate):
            raise Failed(f"the rate of change of {name!r} is {rate} at time 0")
    compiled.check_decisions(0.0, start.tolist())
