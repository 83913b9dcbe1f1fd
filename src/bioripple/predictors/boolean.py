"""Boolean networks made from a signed topology, and how flips spread in them.

A network has no truth tables, so every node gets the same rule: it is on if at least
one of its activators is on (or it has none) and no inhibitor is on.
"""

import numpy as np
from numpy.typing import NDArray

from bioripple.arrays import Floats, Signs
from bioripple.network.influence import without_decay

STATES = 64  # random initial states, one to a bit
STEPS = 20
Bits = NDArray[np.uint64]


def boolean_response(sign: Signs, *, seed: int) -> Floats:
    """Return how often a node differs when another one is held on instead of off.

    Parameters
    ----------
    sign
        n × n signed adjacency matrix, `[i, j]` = sign of the edge j -> i.
    seed
        Of the initial states.

    Returns
    -------
    Floats
        n × n between 0 and 1: share of `STATES` initial states and `STEPS`
        synchronous steps in which node i differs between the run with node j held on
        and the one with j held off. 1 on the diagonal; 0 where j cannot reach i.

    Notes
    -----
    Early differences count as well as lasting ones, so that near nodes differ more
    often than far ones. Self-inhibition stands for decay and is left out.

    ASSUME: activators are joined by "or", inhibitors by "and not", as in many published
    models that are read off a diagram; the topology does not tell.
    """
    n = len(sign)
    rng = np.random.default_rng(seed)
    start = rng.integers(0, 2**64, size=n, dtype=np.uint64)
    # [i, j, k]: node i, node j held, off (k = 0) or on (k = 1)
    state = np.repeat(start, 2 * n).reshape(n, n, 2)
    _hold(state)
    activators, inhibitors = _inputs(sign)
    differing = np.zeros((n, n))
    for _ in range(STEPS):
        state = _step(state, activators, inhibitors)
        _hold(state)
        differing += np.bitwise_count(state[:, :, 0] ^ state[:, :, 1])
    return differing / (STATES * STEPS)


def _hold(state: Bits) -> None:
    nodes = np.arange(len(state))
    state[nodes, nodes, 0] = 0
    state[nodes, nodes, 1] = ~np.uint64(0)


def _inputs(sign: Signs) -> tuple[list[NDArray[np.intp]], list[NDArray[np.intp]]]:
    others = without_decay(sign)
    return (
        [np.flatnonzero(row > 0) for row in others],
        [np.flatnonzero(row < 0) for row in others],
    )


def _step(
    state: Bits,
    activators: list[NDArray[np.intp]],
    inhibitors: list[NDArray[np.intp]],
) -> Bits:
    after = np.empty_like(state)
    for node, (on, off) in enumerate(zip(activators, inhibitors, strict=True)):
        if not on.size and not off.size:
            after[node] = state[node]  # nothing acts on it: it stays as it is
            continue
        active = np.bitwise_or.reduce(state[on], axis=0) if on.size else ~np.uint64(0)
        blocked = np.bitwise_or.reduce(state[off], axis=0) if off.size else np.uint64(0)
        after[node] = active & ~blocked
    return after
