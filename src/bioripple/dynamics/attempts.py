"""Attempts to integrate a system, stage by stage, and what they take."""

import math
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.integrate import ODEintWarning, odeint, solve_ivp

from bioripple.arrays import Floats
from bioripple.dynamics.callbacks import Callbacks
from bioripple.dynamics.compiled import CompiledSystem
from bioripple.dynamics.leaps import LEAP, Span, leap
from bioripple.errors import Failed
from bioripple.forcing.stages import Stage

PATIENCE = 50_000  # steps in one stage after which easier tolerances are tried
STALLED = 1e-6  # share of a stage; who needs all that patience for less never arrives
NO_LENGTH = "step size is less than spacing"  # what scipy says of such steps


class TooManySteps(Failed):
    """The integrator needs more steps than it may take."""


class Impatient(Exception):
    """A stage takes many steps, and there are easier tolerances left to try."""


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
class Accuracy:
    """What one attempt has to keep, and how hard it tries.

    Attributes
    ----------
    rtol, atol
        Tolerances; the absolute one for each state.
    patient
        Whether to go on where a stage takes many steps.
    stubborn
        Whether to try a second method where the first one fails.
    """

    rtol: float
    atol: Floats
    patient: bool = True
    stubborn: bool = True


class Attempts:
    """Attempts to integrate one system, and the effort of them all."""

    def __init__(
        self,
        compiled: CompiledSystem,
        start: Floats,
        times: Sequence[float],
        finer: float,
        max_steps: int,
        stop_at_times: bool,
        stubborn: bool = True,
    ) -> None:
        self.compiled = compiled
        self.start = start
        self.times = times
        self.finer = finer
        self.max_steps = max_steps
        self.stops = times if stop_at_times else times[-1:]
        self.stubborn = stubborn
        self.effort = Effort()
        self.callbacks = Callbacks(compiled)

    def pieces(self, accuracy: Accuracy) -> Floats:
        """Integrate from stage to stage; return the states at the times wanted."""
        found = {0.0: self.start}
        now = 0.0
        for stop, max_step in _stops(self.compiled.stages, self.stops):
            if stop > now:
                span = Span(now, stop, max_step / self.finer)
                first = bisect_right(self.times, now)
                between = list(self.times[first : bisect_left(self.times, stop)])
                found |= self._through(found[now], span, between, accuracy)
                now = stop
        return np.array([found[time] for time in self.times])

    def _through(
        self, state: Floats, span: Span, between: list[float], accuracy: Accuracy
    ) -> dict[float, Floats]:
        """Return the states at times within a stage and at its end."""
        if between:
            states, reached, message = self._lsoda(state, span, accuracy, between)
            if _has_arrived(states, reached, span, message):
                return dict(zip([*between, span.stop], states[1:], strict=True))
        found = {}
        for stop in [*between, span.stop]:
            state = self._advance(state, replace(span, stop=stop), accuracy)
            span = replace(span, start=stop)
            found[stop] = state
        return found

    def _advance(self, state: Floats, span: Span, accuracy: Accuracy) -> Floats:
        """Return the state at the end of a stretch, in as many goes as it takes."""
        digits, stuck = LEAP, -math.inf
        least = STALLED * (span.stop - span.start)
        while True:
            states, reached, message = self._lsoda(state, span, accuracy)
            if _has_arrived(states, reached, span, message):
                final: Floats = states[-1]
                return final
            if message.startswith("Excess work"):
                if not accuracy.patient:
                    raise Impatient
                if reached - span.start >= least:
                    state, span = states[-1], replace(span, start=reached)
                    continue
                problem = _stalled(reached, span)
            elif not (accuracy.stubborn and self.stubborn):
                raise Failed(f"the integrator stopped: {message}")
            else:
                try:
                    return self._radau(state, span, accuracy)
                except Failed as failure:
                    if NO_LENGTH not in str(failure):
                        raise
                    problem = failure
            digits = 16 * digits if reached - stuck < least else LEAP
            rates = self.callbacks.plain(span)[0]
            moved = leap(rates, states[-1], reached, digits, span)
            if moved is None:
                raise problem
            state, stuck = moved
            span = replace(span, start=stuck)

    def _lsoda(
        self,
        state: Floats,
        span: Span,
        accuracy: Accuracy,
        between: Sequence[float] = (),
    ) -> tuple[Floats, float, str]:
        """Return the states, the time reached, and what LSODA says of it.

        The states are at the start, at the times between and at the end; where LSODA
        has given up they are of no use, but the last one where nothing is between.
        """
        rates, jacobian = self.callbacks.for_lsoda(span)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ODEintWarning)  # status is checked above
            states, info = odeint(  # type: ignore[call-overload]  # stubs lack tfirst
                rates,
                state,
                [span.start, *between, span.stop],
                Dfun=jacobian,
                col_deriv=True,
                tfirst=True,
                rtol=accuracy.rtol,
                atol=accuracy.atol,
                mxstep=self._most(len(between)),
                tcrit=[span.stop],
                hmax=span.max_step,
                full_output=True,
            )
        if between and info["message"] != "Integration successful.":
            return states, span.start, info["message"]
        steps, calls, slopes = (int(info[key][-1]) for key in ("nst", "nfe", "nje"))
        self._count(steps, calls, slopes)
        return states, float(info["tcur"][-1]), info["message"]

    def _most(self, n_between: int) -> int:
        """Return how many steps LSODA may take from one time to the next."""
        if self.stubborn:
            return PATIENCE
        return min(PATIENCE, 1 + self.max_steps // (1 + n_between))

    def _radau(self, state: Floats, span: Span, accuracy: Accuracy) -> Floats:
        rates, jacobian = self.callbacks.plain(span)
        try:
            with np.errstate(all="ignore"):
                solution = solve_ivp(
                    rates,
                    (span.start, span.stop),
                    state,
                    "Radau",
                    jac=jacobian,
                    rtol=accuracy.rtol,
                    atol=accuracy.atol,
                    max_step=span.max_step,
                )
        except np.linalg.LinAlgError as problem:  # a ValueError as well
            raise Failed(f"the integrator stopped: {problem}") from None
        except ValueError:
            raise Failed(
                f"the integrator stopped between t = {span.start:g} and "
                f"{span.stop:g}: a number in it is too large for a double, or none"
            ) from None
        self._count(len(solution.t) - 1, solution.nfev, solution.njev, "LSODA, Radau")
        if not solution.success:
            reached = f"t = {solution.t[-1]:g} of {span.stop:g}"
            raise Failed(f"the integrator stopped at {reached}: {solution.message}")
        final: Floats = solution.y[:, -1]
        if not np.isfinite(final).all():
            raise Failed(f"a state is not finite at t = {span.stop:g}")
        return final

    def _count(self, steps: int, rates: int, jacobians: int, method: str = "") -> None:
        before = self.effort
        self.effort = Effort(
            method or before.method,
            before.n_steps + steps,
            before.n_rates + rates,
            before.n_jacobians + jacobians,
        )
        if self.effort.n_steps > self.max_steps:
            raise TooManySteps(
                f"the integrator needs more than {self.max_steps} steps "
                "(mapping.max_steps)"
            )


def _stalled(reached: float, span: Span) -> Failed:
    return Failed(
        f"the integrator does not get beyond t = {reached:g}, for all its {PATIENCE} "
        f"steps from t = {span.start:g}"
    )


def _has_arrived(states: Floats, reached: float, span: Span, message: str) -> bool:
    """Say whether what LSODA returns is a solution.

    It calls it a success, too, when steps of no length end at a singularity.
    """
    if message != "Integration successful." or not np.isfinite(states).all():
        return False
    return reached >= span.stop - 1e-9 * (span.stop - span.start)


def _stops(
    stages: Sequence[Stage], times: Sequence[float]
) -> Iterator[tuple[float, float]]:
    """Return where to stop, and how far one may step until then."""
    last = max(times)
    ends = np.array([stage.stop for stage in stages])
    for stop in sorted({*times, *(end for end in ends.tolist() if end < last)}):
        # what comes after the last stage is not known, and looked at as often
        stage = stages[min(int(np.searchsorted(ends, stop)), len(stages) - 1)]
        yield stop, stage.max_step
