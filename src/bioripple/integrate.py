"""Compile an ODE system and integrate it to given times."""

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import ODEintWarning, odeint, solve_ivp
from threadpoolctl import ThreadpoolController

from bioripple.compiled import (
    Function,
    MatrixFunction,
    compile_function,
    compile_gradients,
)
from bioripple.derivatives import gradients
from bioripple.odes import OdeSystem
from bioripple.outcome import Failed, Refused
from bioripple.switches import switch_times

Array = NDArray[np.float64]

RTOL, ATOL = 1e-10, 1e-14  # the defaults of config/config.yaml
MAX_STEPS = 50_000  # of the integrator between two output times
LEAST = 1e-6  # share of the largest size that is looked at if others are too small


class TooManySteps(Failed):
    """The integrator needs more steps than it may take."""


@dataclass(frozen=True)
class CompiledSystem:
    """An ODE system as fast functions, its constants bound.

    Attributes
    ----------
    system
        What was compiled.
    rates
        `rates(t, x)`: f, a list of n numbers, for n states.
    jacobian
        `jacobian(t, x)`: an array of shape (n, n), `[i, j]` = ∂f_i/∂x_j; row =
        affected, column = affecting.
    breaks
        Times at which a formula switches, found from conditions on time alone.
    """

    system: OdeSystem
    rates: Function
    jacobian: MatrixFunction
    breaks: tuple[float, ...]


def compile_system(system: OdeSystem, *, t_end: float) -> CompiledSystem:
    """Compile the right-hand side and its Jacobian.

    Parameters
    ----------
    system
        The equations.
    t_end
        Until when switches at known times are looked for [model time units].

    Raises
    ------
    Refused
        If a rate has no derivative.
    """
    graph, states = system.graph, system.states
    rates = graph.bind(system.rates, system.constants)
    try:
        found = gradients(graph, rates, states)
    except NotImplementedError as problem:
        raise Refused(f"the right-hand side has no {problem}") from None
    return CompiledSystem(
        system=system,
        rates=compile_function(graph, rates, states),
        jacobian=compile_gradients(graph, found, states, states),
        breaks=switch_times(graph, rates, t_end),
    )


def integrate(
    compiled: CompiledSystem, times: Sequence[float], *, rtol: float, atol: float
) -> Array:
    """Integrate from the initial values to given times.

    Parameters
    ----------
    compiled
        The system.
    times
        Increasing times ≥ 0 at which the state is wanted [model time units].
    rtol
        Relative tolerance per step [dimensionless].
    atol
        Absolute tolerance per step, as a share of each state's largest size so far,
        at most 1 [model units].

    Returns
    -------
    ndarray of shape (len(times), n)
        The states.

    Raises
    ------
    Failed
        If the integrator cannot keep the tolerances, or a state is not finite.

    Notes
    -----
    LSODA with the exact Jacobian, in pieces between the known switches; a piece that it
    cannot do is tried with an implicit Runge–Kutta method (Radau IIA).
    """
    start = np.array(compiled.system.initial)
    if len(start) == 0:
        return np.zeros((len(times), 0))
    _check_rates(compiled, start)
    # the matrices are small: more threads would wait for each other
    with _thread_pools().limit(limits=1, user_api="blas"):
        size = _sizes(compiled, start, times, atol)
        strict = _absolute(size, atol)
        try:
            return _pieces(compiled, start, times, rtol=rtol, atol=strict)
        except TooManySteps:
            # what is zero but for round-off cannot be followed to a share of itself
            least = LEAST * atol * size.max()
            loose = np.maximum(strict, least)
            return _pieces(compiled, start, times, rtol=rtol, atol=loose)


def _sizes(
    compiled: CompiledSystem, start: Array, times: Sequence[float], atol: float
) -> Array:
    """Return the largest size of each state, as far as a rough run can tell."""
    size = np.abs(start)
    try:
        rough = _pieces(
            compiled,
            start,
            times,
            rtol=1e-5,
            atol=_absolute(size, atol),
            stubborn=False,
        )
    except Failed:
        return size  # rough steps can leave the domain of a root or a logarithm
    largest: Array = np.maximum(size, np.abs(rough).max(axis=0))
    return largest


