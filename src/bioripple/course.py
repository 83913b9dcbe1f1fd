"""When expressions of time change, however short the change is."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bioripple.enclosure import enclose
from bioripple.expressions import ExpressionGraph, Node

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

MAX_PIECES = 4096  # into which time is cut
MAX_BOUNDS = 4_000_000  # of all expressions on all pieces
CALM = 0.1  # share of its range that an expression may change by within a piece
FLAT = 1e-9  # share of its size that counts as no change
SHORTEST = 2.0**-40  # share of the whole time below which a change counts as a jump
ROUND_OFF = 8.0  # last digits of a time by which conditions on it may be off
SAMPLES = 5  # in a piece, where bounds are of no use


class Kind(NamedTuple):
    """What changes an expression: time, states, both or nothing."""

    time: bool
    states: bool


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
        Numbers that stand for the symbols.
    """

    def __init__(
        self,
        graph: ExpressionGraph,
        roots: Sequence[Node],
        nodes: Sequence[Node],
        kinds: Mapping[Node, Kind],
        values: Mapping[str, float],
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

    def calm_pieces(self, ends: Sequence[float]) -> Array:
        """Return where pieces begin within which none of the expressions changes much.

        Parameters
        ----------
        ends
            The first and the last time, and times between them at which anything may
            happen, in order.
        """
        shortest = SHORTEST * (ends[-1] - ends[0])
        start, stop = np.array(ends[:-1]), np.array(ends[1:])
        low, high = self._within(start, stop)
        most = min(MAX_PIECES, max(2 * len(start), MAX_BOUNDS // len(self._nodes)))
        while True:
            wide = (_width(low, high) > _most(low, high)).any(axis=0)
            split = wide & (stop - start > shortest)
            if not split.any() or len(start) + split.sum() > most:
                break
            middle = 0.5 * (start[split] + stop[split])
            halves = (
                np.concatenate([start[split], middle]),
                np.concatenate([middle, stop[split]]),
            )
            new = self._within(*halves)
            start = np.concatenate([start[~split], halves[0]])
            stop = np.concatenate([stop[~split], halves[1]])
            low = np.concatenate([low[:, ~split], new[0]], axis=1)
            high = np.concatenate([high[:, ~split], new[1]], axis=1)
        if split.any():  # the bounds are too wide to be of use
            low, high = self._sampled(start, stop)
        order = np.argsort(start)
        return _merged(start[order], low[:, order], high[:, order])

    def _within(self, start: Array, stop: Array) -> tuple[Array, Array]:
        """Bound the expressions strictly within stretches, which end at switches."""
        return self._bounded(*inset(start, stop))

    def _bounded(self, start: Array, stop: Array) -> tuple[Array, Array]:
        """Bound the expressions; those that nothing reads there are empty."""
        nodes = [*self._nodes, *self._switches.values()]
        low, high = enclose(self._graph, nodes, start, stop, values=self._values)
        if not self._switches:
            return low, high
        k = len(self._nodes)
        holds = (low[k:] > 0.0) | (high[k:] < 0.0)
        fails = (low[k:] == 0.0) & (high[k:] == 0.0)
        read = self._read(holds, fails, len(start))
        seen = np.array([read[node] for node in self._nodes])
        return np.where(seen, low[:k], math.inf), np.where(seen, high[:k], -math.inf)

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

    def _sampled(self, start: Array, stop: Array) -> tuple[Array, Array]:
        shares = np.linspace(0.0, 1.0, SAMPLES)[:, np.newaxis]
        times = (start + shares * (stop - start)).ravel()
        shape = (len(self._nodes), SAMPLES, len(start))
        low, high = (bounds.reshape(shape) for bounds in self._bounded(times, times))
        return low.min(axis=1), high.max(axis=1)


def inset(start: Array, stop: Array) -> tuple[Array, Array]:
    """Return the first and the last moment strictly between two times.

    A condition on time that switches at one of them is then on the side it is on in
    between, in spite of round-off in what it computes of the time.
    """
    room = ROUND_OFF * np.spacing(np.maximum(np.abs(start), np.abs(stop)))
    low, high = start + room, stop - room
    middle = 0.5 * (start + stop)
    return np.minimum(low, middle), np.maximum(high, middle)


def _width(low: Array, high: Array) -> Array:
    """Return upper less lower bounds, 0 where both are the same infinity."""
    with np.errstate(invalid="ignore"):
        return np.where(low == high, 0.0, high - low)


def _most(low: Array, high: Array) -> Array:
    """Return by how much each expression may change in a piece, shape (k, 1)."""
    bounded = np.isfinite(low) & np.isfinite(high)
    lowest = np.min(low, axis=1, initial=math.inf, where=bounded, keepdims=True)
    highest = np.max(high, axis=1, initial=-math.inf, where=bounded, keepdims=True)
    size = np.maximum(np.abs(lowest), np.abs(highest))
    most = np.maximum(CALM * (highest - lowest), FLAT * size)
    return np.where(bounded.any(axis=1, keepdims=True), most, 0.0)


def _merged(start: Array, low: Array, high: Array) -> Array:
    """Return where pieces begin once neighbours that are calm together are joined."""
    most = _most(low, high)[:, 0]
    begins = [float(start[0])]
    lowest, highest = low[:, 0], high[:, 0]
    for index in range(1, len(start)):
        lowest = np.minimum(lowest, low[:, index])
        highest = np.maximum(highest, high[:, index])
        if (_width(lowest, highest) > most).any():
            begins.append(float(start[index]))
            lowest, highest = low[:, index], high[:, index]
    return np.array(begins)
