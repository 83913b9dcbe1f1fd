"""When expressions of time change, however short the change is."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from bioripple.arrays import Flags, Floats
from bioripple.forcing.calm import Bounds, in_any, joined, may_hide, too_wide
from bioripple.forcing.switches import Kind
from bioripple.symbolic.enclosure import Motion, enclose
from bioripple.symbolic.graph import ExpressionGraph, Node

MAX_PIECES = 131_072  # into which time is cut for a group of expressions
MAX_BOUNDS = 8_388_608  # of the expressions of a group on all pieces
GROUP = 64  # expressions for which time is cut together
FINER = 8.0  # steps in a piece that was cut for the sake of something small
FOLLOWED = 10_000  # steps in all at which one looks where changes cannot be followed
SHORTEST = 2.0**-40  # share of the whole time below which a change counts as a jump
ROUND_OFF = 8.0  # last digits of a time by which conditions on it may be off
SAMPLES = np.linspace(-0.25, 1.25, 7)[:, np.newaxis]  # shares of a piece to look at


class Pieces(NamedTuple):
    """Pieces of time, in order, within which nothing changes much.

    Attributes
    ----------
    begins
        Where they begin.
    longest
        The longest step in each that misses nothing; infinite in a jump, in which
        there is nothing to be seen by short steps.
    jumps
        Whether a piece is so short that the change in it counts as a jump.
    followed
        Whether nothing changes much indeed; else there were too many changes.
    """

    begins: Floats
    longest: Floats
    jumps: Flags
    followed: Flags


class Course:
    """The course in time of expressions, bounded on stretches of time.

    Parameters
    ----------
    graph
        Where the expressions live.
    roots
        What the expressions are parts of.
    nodes
        The k expressions.
    kinds
        What changes each expression below the roots.
    values
        Numbers that stand for the symbols, and the motion of those that time moves.
    """

    def __init__(
        self,
        graph: ExpressionGraph,
        roots: Sequence[Node],
        nodes: Sequence[Node],
        kinds: Mapping[Node, Kind],
        values: Mapping[str, float | Motion],
    ) -> None:
        self._graph = graph
        self._roots = roots
        self._nodes = nodes
        self._values = values
        self._timed = [node for node, kind in kinds.items() if kind.time]
        # switches by time alone: what the branch that is not taken does is of no matter
        self._switches = {
            node: graph.children(node)[0]
            for node in self._timed
            if graph.operators[node] == "if"
            and not kinds[graph.children(node)[0]].states
        }

    def calm_pieces(self, ends: Sequence[float]) -> Pieces:
        """Return pieces within which none of the expressions changes much.

        Parameters
        ----------
        ends
            The first and the last time, and times between them at which anything may
            happen, in order.
        """
        start, stop = np.array(ends[:-1]), np.array(ends[1:])
        restless = self._restless(start, stop)
        groups = [
            self._cut(restless[at : at + GROUP], start, stop)
            for at in range(0, len(restless), GROUP)
        ]
        return _together(groups, ends)

    def _restless(self, start: Floats, stop: Floats) -> list[Node]:
        """Return the expressions that are not calm in each stretch as it is."""
        if not self._nodes:
            return []
        bounds = self._look(self._nodes, *inset(start, stop))
        restless = too_wide(bounds).any(axis=1) | may_hide(bounds).any(axis=1)
        return [self._nodes[index] for index in np.flatnonzero(restless).tolist()]

    def _cut(self, nodes: Sequence[Node], start: Floats, stop: Floats) -> Pieces:
        """Halve stretches until the expressions are calm in each, or are too many."""
        whole = stop[-1] - start[0]
        most = min(MAX_PIECES, max(2 * len(start), MAX_BOUNDS // len(nodes)))
        bounds = self._sampled(nodes, start, stop)
        small = np.zeros(len(start), dtype=bool)  # cut for the sake of something small
        while True:
            wide, hides = too_wide(bounds), may_hide(bounds)
            split = in_any(wide | hides) & (stop - start > SHORTEST * whole)
            if not split.any() or len(start) + split.sum() > most:
                break
            smaller = small[split] | in_any(hides & ~wide)[split]
            middle = 0.5 * (start[split] + stop[split])
            first = np.concatenate([start[split], middle])
            last = np.concatenate([middle, stop[split]])
            new = self._sampled(nodes, first, last)
            start = np.concatenate([start[~split], first])
            stop = np.concatenate([stop[~split], last])
            small = np.concatenate([small[~split], smaller, smaller])
            bounds = bounds.at(~split).beside(new)
        order = np.argsort(start)
        start, small, lost = start[order], small[order], split[order]
        first_ones = joined(bounds.at(order), apart=lost)
        begins = start[first_ones]
        small = np.logical_or.reduceat(small, first_ones)
        length = np.diff(begins, append=stop.max())
        jumps = length <= 2.0 * SHORTEST * whole
        longest = np.where(jumps, math.inf, np.where(small, length / FINER, length))
        followed = ~lost[first_ones]
        longest[~followed] = whole / FOLLOWED
        return Pieces(begins, longest, jumps, followed)

    def _sampled(self, nodes: Sequence[Node], start: Floats, stop: Floats) -> Bounds:
        """Bound expressions strictly within stretches, and see what is usual there."""
        bounds = self._look(nodes, *inset(start, stop))
        doubtful = np.flatnonzero(may_hide(bounds).any(axis=0))
        if not len(doubtful):
            return bounds
        first, last = inset(start[doubtful], stop[doubtful])
        times = (first + SAMPLES * (last - first)).ravel()
        points = self._look(nodes, times, times)
        sizes = points.usual.reshape(len(nodes), len(SAMPLES), len(doubtful))
        # what is beyond an end tells whether what is seen at the end is the flank of
        # something that lasts, but nothing of what is within
        sizes[:, 0] = np.minimum(sizes[:, 0], sizes[:, 1])
        sizes[:, -1] = np.minimum(sizes[:, -1], sizes[:, -2])
        # what is seen at one moment only may be a pulse that was met by chance
        bounds.usual[:, doubtful] = np.partition(sizes, -2, axis=1)[:, -2]
        return bounds

    def _look(self, nodes: Sequence[Node], start: Floats, stop: Floats) -> Bounds:
        """Bound expressions; those that nothing reads there are empty."""
        k = len(nodes)
        low, high = enclose(
            self._graph,
            [*nodes, *self._switches.values()],
            start,
            stop,
            values=self._values,
        )
        if self._switches:
            holds = (low[k:] > 0.0) | (high[k:] < 0.0)
            fails = (low[k:] == 0.0) & (high[k:] == 0.0)
            read = self._read(holds, fails, len(start))
            seen = np.array([read[node] for node in nodes])
            low = np.where(seen, low[:k], math.inf)
            high = np.where(seen, high[:k], -math.inf)
        return Bounds.of(low, high)

    def _read(self, holds: Flags, fails: Flags, m: int) -> dict[Node, Flags]:
        """Return on which stretches each expression that time changes is read."""
        place = {node: index for index, node in enumerate(self._switches)}
        read = {node: np.zeros(m, dtype=bool) for node in self._timed}
        for root in self._roots:
            if root in read:
                read[root][:] = True
        for node in reversed(self._timed):
            children = self._graph.children(node)
            parts = [read[node]] * len(children)
            if node in place:
                index = place[node]
                parts[1] = read[node] & ~fails[index]
                parts[2] = read[node] & ~holds[index]
            for child, part in zip(children, parts, strict=True):
                if child in read:
                    read[child] |= part
        return read


def inset(start: Floats, stop: Floats) -> tuple[Floats, Floats]:
    """Return the first and the last moment strictly between two times.

    A condition on time that switches at one of them is then on the side it is on in
    between, in spite of round-off in what it computes of the time.
    """
    room = ROUND_OFF * np.spacing(np.maximum(np.abs(start), np.abs(stop)))
    low, high = start + room, stop - room
    middle = 0.5 * (start + stop)
    return np.minimum(low, middle), np.maximum(high, middle)


def _together(groups: Sequence[Pieces], ends: Sequence[float]) -> Pieces:
    """Return pieces in which all groups are calm."""
    begins = np.unique(np.concatenate([ends[:1], *(found.begins for found in groups)]))
    longest = np.full(len(begins), ends[-1] - ends[0])
    jumps = np.zeros(len(begins), dtype=bool)
    followed = np.ones(len(begins), dtype=bool)
    for found in groups:
        place = np.searchsorted(found.begins, begins, "right") - 1
        longest = np.minimum(longest, found.longest[place])
        jumps |= found.jumps[place]
        followed &= found.followed[place]
    return Pieces(begins, longest, jumps, followed)
