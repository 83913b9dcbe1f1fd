"""Follow a model in which time plays no part, from any state and for any while."""

from dataclasses import replace

import numpy as np

from bioripple.arrays import Floats
from bioripple.dynamics.attempts import TooManySteps
from bioripple.dynamics.compiled import CompiledSystem
from bioripple.dynamics.integrate import integrate
from bioripple.dynamics.newton import RestingStates
from bioripple.forcing.stages import STEPS, Stage
from bioripple.network.stability import Standing, standing_of

RTOL, ATOL = 1e-8, 1e-12  # of the way to rest; Newton's method does what is left
# Steps of one integration, and of all of a search.
MAX_STEPS, ALL_STEPS = 20_000, 100_000
SLOWEST = 1e-300  # [1 / model time unit]; what is slower has no time constant
SAME = 1e-3  # largest share by which states that are the same differ
TRACE = 1e-6  # share of its largest size below which a state is as good as zero
# Of a look at oscillations: moments, turns in the last quarter, and how much of the
# height of the second quarter the last one has.
MOMENTS, TURNS, LASTS = 120, 3, 0.8


class Settling:
    """A system in which time plays no part, and its ways to rest.

    Parameters
    ----------
    compiled
        The system, of n states.
    first : ndarray, shape (n,)
        A state that it comes to.
    max_steps
        Steps that all its ways together may take.
    stubborn
        See `integrate`.

    Attributes
    ----------
    resting
        Where its states at rest are looked for.
    start, size, traffic : ndarray, shape (n,)
        Initial values; and how large states and the terms of rates are at the start or
        at the first state.
    """

    def __init__(
        self,
        compiled: CompiledSystem,
        first: Floats,
        max_steps: int = ALL_STEPS,
        *,
        stubborn: bool = True,
    ) -> None:
        self._compiled, self._stubborn = compiled, stubborn
        self._most = self._left = max_steps
        self.start = start = np.array(compiled.system.initial)
        size = np.maximum(np.abs(start), np.abs(first))
        self.size = np.where(size > 0.0, size, size.max(initial=0.0))
        self.resting = RestingStates(compiled, np.abs(first))
        traffic = self.resting.traffic
        self.traffic = np.maximum(traffic(start), traffic(first))

    def stands(self, x: Floats) -> Standing:
        """Return what becomes of small deviations from a state at rest."""
        try:
            return standing_of(self.resting.jacobian(x))
        except np.linalg.LinAlgError:
            return "undecided"

    def slowest(self, x: Floats) -> float:
        """Return the longest time constant at a state, 0 where there is none."""
        try:
            speeds = np.abs(np.linalg.eigvals(self.resting.jacobian(x)).real)
        except np.linalg.LinAlgError:  # a slope is infinite there
            return 0.0
        least = float(speeds[speeds > SLOWEST].min(initial=np.inf))
        return 1.0 / least

    def is_same(self, x: Floats, y: Floats) -> bool:
        """Whether two states are the same, where states count."""
        scale = np.maximum(np.abs(x), np.abs(y)) + TRACE * self.size
        gap = np.abs(x - y)[self.resting.counts]
        return bool(np.all(gap <= SAME * scale[self.resting.counts]))

    def advance(self, x: Floats, span: float, *, max_steps: int = MAX_STEPS) -> Floats:
        """Return the state a while after another; see `course`."""
        found: Floats = self.course(x, [span], max_steps=max_steps)[-1]
        return found

    def course(
        self, x: Floats, times: list[float], *, max_steps: int = MAX_STEPS
    ) -> Floats:
        """Return the states at times after another, one a row.

        Raises
        ------
        Failed
            If the integrator cannot get there, or takes too many steps.
        """
        span = times[-1]
        if not len(x):
            return np.zeros((len(times), 0))
        later = replace(
            self._compiled,
            system=replace(self._compiled.system, initial=tuple(x.tolist())),
            stages=(Stage(span, span / STEPS),),
            t_end=span,
        )
        most = min(max_steps, self._left)
        self._left -= most
        try:
            run = integrate(
                later,
                times,
                rtol=RTOL,
                atol=ATOL,
                max_steps=most,
                stop_at_times=False,
                stubborn=self._stubborn,
            )
        except TooManySteps:
            allowed = str(most) if most == max_steps else f"all {self._most}"
            raise TooManySteps(
                f"the integrator needs more than {allowed} steps"
            ) from None
        self._left += most - run.effort.n_steps
        return run.states

    def swings(self, x: Floats, span: float) -> bool:
        """Whether the model goes up and down for a while, at last as much as at first.

        Raises
        ------
        Failed
            As `course`.
        """
        times = np.linspace(0.0, span, MOMENTS + 1)[1:].tolist()
        states = self.course(x, times)
        second, last = states[MOMENTS // 4 : MOMENTS // 2], states[-MOMENTS // 4 :]
        heights = np.ptp(last, axis=0)
        counts = self.resting.counts & (heights > SAME * np.abs(states).max(axis=0))
        ways = np.sign(np.diff(last, axis=0))
        turns = np.count_nonzero(np.diff(ways, axis=0), axis=0)
        lasting = heights > LASTS * np.ptp(second, axis=0)
        return bool(np.any(counts & lasting & (turns >= TURNS)))
