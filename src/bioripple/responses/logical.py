"""How the nodes of a Boolean model respond if one of them is held off or on.

Nodes update one at a time, each as often as any other, in random order: that is the
continuous-time process in which each has a clock of rate 1, seen at its ticks. A
response is how much a mutation changes the share of time that a node is on in the long
run, from all initial states alike.

Every mutant and the model itself start from the same states and see the same order of
updates. So what a mutation does not reach differs by nothing at all, and what it does
reach has a small error, where independent runs would bury it in their noise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from bioripple.arrays import Flags, Floats
from bioripple.network.boolean import OFF, ON, Bits, BooleanModel, value

Mutation = Literal["knocked_out", "forced_on", "switched"]
MUTATIONS: tuple[Mutation, ...] = get_args(Mutation)

SEQUENCES = 64  # orders of updates
WORDS = 4  # of 64 initial states, for each order
SETTLE = 100  # mean updates of a node before any is counted, and one more for each node
WATCH = 50  # mean updates of a node in each of two spans that are counted
LOOK = 10  # mean updates between two looks at whether everything rests
ERRORS = 3.0  # standard errors within which a change is none
DRIFT_ERRORS, DRIFT = 4.0, 0.02  # beyond both, the two spans differ


@dataclass(frozen=True, eq=False)
class LogicalResponses:
    """What mutations do to a Boolean model of n nodes.

    Attributes
    ----------
    on : ndarray, shape (n,)
        Share of time that each node is on without a mutation.
    change : dict of ndarray, shape (n, n)
        By mutation: `[i, j]` = change of the share of node i if j is held off
        (`knocked_out`) or on (`forced_on`), or by the latter against the former
        (`switched`); -1 to 1. 0 within `ERRORS` standard errors; NaN where it had not
        settled.
    error : dict of ndarray, shape (n, n)
        Standard errors of `change`.
    """

    on: Floats
    change: Mapping[Mutation, Floats]
    error: Mapping[Mutation, Floats]


def logical_responses(
    model: BooleanModel,
    *,
    sequences: int = SEQUENCES,
    words: int = WORDS,
    seed: int = 0,
) -> LogicalResponses:
    """Simulate a Boolean model and all of its mutants.

    Parameters
    ----------
    model
        n nodes.
    sequences
        How many orders of updates are drawn, at least 2.
    words
        64 initial states each, for every order; each node is on in half of them.
    seed
        Of what is drawn; the same twice is the same answer, on any machine.

    Raises
    ------
    ValueError
        If there are too few sequences or words.
    """
    if sequences < 2 or words < 1:
        raise ValueError("expected sequences >= 2 and words >= 1")
    n = len(model.nodes)
    on = np.zeros(n)
    change, drift = _Mean((3, n, n)), _Mean((3, n, n))
    for number in range(sequences):
        rng = np.random.default_rng((seed, number))
        first, second = _Run(model, words, rng).spans()
        both = (first + second) / 2.0
        on += both[:, 0] / sequences
        change.take(_changes(both))
        drift.take(_changes(second) - _changes(first))
    moved = np.abs(drift.mean)
    # ASSUME: what differs by less between two spans has settled.
    unsettled = (moved > DRIFT) & (moved > DRIFT_ERRORS * drift.error)
    error = change.error
    kept: Flags = np.abs(change.mean) > ERRORS * error
    found = np.where(unsettled, np.nan, np.where(kept, change.mean, 0.0))
    return LogicalResponses(
        on,
        dict(zip(MUTATIONS, found, strict=True)),
        dict(zip(MUTATIONS, error, strict=True)),
    )


def _changes(share: Floats) -> Floats:
    """Return changes by mutation, shape (3, n, n), of shares, shape (n, 1 + 2n)."""
    n = len(share)
    plain, off, on = share[:, :1], share[:, 1 : n + 1], share[:, n + 1 :]
    return np.array([off - plain, on - plain, on - off])


class _Mean:
    """Mean of what is taken, and its standard error."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self._number = 0
        self._sum, self._squares = np.zeros(shape), np.zeros(shape)

    def take(self, values: Floats) -> None:
        self._number += 1
        self._sum += values
        self._squares += values**2

    @property
    def mean(self) -> Floats:
        return self._sum / self._number

    @property
    def error(self) -> Floats:
        spread = np.maximum(self._squares / self._number - self.mean**2, 0.0)
        return np.asarray(np.sqrt(spread / (self._number - 1)))


class _Run:
    """A model and its mutants under one order of updates.

    The state has the shape (n, 1 + 2n, words): node; the model itself, its n mutants
    that are held off, those that are held on; initial states.
    """

    def __init__(
        self, model: BooleanModel, words: int, rng: np.random.Generator
    ) -> None:
        self.functions, self.moving = model.functions, model.moving
        self.n, self.rng = len(model.nodes), rng
        low = rng.integers(0, 2**32, (self.n, words), dtype=np.uint64)
        # each state and its opposite, so that each node is on in half of them
        start = low | ~low << np.uint64(32)
        self.state: Bits = np.repeat(start[:, None], 1 + 2 * self.n, axis=1)
        for node in range(self.n):
            self._hold(node)

    def spans(self) -> tuple[Floats, Floats]:
        """Return the shares of time that nodes are on in two spans, (n, 1 + 2n)."""
        for _ in range((SETTLE + self.n) // LOOK):
            if self._rests():
                share = self._share(np.bitwise_count(self.state), times=1)
                return share, share
            for _ in range(LOOK):
                self._sweep()
        return self._span(), self._span()

    def _span(self) -> Floats:
        count = np.zeros(self.state.shape, dtype=np.intp)
        for _ in range(WATCH):
            self._sweep()
            count += np.bitwise_count(self.state)
        return self._share(count, times=WATCH)

    def _share(self, count: np.ndarray, *, times: int) -> Floats:
        states = 64 * self.state.shape[2]
        return np.asarray(count.sum(axis=2, dtype=np.float64) / (states * times))

    def _sweep(self) -> None:
        """Let as many nodes turn as there are that may: some twice, some not at all."""
        drawn = self.rng.integers(0, len(self.moving), len(self.moving))
        for k in drawn.tolist():
            node = self.moving[k]
            self.state[node] = value(self.functions[node], self.state)
            self._hold(node)

    def _hold(self, node: int) -> None:
        self.state[node, 1 + node] = OFF
        self.state[node, 1 + self.n + node] = ON

    def _rests(self) -> bool:
        """Return whether no state of any mutant changes any more."""
        for node in self.moving:
            differs = value(self.functions[node], self.state) ^ self.state[node]
            differs[1 + node] = differs[1 + self.n + node] = OFF  # these are held
            if differs.any():
                return False
        return True
