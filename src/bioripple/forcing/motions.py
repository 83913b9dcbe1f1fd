"""How states move that time alone moves, bounded on stretches of time."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from bioripple.arrays import Floats
from bioripple.forcing.stages import find_stages
from bioripple.forcing.switches import reads
from bioripple.symbolic.derivatives import gradients
from bioripple.symbolic.enclosure import Bounds, Motion, enclose
from bioripple.symbolic.graph import ExpressionGraph, Node

# Each motion asks those below it some twenty times; what is deeper only states show.
MAX_DEPTH = 2
MAX_POINTS = 20_000_000  # of all expressions of a rate at all points of its quadrature

# of a quadrature by Gauss and Legendre, on -1 … 1; shape (8, 1)
NODES, WEIGHTS = (part[:, np.newaxis] for part in np.polynomial.legendre.leggauss(8))


class Growth:
    """The motion of a state x of ẋ = a x + b.

    Parameters
    ----------
    value
        x at time 0.
    slope, offset
        a, which is not 0, and b.
    """

    def __init__(self, value: float, slope: float, offset: float) -> None:
        self._slope = slope
        self._rest = -offset / slope
        self._above = value - self._rest

    def __call__(self, start: Floats, stop: Floats) -> Bounds:
        """Bound the state on stretches of time."""
        ends = [
            self._rest + self._above * np.exp(self._slope * at) for at in (start, stop)
        ]
        return np.minimum(*ends), np.maximum(*ends)


class Drift:
    """The motion of a state whose rate time alone changes.

    Parameters
    ----------
    graph
        Where the rate lives.
    rate
        The rate.
    value
        The state at time 0.
    others
        The motion of the states that the rate reads.
    times
        From 0 to the end, so near each other that the rate is smooth in between.
    """

    def __init__(
        self,
        graph: ExpressionGraph,
        rate: Node,
        value: float,
        others: Mapping[str, Motion],
        times: Floats,
    ) -> None:
        self._graph, self._rate, self._others = graph, rate, others
        self._times = times
        self.depth = _depth(graph, rate, others)
        with np.errstate(all="ignore"):
            gains = self._gain(times[:-1], times[1:])
            self._values = value + np.concatenate([[0.0], np.cumsum(gains)])

    def __call__(self, start: Floats, stop: Floats) -> Bounds:
        """Bound the state on stretches of time."""
        with np.errstate(all="ignore"):
            return self._between(start, stop)

    def _between(self, start: Floats, stop: Floats) -> Bounds:
        first, last = self._at(start), self._at(stop)
        low, high = self._bounds(start, stop)
        length = stop - start
        steady = (low >= 0.0) | (high <= 0.0)
        return (
            np.where(steady, np.minimum(first, last), first + length * low),
            np.where(steady, np.maximum(first, last), first + length * high),
        )

    def _at(self, time: Floats) -> Floats:
        place = np.searchsorted(self._times, time, "right") - 1
        place = np.clip(place, 0, len(self._times) - 2)
        value: Floats = self._values[place] + self._gain(self._times[place], time)
        return value

    def _gain(self, start: Floats, stop: Floats) -> Floats:
        """Return the integrals of the rate over stretches."""
        points = start + 0.5 * (1.0 + NODES) * (stop - start)
        rates = self._bounds(points.ravel(), points.ravel())[0].reshape(points.shape)
        gain: Floats = 0.5 * (stop - start) * (WEIGHTS * rates).sum(axis=0)
        return gain

    def _bounds(self, start: Floats, stop: Floats) -> Bounds:
        low, high = enclose(self._graph, [self._rate], start, stop, values=self._others)
        return low[0], high[0]


def _depth(graph: ExpressionGraph, rate: Node, others: Mapping[str, Motion]) -> int:
    """Return how many motions are bounded one by the other to bound a rate."""
    read = [others[name] for name in graph.symbols([rate]) if name in others]
    return 1 + max((getattr(other, "depth", 0) for other in read), default=0)


def motions(
    graph: ExpressionGraph,
    rates: Sequence[Node],
    states: Sequence[str],
    initial: Sequence[float],
    t_end: float,
) -> dict[str, Motion]:
    """Return how states move that time alone moves, and that rates read.

    Parameters
    ----------
    graph
        Where the expressions live.
    rates
        f, their constants bound and their clocks replaced (`without_clocks`).
    states, initial
        What the rates are of, and the values at time 0.
    t_end
        Until when [model time units].

    Returns
    -------
    dict
        The motion of those whose rate hangs on time, and on others of them, alone, and
        of those that grow or decay by themselves at a constant rate.
    """
    found: dict[str, Motion] = {}
    read: set[str] | None = None
    while True:
        new: dict[str, Motion] = {}
        for name, rate, value in zip(states, rates, initial, strict=True):
            if name in found or reads(graph, rate, besides={name, *found}):
                continue
            read = graph.symbols(rates) if read is None else read
            if name not in read:
                continue
            motion = _motion(graph, rate, name, value, found, t_end)
            if motion is not None:
                new[name] = motion
        if not new:
            return found
        found |= new


def _motion(
    graph: ExpressionGraph,
    rate: Node,
    name: str,
    value: float,
    others: Mapping[str, Motion],
    t_end: float,
) -> Motion | None:
    if not reads(graph, rate, besides=others):
        stages = find_stages(graph, [rate], others, t_end)
        begins = np.array([0.0, *(stage.stop for stage in stages)])
        times = [
            np.linspace(start, stop, 1 + math.ceil((stop - start) / stage.max_step))
            for start, stop, stage in zip(begins[:-1], begins[1:], stages, strict=True)
        ]
        grid = np.unique(np.concatenate(times))
        points = grid.size * len(NODES) * len(graph.reachable([rate]))
        if points > MAX_POINTS or _depth(graph, rate, others) > MAX_DEPTH:
            return None
        return Drift(graph, rate, value, others, grid)
    return _growth(graph, rate, name, value)


def _growth(
    graph: ExpressionGraph, rate: Node, name: str, value: float
) -> Growth | None:
    """Return the motion of a state whose rate is affine in it and in nothing else."""
    if any(graph.operators[node] == "time" for node in graph.reachable([rate])):
        return None
    gradient = gradients(graph, [rate], [name])[0]
    slope = graph.value(gradient.get(name, graph.zero))
    at_zero = graph.value(graph.bind([rate], {name: 0.0})[0])
    if not slope or at_zero is None:
        return None
    return Growth(value, slope, at_zero)