@cache
def _thread_pools() -> ThreadpoolController:
    return ThreadpoolController()


def _absolute(size: Array, atol: float) -> Array:
    """Return tolerances that suit states of 1e-20 as well as states of 1.

    A state that is zero so far takes the size of the largest state.
    """
    largest = float(size.max(initial=0.0)) or 1.0
    return atol * np.minimum(1.0, np.where(size > 0.0, size, largest))


def _pieces(
    compiled: CompiledSystem,
    start: Array,
    times: Sequence[float],
    *,
    rtol: float,
    atol: Array,
    stubborn: bool = True,
) -> Array:
    states = np.empty((len(times), len(start)))
    now, state = 0.0, start
    stops = sorted({*times, *(b for b in compiled.breaks if b < max(times))})
    wanted = {time: index for index, time in enumerate(times)}
    for stop in stops:
        if stop > now:
            state = _advance(compiled, state, (now, stop), rtol, atol, stubborn)
            now = stop
        if stop in wanted:
            states[wanted[stop]] = state
    return states


def _advance(
    compiled: CompiledSystem,
    state: Array,
    span: tuple[float, float],
    rtol: float,
    atol: Array,
    stubborn: bool,
) -> Array:
    start, stop = span
    inside = _inside(start, stop, bool(compiled.breaks))

    def rates(t: float, x: Array) -> list[float]:
        return compiled.rates(inside(t), x.tolist())

    def jacobian(t: float, x: Array) -> Array:
        # it only steers the corrector, which an infinite slope at zero must not stop
        matrix = compiled.jacobian(inside(t), x.tolist())
        return np.nan_to_num(matrix, copy=False, nan=0.0, posinf=0.0, neginf=0.0)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ODEintWarning)  # its status is checked below
        states, info = odeint(  # type: ignore[call-overload]  # stubs lack tfirst
            rates,
            state,
            [start, stop],
            Dfun=jacobian,
            tfirst=True,
            rtol=rtol,
            atol=atol,
            mxstep=MAX_STEPS,
            tcrit=[stop],
            full_output=True,
        )
    final: Array = states[-1]
    if info["message"].startswith("Excess work"):
        raise TooManySteps(
            f"the integrator needs more than {MAX_STEPS} steps to {stop:g}"
        )
    # odeint calls it a success, too, when steps of no length end at a singularity
    arrived = info["tcur"][-1] >= stop - 1e-9 * (stop - start)
    succeeded = info["message"] == "Integration successful."
    if succeeded and arrived and np.isfinite(final).all():
        return final
    if not stubborn:
        raise Failed(f"the integrator stopped: {info['message']}")
    return _advance_implicitly(rates, jacobian, state, (start, stop), rtol, atol)


def _advance_implicitly(
    rates: Callable[[float, Array], list[float]],
    jacobian: Callable[[float, Array], Array],
    state: Array,
    span: tuple[float, float],
    rtol: float,
    atol: Array,
) -> Array:
    try:
        with np.errstate(all="ignore"):
            solution = solve_ivp(
                rates, span, state, "Radau", jac=jacobian, rtol=rtol, atol=atol
            )
    except (ValueError, np.linalg.LinAlgError) as problem:
        raise Failed(f"the integrator stopped: {problem}") from None
    if not solution.success:
        reached = f"t = {solution.t[-1]:g} of {span[1]:g}"
        raise Failed(f"the integrator stopped at {reached}: {solution.message}")
    final: Array = solution.y[:, -1]
    if not np.isfinite(final).all():
        raise Failed(f"a state is not finite at t = {span[1]:g}")
    return final


def _inside(start: float, stop: float, switches: bool) -> Callable[[float], float]:
    """Return a function that keeps a time strictly between two switches."""
    if not switches:
        return lambda t: t
    low, high = math.nextafter(start, stop), math.nextafter(stop, start)
    return lambda t: min(max(t, low), high)


def _check_rates(compiled: CompiledSystem, start: Array) -> None:
    rates = compiled.rates(0.0, start.tolist())
    for name, rate in zip(compiled.system.states, rates, strict=True):
        if not math.isfinite(rate):
            raise Failed(f"the rate of change of {name!r} is {rate} at time 0")
