"""Where an integrator has to stop, and how far it may step in between.

An integrator sees the right-hand side at its own steps only. A dose that is over before
the next step has never been given. What changes a system at known times is in its
formulas, so it is looked for there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bioripple.forcing.course import Course, Pieces
from bioripple.forcing.switches import Kind, find_kinds, switch_times
from bioripple.symbolic.enclosure import Motion
from bioripple.symbolic.graph import ExpressionGraph, Node

STEPS = 200  # least number of steps from 0 to the end
COARSER = 8.0  # times the longest step of a stage that it may be in parts of it


@dataclass(frozen=True)
class Stage:
    """A stretch of time, from the end of the stage before it.

    Attributes
    ----------
    stop
        Its end [model time units].
    max_step
        The longest step that misses nothing [model time units].
    followed
        Whether it misses nothing indeed: False where formulas of time change, or may
        do so, more often than can be followed.
    """

    stop: float
    max_step: float
    followed: bool = True


def find_stages(
    graph: ExpressionGraph,
    rates: Sequence[Node],
    values: Mapping[str, float | Motion],
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
        States at time 0, by name; of those that time alone moves, their motion.
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
    a tenth of its whole range in any, nor can be much larger anywhere in it than it is
    in most of it; steps are no longer than these stretches.
    """
    moved = {name for name, value in values.items() if callable(value)}
    if "time" not in graph.used and not moved:
        return (Stage(t_end, t_end / STEPS),)
    kinds = find_kinds(graph, graph.reachable(rates), moved)
    if not any(kind.time for kind in kinds.values()):
        return (Stage(t_end, t_end / STEPS),)
    switches = switch_times(graph, kinds, t_end)
    # ASSUME: when something happens hangs little on the states; those that are 0 at
    # first will be something then
    typical = {name: value or 1.0 for name, value in values.items()}
    course = Course(graph, rates, _shapes(graph, rates, kinds), kinds, typical)
    return tuple(_stages(switches, course.calm_pieces([0.0, *switches, t_end]), t_end))


def unfollowed(stages: Sequence[Stage]) -> str:
    """Say when formulas of time may do more than is seen; nothing if they never do."""
    begins = [0.0, *(stage.stop for stage in stages)]
    lost = [index for index, stage in enumerate(stages) if not stage.followed]
    if not lost:
        return ""
    return (
        f"formulas of time change, or may do so, more often between t = "
        f"{begins[lost[0]]:g} and {begins[lost[-1] + 1]:g} than can be followed"
    )


def _shapes(
    graph: ExpressionGraph, roots: Sequence[Node], kinds: Mapping[Node, Kind]
) -> list[Node]:
    """Return the expressions that show when time changes something.

    Sums change when their terms do; so do quotients by what is steady, and time itself.
    A product of what time alone changes can be a pulse though its factors are none: it
    is looked at, but where it is read by nothing but what is looked at itself.
    """
    shown = set(roots)
    shapes = []
    for node in sorted(kinds, reverse=True):
        if not kinds[node].time:
            continue
        linear = _is_linear(graph, node, kinds)
        if kinds[node].states or (linear and node in shown):
            shown.update(graph.children(node))
        if not linear and (graph.operators[node] != "mul" or node in shown):
            shapes.append(node)
    return shapes[::-1]


def _is_linear(graph: ExpressionGraph, node: Node, kinds: Mapping[Node, Kind]) -> bool:
    """Say whether an expression changes in time just as its parts do."""
    name, children = graph.operators[node], graph.children(node)
    if name == "mul":
        one, other = (kinds[child] for child in children)
        # ASSUME: what the product of a state and what time shapes does, its factors do
        return not (one.time and other.time) or kinds[node].states
    if name == "div":
        return not kinds[children[1]].time
    # what a state does by itself is seen by the integrator
    return name in ("time", "symbol", "add", "neg")


def _stages(switches: Sequence[float], pieces: Pieces, t_end: float) -> list[Stage]:
    """Join pieces to stages of about the same longest step."""
    begins = np.unique(np.concatenate([pieces.begins, switches]))
    ends = np.append(begins[1:], t_end)
    place = np.searchsorted(pieces.begins, begins, "right") - 1
    limits = np.minimum(t_end / STEPS, pieces.longest[place]).tolist()
    followed = pieces.followed[place].tolist()
    jumps = pieces.jumps[place]
    kept = {*switches, *begins[jumps].tolist(), *ends[jumps].tolist()}
    stages = []
    least = most = limits[0]
    for index, stop in enumerate(ends.tolist()):
        last = index + 1 == len(ends)
        following = least if last else limits[index + 1]
        both = min(least, following), max(most, following)
        apart = last or stop in kept or followed[index] != followed[index + 1]
        if apart or both[1] > COARSER * both[0]:
            stages.append(Stage(stop, least, followed[index]))
            both = following, following
        least, most = both
    return stages
