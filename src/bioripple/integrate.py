"""Integrate a compiled ODE system to given times."""

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import ODEintWarning, odeint, solve_ivp
from threadpoolctl import ThreadpoolController

from bioripple.checks import check_kind, check_times, check_tolerance
from bioripple.compiled_system import CompiledSystem
from bioripple.outcome import Failed

Array = NDArray[np.float64]

RTOL, ATOL = 1e-10, 1e-14  # the defaults of config/config.yaml
MAX_STEPS = 50_000  # of the integrator between two output times
LEAST = 1e-6  # share of the largest size that is looked at if others are too small


class TooManySteps(Failed):
    """The integrator needs more steps than it may take."""


@dataclass(frozen=True)
class Effort:
    """What an integration took, all its attempts counted.

    Attributes
    ----------
    method
        `LSODA`, or `LSODA, Radau` where LSODA could not do some piece.
    n_steps, n_rates, n_jacobians
        Steps, and evaluations of the right-hand side and of its Jacobian.
    """

    method: str = "LSODA"
    n_steps: int = 0
    n_rates: int = 0
    n_jacobians: int = 0


@dataclass(frozen=True)
class Trajectory:
    """States at the times asked for.

    Attributes
    ----------
    states : ndarray of shape (number of times, n)
        One row a time [model units].
    effort
        What it took.
    """

    states: Array
    effort: Effort


def integrate(
    compiled: CompiledSystem, times: Sequence[float], *, rtol: float, atol: float
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

    Returns
    -------
    Trajectory
        The states, and what it took.

    Raises
    ------
    Failed
        If the integrator cannot keep the tolerances, or a state is not finite.
    TypeError, ValueError
        If an argument is of another kind, or out of its range.

    Notes
    -----
    LSODA with the exact Jacobian, in pieces between the known switches; a piece that it
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
        return Trajectory(np.zeros((len(times), 0)), Effort())
    _check_rates(compiled, start)
    run = _Run(compiled, start, times)
    # the matrices are small: more threads would wait for each other
    with _thread_pools().limit(limits=1, user_api="blas"):
        size = _sizes(run, atol)
        strict = _absolute(size, atol)
        try:
            states = run.pieces(rtol, strict)
        except TooManySteps:
            # what is zero but for round-off cannot be followed to a share of itself
            least = LEAST * atol * size.max()
            states = run.pieces(rtol, np.maximum(strict, least))
    return Trajectory(states, run.effort)


def _sizes(run: "_Run", atol: float) -> Array:
    """Return the largest size of each state, as far as a rough run can tell."""
    size = np.abs(run.start)
    try:
        rough = run.pieces(1e-5, _absolute(size, atol), stubborn=False)
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


class _Run:
    """Attempts to integrate one system, and the effort of them all."""

    def __init__(
        self, compiled: CompiledSystem, start: Array, times: Sequence[float]
    ) -> None:
        self.compiled = compiled
        self.start = start
        self.times = times
        self.effort = Effort()

    def pieces(self, rtol: float, atol: Array, *, stubborn: bool = True) -> Array:
        """Integrate from switch to switch; return the states at the times wanted."""
        states = np.empty((len(self.times), len(self.start)))
        now, state = 0.0, self.start
        breaks = (b for b in self.compiled.breaks if b < max(self.times))
        wanted = {time: index for index, time in enumerate(self.times)}
        for stop in sorted({*self.times, *breaks}):
            if stop > now:
                state = self._advance(state, (now, stop), rtol, atol, stubborn)
                now = stop
            if stop in wanted:
                states[wanted[stop]] = state
        return states

    def _advance(
        self,
        state: Array,
        span: tuple[float, float],
        rtol: float,
        atol: Array,
        stubborn: bool,
    ) -> Array:
        start, stop = span
        rates, jacobian = self._functions(start, stop)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ODEintWarning)  # status is checked below
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
        steps, calls, slopes = (int(info[key][-1]) for key in ("nst", "nfe", "nje"))
        self._count(steps, calls, slopes)
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
        return self._advance_implicitly(state, span, rtol, atol)

    def _advance_implicitly(
        self, state: Array, span: tuple[float, float], rtol: float, atol: Array
    ) -> Array:
        rates, jacobian = self._functions(*span)
        try:
            with np.errstate(all="ignore"):
                solution = solve_ivp(
                    rates, span, state, "Radau", jac=jacobian, rtol=rtol, atol=atol
                )
        except (ValueError, np.linalg.LinAlgError) as problem:
            raise Failed(f"the integrator stopped: {problem}") from None
        self._count(len(solution.t) - 1, solution.nfev, solution.njev, "LSODA, Radau")
        if not solution.success:
            reached = f"t = {solution.t[-1]:g} of {span[1]:g}"
            raise Failed(f"the integrator stopped at {reached}: {solution.message}")
        final: Array = solution.y[:, -1]
        if not np.isfinite(final).all():
            raise Failed(f"a state is not finite at t = {span[1]:g}")
        return final

    def _functions(
        self, start: float, stop: float
    ) -> tuple[Callable[[float, Array], list[float]], Callable[[float, Array], Array]]:
        """Return the right-hand side and its Jacobian between two switches."""
        compiled = self.compiled
        inside = _inside(start, stop, bool(compiled.breaks))

        def rates(t: float, x: Array) -> list[float]:
            return compiled.rates(inside(t), x.tolist())

        def jacobian(t: float, x: Array) -> Array:
            # it only steers the corrector; infinite slopes at zero must not stop it
            matrix = compiled.jacobian(inside(t), x.tolist())
            return np.nan_to_num(matrix, copy=False, nan=0.0, posinf=0.0, neginf=0.0)

        return rates, jacobian

    def _count(self, steps: int, rates: int, jacobians: int, method: str = "") -> None:
        before = self.effort
        self.effort = Effort(
            method or before.method,
            before.n_steps + steps,
            before.n_rates + rates,
            before.n_jacobians + jacobians,
        )


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
