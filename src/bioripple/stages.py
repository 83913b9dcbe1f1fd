"""Where an integrator has to stop, and how far it may step in between.

An integrator sees the right-hand side at its own steps only. A dose that is over before
the next step has never been given. What changes a system at known times is in its
formulas, so it is looked for there.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bioripple.compiled import compile_function
from bioripple.course import SHORTEST, Course, Kind
from bioripple.derivatives import TIME, gradients
from bioripple.expressions import RELATIONS, ExpressionGraph, Node

Array = NDArray[np.float64]

STEPS = 200  # least number of steps from 0 to the end
MAX_BREAKS = 10_000  # switches at known times; more of them cannot be stepped through
COARSER = 8.0  # steps of neighbouring stages differ by powers of this


@dataclass(frozen=True)
class Stage:
    """A stretch of time, from the end of the stage before it.

    Attributes
    ----------
    stop
        Its end [model time units].
    max_step
        The longest step that misses nothing [model time units].
    """

    stop: float
    max_step: float


def find_stages(
    graph: ExpressionGraph,
    rates: Sequence[Node],
    values: Mapping[str, float],
    t_end: float,
) -> tuple[Stage, ...]:
    """Cut the time from 0 to t_end into stages, by what the formulas say of time.

    Parameters
    ----------
    graph
        Where the expressions live.
    rates
        f, their constants bound and their clocks replaced (`without_clocks`).
    values
        States at time 0, by name.
    t_end
        The end [model time units].

    Returns
    -------
    tuple of Stage
        In order; the last one ends at `t_end`.

    Notes
    -----
    Conditions that compare affine functions of time, and floor and ceiling of such, are
    solved for the times at which they switch, and a stage ends at each. All else that
    time shapes is bounded on ever shorter stretches until nothing changes by more than
    a tenth of its whole range in any; steps are no longer than these stretches.
    """
    nodes = graph.reachable(rates)
    if not any(graph.operators[node] == "time" for node in nodes):
        return (Stage(t_end, t_end / STEPS),)
    kinds = _kinds(graph, nodes)
    switches = _switch_times(graph, kinds, t_end)
    shapes = _shapes(graph, kinds)
    pieces = np.zeros(1)
    if shapes:
        # ASSUME: when something happens hangs little on the states; those that are 0
        # at first will be something then
        typical = {name: value or 1.0 for name, value in values.items()}
        course = Course(graph, rates, shapes, kinds, typical)
        pieces = course.calm_pieces([0.0, *switches, t_end])
    return tuple(_stages(switches, pieces, t_end))


def without_clocks(
    graph: ExpressionGraph,
    rates: Sequence[Node],
    states: Sequence[str],
    initial: Sequence[float],
) -> list[Node]:
    """Return rates in which states that run like clocks are functions of time.

    Parameters
    ----------
    graph
        Where the expressions live.
    rates
        f, their constants bound.
    states, initial
        What the rates are of, and the values at time 0.

    Returns
    -------
    list of Node
        The same rates, where a state's rate is constant; what else they hold is left.
    """
    clocks = {
        name: graph.add([graph.constant(value), graph.multiply(rate, graph.time())])
        for name, rate, value in zip(states, rates, initial, strict=True)
        if graph.value(rate) is not None
    }
    if not clocks:
        return list(rates)
    return graph.substitute(
        rates,
        lambda leaf: (
            clocks.get(graph.arguments[leaf][0])
            if graph.operators[leaf] == "symbol"
            else None
        ),
    )


def _kinds(graph: ExpressionGraph, nodes: Sequence[Node]) -> dict[Node, Kind]:
    """Say of expressions, parts first, whether time and states change them."""
    kinds: dict[Node, Kind] = {}
    for node in nodes:
        name = graph.operators[node]
        below = [kinds[child] for child in graph.children(node)]
        kinds[node] = Kind(
            time=name == "time" or any(kind.time for kind in below),
            states=name == "symbol" or any(kind.states for kind in below),
        )
    return kinds


def _shapes(graph: ExpressionGraph, kinds: Mapping[Node, Kind]) -> list[Node]:
    """Return the expressions that show when time changes something.

    Sums and products change when their parts do; so do quotients by what is steady, and
    time itself.
    """
    return [
        node
        for node, kind in kinds.items()
        if kind.time
        and graph.operators[node] not in ("time", "add", "mul", "neg")
        and not _is_scaled(graph, node, kinds)
    ]


def _is_scaled(graph: ExpressionGraph, node: Node, kinds: Mapping[Node, Kind]) -> bool:
    """Say whether an expression is a quotient by what time does not change."""
    return graph.operators[node] == "div" and not kinds[graph.children(node)[1]].time


def _switch_times(
    graph: ExpressionGraph, kinds: Mapping[Node, Kind], t_end: float
) -> list[float]:
    """Return the times in (0, t_end) at which an affine condition on time switches."""
    found: set[float] = set()
    for node, kind in kinds.items():
        name = graph.operators[node]
        if not kind.time or kind.states:
            continue
        if name in RELATIONS:
            left, right = graph.children(node)
            crossings = [0.0]
        elif name in ("floor", "ceil"):
            (left,), right = graph.children(node), graph.zero
            crossings = []
        else:
            continue
        line = _line(graph, graph.subtract(left, right))
        if line is None:
            continue
        value, slope = line
        if name in ("floor", "ceil"):
            ends = sorted((value, value + slope * t_end))
            if ends[1] - ends[0] > MAX_BREAKS:
                continue
            crossings = list(range(math.ceil(ends[0]), math.floor(ends[1]) + 1))
        found.update((level - value) / slope for level in crossings)
    return sorted(time for time in found if 0.0 < time < t_end)


def _line(graph: ExpressionGraph, node: Node) -> tuple[float, float] | None:
    """Return value at 0 and slope if what time alone changes is affine in it."""
    try:
        gradient = gradients(graph, [node], [TIME])[0]
    except NotImplementedError:
        return None
    slope = graph.value(gradient.get(TIME, graph.zero))
    if not slope or not math.isfinite(slope):
        return None
    value = compile_function(graph, [node], ())(0.0, ())[0]
    return (value, slope) if math.isfinite(value) else None


def _stages(switches: Sequence[float], pieces: Array, t_end: float) -> list[Stage]:
    """Join pieces to stages of about the same longest step."""
    longest = t_end / STEPS
    begins = np.unique(np.concatenate([pieces, switches]))
    ends = np.append(begins[1:], t_end)
    lengths = np.diff(pieces, append=t_end)
    place = np.searchsorted(pieces, begins, "right") - 1
    limit = np.minimum(longest, lengths[place])
    # a jump is over within its piece: there is nothing to be seen by short steps
    jumps = limit <= 2.0 * SHORTEST * t_end
    limit[jumps] = longest
    levels = np.ceil(np.log(longest / limit) / math.log(COARSER) - 1e-9)
    kept = {*switches, *begins[jumps].tolist(), *ends[jumps].tolist()}
    stages = []
    for index, (stop, level) in enumerate(zip(ends.tolist(), levels, strict=True)):
        last = index + 1 == len(ends)
        if last or stop in kept or levels[index + 1] != level:
            stages.append(Stage(stop, float(longest / COARSER**level)))
    return stages
