"""The state in which a model comes to rest, if it does."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from bioripple.arrays import Floats
from bioripple.dynamics.attempts import TooManySteps
from bioripple.dynamics.compiled import CompiledSystem, compile_system
from bioripple.dynamics.events import event_effect, moments
from bioripple.dynamics.integrate import integrate
from bioripple.dynamics.newton import RestingStates
from bioripple.errors import Failed
from bioripple.forcing.stages import STEPS, Stage
from bioripple.odes.system import OdeSystem
from bioripple.network.linear_blocks import Standing, standing
from bioripple.runtime.checks import check_kind

Reason = Literal[
    "", "time dependent", "unstable", "oscillates", "undecided", "not reached"
]
FIRST = 10.0  # time of the first try [model time units]
LONGER = (1.0, 10.0, 100.0, 1e3, 1e4, 1e5)  # times as long, one after the other
RTOL, ATOL = 1e-8, 1e-12  # of the way there; Newton's method does the rest
MAX_STEPS = 40_000  # of each integration
SETTLED = 20.0  # times the slowest time constant after which a state is reached
SAME = 1e-3  # largest share by which states that are the same differ
TRACE = 1e-6  # share of its largest size below which a state is as good as zero
STARTS = 4  # other states from which the model is let go
WAVES, LASTS = 3, 0.8  # turns in a quarter, and what is left of their height


@dataclass(frozen=True, eq=False)
class SteadyPoint:
    """A state at rest, or why there is none.

    Attributes
    ----------
    state : ndarray, shape (n,)
        Values of `system.states` [model units]; where there is no state at rest, the
        last that was looked at.
    residual
        Largest |f_i| as a share of the traffic in it: the sizes of the terms of f_i
        there, at the start or at the first try, whichever are larger.
    standing
        What becomes of small deviations that keep the sums, by the eigenvalues there:
        `stable`, `unstable` or `undecided`.
    reason
        Why there is no state at rest that the model comes to; empty if there is.
        `time dependent`: time stands in the equations, or an event is to come;
        `unstable`: it rests only where the least push makes it leave;
        `oscillates`: it goes up and down for ever;
        `undecided`: round-off hides whether it is stable, or it rests in more than one
        state side by side;
        `not reached`: none was found on the way.
    detail
        More about the reason, for people.
    others : tuple of ndarray
        Other stable states at rest with the same sums that were met.
    growing
        Ids of states that grow without end there, but that nothing reads.
    n_sums
        How many sums of states are conserved.
    slowest
        Its longest time constant [model time units]; 0 where nothing moves.
    """

    state: Floats
    residual: float
    standing: Standing
    reason: Reason = ""
    detail: str = ""
    others: tuple[Floats, ...] = ()
    growing: tuple[str, ...] = ()
    n_sums: int = 0
    slowest: float = 0.0

    @property
    def found(self) -> bool:
        """Whether there is a stable state at rest that the model comes to."""
        return not self.reason

    @property
    def unique(self) -> bool:
        """Whether no other was met from the states that were tried."""
        return not self.others


def steady_point(
    system: OdeSystem, *, seed: int = 0, starts: int = STARTS
) -> SteadyPoint:
    """Look for the state in which a model comes to rest.

    Parameters
    ----------
    system
        The equations.
    seed
        Of the draw of other states to start from.
    starts
        How many of these; 0 leaves out whether the state is the only one.

    Returns
    -------
    SteadyPoint
        That there is none is an answer, too.

    Raises
    ------
    Failed, Refused
        If the model cannot even be integrated to t = 10, or a rate has no derivative.
    TypeError
        If `system` is none.

    Notes
    -----
    From the state at t = 10, and if need be from later ones, Newton's method within the
    conserved sums; what it finds counts if it is stable and the model, integrated on
    for 20 of its slowest time constants, arrives there. Then the model is let go from
    other states with the same sums.
    """
    check_kind(system, OdeSystem, "system", "read_sbml")
    compiled = compile_system(system, t_end=FIRST)
    why = _why_time_counts(compiled)
    first = integrate(compiled, [FIRST], rtol=RTOL, atol=ATOL).states[0]
    if why:
        return SteadyPoint(first, np.inf, "undecided", "time dependent", why)
    return _Search(compiled, first).run(np.random.default_rng(seed), starts)


def _why_time_counts(compiled: CompiledSystem) -> str:
    """Say what time has to do with the equations; nothing if it has nothing."""
    system, graph = compiled.system, compiled.system.graph
    nodes = graph.reachable(compiled.rate_formulas)
    if any(graph.operators[node] == "time" for node in nodes):
        return "its equations read the time"
    if compiled.driven is not compiled.rates:
        return "its equations read a state that runs like a clock"
    for event in system.events:
        formulas = [node for node in (event.trigger, event.delay) if node is not None]
        below = graph.reachable(formulas)
        if any(graph.operators[node] == "time" for node in below):
            return f"its event {event.id!r} waits for a time"
    return ""


class _Search:
    """One search in a system in which time plays no part."""

    def __init__(self, compiled: CompiledSystem, first: Floats) -> None:
        self.compiled, self.first = compiled, first
        self.resting = RestingStates(compiled)
        start = np.array(compiled.system.initial)
        self.start = start
        self.size = np.maximum(np.abs(start), np.abs(first))
        self.size = np.where(self.size > 0.0, self.size, self.size.max(initial=0.0))
        self.traffic = np.maximum(
            self.resting.traffic(start), self.resting.traffic(first)
        )
        self.tried: dict[Standing, Floats] = {}

    def run(self, rng: np.random.Generator, starts: int) -> SteadyPoint:
        """Return what is found."""
        x, elapsed, problem = self.first, FIRST, ""
        for factor in LONGER:
            try:
                if factor > 1.0:
                    x = self.advance(x, FIRST * factor - elapsed)
                    elapsed = FIRST * factor
                found = self.at_rest(x)
                if found is not None:
                    return self._checked(found, rng, starts)
                if factor > 1.0 and self.swings(x, elapsed):
                    problem = "oscillates"
                    break
            except Failed as failure:
                problem = self._swings_soon(x) or str(failure)
                break
        return self._nothing(x, problem, elapsed)

    def at_rest(self, x: Floats) -> Floats | None:
        """Return a stable state at rest that the model comes to from a state."""
        found = self.resting.newton(x, self.size, self.traffic)
        if found is None:
            return None
        stands = self.stands(found)
        self.tried.setdefault(stands, found)
        if stands != "stable":
            return None
        arrived = self.advance(x, max(FIRST, SETTLED * self.slowest(found)))
        return found if self.is_same(arrived, found) else None

    def stands(self, x: Floats) -> Standing:
        """Return what becomes of small deviations."""
        matrix = self.resting.jacobian(x)
        if not len(matrix):
            return "stable"
        try:
            return standing(matrix, n_sums=0)
        except np.linalg.LinAlgError:
            return "undecided"

    def slowest(self, x: Floats) -> float:
        """Return the longest time constant at a state."""
        speeds = np.abs(np.linalg.eigvals(self.resting.jacobian(x)).real)
        least = float(speeds[speeds > 0.0].min(initial=np.inf))
        return 1.0 / least if least > 0.0 else np.inf

    def is_same(self, x: Floats, y: Floats) -> bool:
        """Whether two states are the same where states count."""
        scale = np.maximum(np.abs(x), np.abs(y)) + TRACE * self.size
        gap = np.abs(x - y)[self.resting.counts]
        return bool(np.all(gap <= SAME * (scale[self.resting.counts] + 1e-300)))

    def advance(self, x: Floats, span: float) -> Floats:
        """Return the state a while after another."""
        return self.course(x, [span])[-1]

    def course(self, x: Floats, times: list[float]) -> Floats:
        """Return the states at times after another, one a row."""
        span = times[-1]
        if not len(x) or not np.isfinite(span):
            return np.array([x] * len(times))
        later = replace(
            self.compiled,
            system=replace(self.compiled.system, initial=tuple(x.tolist())),
            stages=(Stage(span, span / STEPS),),
            t_end=span,
        )
        run = integrate(
            later,
            times,
            rtol=RTOL,
            atol=ATOL,
            max_steps=MAX_STEPS,
            stop_at_times=False,
        )
        return run.states

    def swings(self, x: Floats, elapsed: float) -> bool:
        """Whether the model goes up and down after a state, as high at last as at first."""
        states = self.course(x, np.linspace(0.0, elapsed, 401)[1:].tolist())
        second, last = states[100:200], states[300:]
        heights = np.ptp(last, axis=0)
        counts = self.resting.counts & (heights > SAME * (np.abs(states).max(axis=0)))
        turns = np.count_nonzero(np.diff(np.sign(np.diff(last, axis=0)), axis=0), axis=0)
        lasting = heights > LASTS * np.ptp(second, axis=0)
        return bool(np.any(counts & lasting & (turns >= WAVES)))

    def _swings_soon(self, x: Floats) -> str:
        """Say that the model oscillates, of one that cannot be followed for long."""
        for factor in LONGER[:3]:
            try:
                if self.swings(x, FIRST * factor):
                    return "oscillates"
            except Failed:
                break
        return ""

    def _checked(
        self, x: Floats, rng: np.random.Generator, starts: int
    ) -> SteadyPoint:
        """Return a state at rest with what else is known of it."""
        change = self._event(x)
        if change:
            return self.point(x, "time dependent", change)
        others: list[Floats] = []
        for _ in range(starts if len(x) else 0):
            there = self._other(self.resting.elsewhere(x, self.size, rng), x)
            if there is not None and not any(self.is_same(there, o) for o in others):
                others.append(there)
        return replace(self.point(x, "", ""), others=tuple(others))

    def _other(self, start: Floats, x: Floats) -> Floats | None:
        """Return where the model goes from a state, if that is stable and not x."""
        try:
            near = self.advance(start, max(FIRST, SETTLED * self.slowest(x)))
        except Failed:
            return None
        found = self.resting.newton(near, self.size, self.traffic)
        if found is None or self.is_same(found, x) or self.stands(found) != "stable":
            return None
        return found

    def _event(self, x: Floats) -> str:
        """Say which event would have changed something on the way, or would there."""
        system = self.compiled.system
        if not system.events:
            return ""
        span = max(FIRST, SETTLED * self.slowest(x))
        try:
            times = moments(system, span)
            states = self.course(self.start, times)
        except Failed as failure:
            return f"its events cannot be followed: {failure}"
        found = event_effect(system, times, states)
        if found.fires == "unknown":
            return "an event has a condition that cannot be evaluated"
        return found.change

    def _nothing(self, x: Floats, problem: str, elapsed: float) -> SteadyPoint:
        """Return why no state at rest was found."""
        if "unstable" in self.tried:
            swings = "; around it, the model oscillates"
            detail = "a state at rest was found, but the least push makes it leave"
            if problem == "oscillates":
                detail += swings
            return self.point(self.tried["unstable"], "unstable", detail)
        if problem == "oscillates":
            return self.point(x, "oscillates", f"it still does at t = {elapsed:g}")
        if "undecided" in self.tried:
            detail = "round-off hides whether it is stable, or it is one of many"
            return self.point(self.tried["undecided"], "undecided", detail)
        moves = self.resting.moves_most(x, self.traffic)
        name = self.compiled.system.states[moves]
        detail = f"by t = {elapsed:g}, {name!r} still moves"
        return self.point(x, "not reached", f"{detail}: {problem}" if problem else detail)

    def point(self, x: Floats, reason: Reason, detail: str) -> SteadyPoint:
        """Return a state and what is known of it."""
        growing = self.resting.growing(x, self.traffic)
        names = np.array(self.compiled.system.states, dtype=np.str_)
        return SteadyPoint(
            state=x,
            residual=self.resting.residual(x, self.traffic),
            standing=self.stands(x) if np.isfinite(x).all() else "undecided",
            reason=reason,
            detail=detail,
            growing=tuple(names[growing].tolist()),
            n_sums=len(self.resting.sums.matrix),
            slowest=self.slowest(x) if len(x) else 0.0,
        )
