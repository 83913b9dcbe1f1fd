"""The state in which a model comes to rest, if it does."""

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from bioripple.arrays import Floats
from bioripple.dynamics.compiled import CompiledSystem, compile_system
from bioripple.dynamics.events import event_effect, moments
from bioripple.dynamics.integrate import integrate
from bioripple.dynamics.settling import ALL_STEPS, ATOL, MAX_STEPS, RTOL, Settling
from bioripple.errors import Failed
from bioripple.network.stability import Standing
from bioripple.odes.system import OdeSystem
from bioripple.runtime.checks import check_kind
from bioripple.runtime.threads import one_thread

OSCILLATES = "oscillates"
Reason = Literal[
    "", "time dependent", "unstable", "oscillates", "undecided", "not reached"
]
FIRST = 10.0  # time of the first try [model time units]
LONGER = (1.0, 10.0, 100.0, 1e3, 1e4, 1e5)  # times as long, one after the other
SETTLED = 20.0  # times the longest time constant after which a state is reached
MORE = 10.0  # times as large as it was that a state may be at first
OTHER_STEPS = 4_000  # that the way from one of these may take
STARTS = 8  # other states from which the model is let go


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
    growing, left
        Ids of states that nothing reads: those that grow without end there, and those
        that stand where the way has left them, so that another way would have others.
    n_sums
        How many sums of states are conserved.
    slowest
        Its longest time constant [model time units]; 0 where nothing moves.
    size : ndarray, shape (n,)
        How large each state is at the start or at the first try, whichever is larger;
        one that is 0 at both counts as the largest.
    """

    state: Floats
    residual: float
    standing: Standing
    reason: Reason = ""
    detail: str = ""
    others: tuple[Floats, ...] = ()
    growing: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    n_sums: int = 0
    slowest: float = 0.0
    size: Floats = field(default_factory=lambda: np.zeros(0))

    @property
    def found(self) -> bool:
        """Whether there is a stable state at rest that the model comes to."""
        return not self.reason

    @property
    def unique(self) -> bool:
        """Whether no other was met from the states that were tried."""
        return not self.others


def steady_point(
    system: OdeSystem,
    *,
    seed: int = 0,
    starts: int = STARTS,
    max_steps: int = ALL_STEPS,
    stubborn: bool = True,
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
    max_steps
        Steps that all integrations of the search may take together.
    stubborn
        See `integrate`: without, the time that it takes is bounded by the steps.

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
    model = Settling(compiled, first, max_steps, stubborn=stubborn)
    search = _Search(compiled.system, first, model)
    with one_thread():
        return search.run(np.random.default_rng(seed), starts)


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

    def __init__(self, system: OdeSystem, first: Floats, model: Settling) -> None:
        self.system, self.first, self.model = system, first, model
        self.resting = self.model.resting
        self.tried: dict[Standing, Floats] = {}

    def run(self, rng: np.random.Generator, starts: int) -> SteadyPoint:
        """Return what is found."""
        x, elapsed, problem = self.first, FIRST, ""
        for factor in LONGER:
            try:
                if factor > 1.0:
                    x = self.model.advance(x, FIRST * factor - elapsed)
                    elapsed = FIRST * factor
                found = self._at_rest(x)
                if found is not None:
                    return self._checked(found, rng, starts)
                if factor > 1.0 and self.model.swings(x, elapsed):
                    return self._nothing(x, OSCILLATES, elapsed)
            except Failed as failure:
                problem = self._swings_soon(x) or str(failure)
                break
        return self._nothing(x, problem, elapsed)

    def _at_rest(self, x: Floats) -> Floats | None:
        """Return a stable state at rest that the model comes to from a state."""
        model = self.model
        found = self.resting.newton(x, model.size, model.traffic)
        if found is None:
            return None
        stands = model.stands(found)
        self.tried.setdefault(stands, found)
        if stands != "stable":
            return None
        settled = self._settled(x, found)
        if not model.is_same(settled, found):
            return None
        # what nothing reads stays where the way has left it, unless it grows for ever
        stays = ~self.resting.counts & ~self.resting.growing(found, model.traffic)
        return np.where(stays, settled, found)

    def _settled(self, x: Floats, at: Floats, *, max_steps: int = MAX_STEPS) -> Floats:
        """Return a state some time constants of another after it."""
        span = max(FIRST, SETTLED * self.model.slowest(at))
        return self.model.advance(x, span, max_steps=max_steps)

    def _swings_soon(self, x: Floats) -> str:
        """Say that a model oscillates which cannot be followed for long."""
        for factor in LONGER[:3]:
            try:
                if self.model.swings(x, FIRST * factor):
                    return OSCILLATES
            except Failed:
                break
        return ""

    def _checked(self, x: Floats, rng: np.random.Generator, starts: int) -> SteadyPoint:
        """Return a state at rest with what else is known of it."""
        change = self._event(x)
        if change:
            return self._point(x, "time dependent", change)
        others: list[Floats] = []
        size = self.model.size
        # some where each state may grow, some where all may be as large as the largest
        boxes = (MORE * size, np.full_like(size, size.max(initial=0.0)))
        for number in range(starts if len(x) else 0):
            start = self.resting.elsewhere(x, boxes[number % 2], rng)
            there = self._other(start, x)
            if there is not None and not any(
                self.model.is_same(there, known) for known in others
            ):
                others.append(there)
        return replace(self._point(x, "", ""), others=tuple(others))

    def _other(self, start: Floats, x: Floats) -> Floats | None:
        """Return where the model goes from a state, if that is stable and not x."""
        model = self.model
        try:
            near = self._settled(start, x, max_steps=OTHER_STEPS)
        except Failed:
            return None
        found = self.resting.newton(near, model.size, model.traffic)
        if found is None or model.is_same(found, x) or model.stands(found) != "stable":
            return None
        return found

    def _event(self, x: Floats) -> str:
        """Say which event would have changed something on the way."""
        if not self.system.events:
            return ""
        span = max(FIRST, SETTLED * self.model.slowest(x))
        try:
            times = moments(self.system, span)
            states = self.model.course(self.model.start, times)
        except Failed as failure:
            return f"its events cannot be followed: {failure}"
        found = event_effect(self.system, times, states)
        if found.fires == "unknown":
            return "an event has a condition that cannot be evaluated"
        return found.change

    def _nothing(self, x: Floats, problem: str, elapsed: float) -> SteadyPoint:
        """Return why no state at rest was found."""
        if "unstable" in self.tried:
            detail = "a state at rest was found, but the least push makes it leave"
            if problem == OSCILLATES:
                detail += "; around it, the model oscillates"
            return self._point(self.tried["unstable"], "unstable", detail)
        if problem == OSCILLATES:
            return self._point(x, "oscillates", f"it still does at t = {elapsed:g}")
        if "undecided" in self.tried:
            detail = "round-off hides whether it is stable, or it is one of many"
            return self._point(self.tried["undecided"], "undecided", detail)
        name = self.system.states[self.resting.moves_most(x, self.model.traffic)]
        detail = f"by t = {elapsed:g}, {name!r} still moves"
        more = f"; {problem}" if problem else ""
        return self._point(x, "not reached", detail + more)

    def _point(self, x: Floats, reason: Reason, detail: str) -> SteadyPoint:
        """Return a state and what is known of it."""
        model = self.model
        growing = self.resting.growing(x, model.traffic)
        left = ~self.resting.counts & ~growing & (x != model.start)
        names = np.array(self.system.states, dtype=np.str_)
        return SteadyPoint(
            state=x,
            residual=self.resting.residual(x, model.traffic),
            standing=model.stands(x),
            reason=reason,
            detail=detail,
            growing=tuple(names[growing].tolist()),
            left=tuple(names[left].tolist()),
            n_sums=self.resting.n_sums,
            slowest=model.slowest(x),
            size=model.size,
        )
