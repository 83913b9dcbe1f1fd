"""Whether an event that the equations leave out would have happened by a time."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from bioripple.arrays import Floats
from bioripple.forcing.clocks import without_clocks
from bioripple.forcing.stages import find_stages
from bioripple.odes.system import OdeSystem
from bioripple.sbml.model import Event
from bioripple.symbolic.codegen import compile_function
from bioripple.symbolic.decisions import deciding
from bioripple.symbolic.graph import Node

Fires = Literal["yes", "no", "unknown"]

SAMPLES = 400  # moments at which conditions are looked at, beside those they name
SAME = 1e-9  # relative difference within which an event sets what is there already


@dataclass(frozen=True)
class EventEffect:
    """What the events of a model would have done.

    Attributes
    ----------
    fires
        Whether one would have happened; `unknown` where a formula cannot be evaluated.
    change
        The first that would have changed a state or something that equations read: its
        id, the time, and what it sets. Empty if there is none.
    """

    fires: Fires
    change: str


def moments(system: OdeSystem, t_end: float) -> list[float]:
    """Return times in (0, t_end] at which to look at the conditions of events.

    Parameters
    ----------
    system
        The equations and events.
    t_end
        The last of the times [model time units].

    Returns
    -------
    list of float
        Increasing: evenly spaced times, those at which a condition on time switches,
        and those between.
    """
    graph, states = system.graph, system.states
    triggers = [event.trigger for event in system.events if event.trigger is not None]
    bound = graph.bind(triggers, system.constants)
    rates = graph.bind(system.rates, system.constants)
    bound = without_clocks(graph, rates, states, system.initial, t_end, within=bound)
    values = dict(zip(states, system.initial, strict=True))
    known = [node for node in bound if graph.symbols([node]) <= values.keys()]
    ends = [stage.stop for stage in find_stages(graph, known, values, t_end)]
    grid = np.unique([*np.linspace(0.0, t_end, SAMPLES + 1), *ends])
    middles = 0.5 * (grid[:-1] + grid[1:])
    after = np.nextafter(ends, math.inf)
    times = np.unique([*grid, *middles, *after])
    return [float(time) for time in times if 0.0 < time <= t_end]


def event_effect(
    system: OdeSystem, times: Sequence[float], states: Floats
) -> EventEffect:
    """Say what the events of a model would have done along a solution without them.

    Parameters
    ----------
    system
        The equations and events.
    times
        Increasing times > 0 [model time units].
    states : ndarray of shape (len(times), n)
        The states at these times.

    Returns
    -------
    EventEffect
        By the first time that an event changes something; what follows is not known.
    """
    course = _Course(system, times, states)
    found: set[Fires] = set()
    changes: list[tuple[float, str]] = []
    for event in system.events:
        effect, change = _follow(event, course)
        found.add(effect)
        changes += [change] if change else []
    fires: Fires = "no"
    if "yes" in found:
        fires = "yes"
    elif "unknown" in found:
        fires = "unknown"
    return EventEffect(fires, min(changes)[1] if changes else "")


class _Course:
    """A solution at some times, time 0 first, on which formulas can be evaluated."""

    def __init__(
        self, system: OdeSystem, times: Sequence[float], states: Floats
    ) -> None:
        self.system = system
        self.times = [0.0, *times]
        self.states = [list(system.initial), *states.tolist()]
        self.read = _what_counts(system)
        self._functions: dict[Node, Callable[[int], float]] = {}

    def function(self, node: Node) -> Callable[[int], float]:
        """Return a formula as a function of the number of a moment.

        It is NaN as well where it decides by what is no number.

        Raises
        ------
        KeyError
            If the formula reads something that has no value.
        """
        if node not in self._functions:
            self._functions[node] = self._compile(node)
        return self._functions[node]

    def _compile(self, node: Node) -> Callable[[int], float]:
        system = self.system
        bound = system.graph.bind([node], system.constants)
        outputs = [*bound, *deciding(system.graph, bound)]
        compiled = compile_function(system.graph, outputs, system.states)

        def value(k: int) -> float:
            found = compiled(self.times[k], self.states[k])
            return math.nan if any(map(math.isnan, found)) else found[0]

        return value

    def first(self, time: float) -> int:
        """Return the number of the first moment at or after a time."""
        return int(np.searchsorted(self.times, time))


def _what_counts(system: OdeSystem) -> set[str]:
    """Return what equations read, and events that set such a thing, and so on."""
    graph = system.graph
    counts = set(system.states)
    counts |= graph.symbols([*system.rates, *system.assigned.values()])
    before = -1
    while len(counts) > before:
        before = len(counts)
        for event in system.events:
            if counts & event.targets.keys():
                formulas = (event.trigger, event.delay, *event.targets.values())
                counts |= graph.symbols([node for node in formulas if node is not None])
    return counts


def _follow(event: Event, course: _Course) -> tuple[Fires, tuple[float, str] | None]:
    """Say whether an event happens, and when it first changes what, if ever."""
    fires: Fires = "no"
    for time in _happenings(event, course):
        if math.isnan(time):
            return ("unknown" if fires == "no" else fires), None
        fires = "yes"
        change = _change(event, time, course)
        if change:
            return fires, (time, change)
    return fires, None


def _happenings(event: Event, course: _Course) -> Iterator[float]:
    """Return the times at which an event happens; NaN from where it is not known."""
    try:
        if event.trigger is None:
            raise KeyError
        holds = course.function(event.trigger)
        delay = course.function(event.delay) if event.delay is not None else None
    except KeyError:
        if event.trigger is not None or not event.is_complete:
            yield math.nan
        return
    before = event.initially
    for k, time in enumerate(course.times):
        value = holds(k)
        if math.isnan(value):
            yield math.nan
            return
        now = value != 0.0
        if now and not before:
            wait = 0.0 if delay is None else delay(k)
            if math.isnan(wait):
                yield math.nan
                return
            last = course.first(time + wait)
            if last < len(course.times) and (
                event.persistent or all(holds(m) for m in range(k, last + 1))
            ):
                yield time + wait
        before = now


def _change(event: Event, time: float, course: _Course) -> str:
    """Say what an event changes when it happens; nothing if that is nothing."""
    system = course.system
    k = course.first(time)
    for name, formula in event.targets.items():
        if name not in course.read:
            continue
        new, old = _value(formula, k, course), _value(_symbol(name, system), k, course)
        if math.isnan(new) or math.isnan(old):
            return f"{event.id[:80]!r} sets {name!r} at t = {time:g}"
        if abs(new - old) > SAME * max(abs(new), abs(old)):
            what = f"{name!r} from {old:g} to {new:g}"
            return f"{event.id[:80]!r} sets {what} at t = {time:g}"
    return ""


def _symbol(name: str, system: OdeSystem) -> Node:
    return system.assigned.get(name, system.graph.symbol(name))


def _value(formula: Node | None, k: int, course: _Course) -> float:
    if formula is None:
        return math.nan
    try:
        return course.function(formula)(k)
    except KeyError:
        return math.nan
