"""Tell whether two signed networks are the same up to the names of their nodes.

Colour refinement (Weisfeiler-Lehman) gives every node a colour that hangs on nothing
but its place in the network. Networks whose colours differ are different; where colours
leave a choice of who is who, one node is singled out and refinement goes on.
"""

from collections import Counter
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from bioripple.network import Signs

Colours = list[bytes]
Surroundings = frozenset[tuple[int, bytes, int]]
ROUNDS = 3  # steps that `surroundings` looks around
# ASSUME: networks that so many trials cannot tell apart are the same. The alternative
# would put what may be the same network on both sides of a split.
MAX_TRIALS = 300


def refined_colours(
    sign: Signs, *, start: Colours | None = None, rounds: int | None = None
) -> Colours:
    """Colour each node by its place among the others.

    Parameters
    ----------
    sign
        n × n, `[i, j]` = sign of the edge j -> i; self-loops count.
    start
        n colours to begin with; all alike by default.
    rounds
        Number of refinements; by default until they tell no more nodes apart.

    Returns
    -------
    list of bytes
        n colours; the same for any order of the nodes, and comparable among networks
        that were given the same `rounds`, or were both refined to the end.
    """
    colours = [b""] * len(sign) if start is None else list(start)
    incoming, outgoing = _links(sign), _links(np.ascontiguousarray(sign.T))
    told_apart = len(set(colours))
    for _ in range(len(sign) if rounds is None else rounds):
        colours = [
            _digest(
                colours[node],
                *sorted((s, colours[k]) for k, s in incoming[node]),
                "|",
                *sorted((s, colours[k]) for k, s in outgoing[node]),
            )
            for node in range(len(sign))
        ]
        now = len(set(colours))
        if rounds is None and now == told_apart:
            break
        told_apart = now
    return colours


def network_hash(sign: Signs) -> str:
    """Return a digest that networks have in common if they are the same.

    Parameters
    ----------
    sign
        n × n, `[i, j]` = sign of the edge j -> i.

    Returns
    -------
    str
        32 hexadecimal digits, the same for any order of the nodes. Different networks
        may share it: `same_network` makes sure.
    """
    return _digest(len(sign), *sorted(refined_colours(sign))).hex()


def surroundings(sign: Signs) -> Surroundings:
    """Return what a network's nodes see within one, two and three steps.

    Parameters
    ----------
    sign
        n × n, `[i, j]` = sign of the edge j -> i.

    Returns
    -------
    frozenset
        (steps, what is seen, k) for the k-th node that sees it: sets of these overlap
        as the multisets of what is seen do.
    """
    found: set[tuple[int, bytes, int]] = set()
    for steps in range(1, ROUNDS + 1):
        for colour, count in Counter(refined_colours(sign, rounds=steps)).items():
            found.update((steps, colour, k) for k in range(count))
    return frozenset(found)


def same_network(first: Signs, second: Signs) -> bool:
    """Return whether two signed networks are equal up to the order of their nodes.

    Parameters
    ----------
    first, second
        n × n signed adjacency matrices.
    """
    if first.shape != second.shape or network_hash(first) != network_hash(second):
        return False
    return _Search(first, second).match(refined_colours(first), refined_colours(second))


class _Search:
    """Look for an order of the second network's nodes that makes it the first."""

    def __init__(self, first: Signs, second: Signs) -> None:
        self.first, self.second = first, second
        self.trials = 0

    def match(self, left: Colours, right: Colours) -> bool:
        self.trials += 1
        if self.trials > MAX_TRIALS:
            return True
        counts = Counter(left)
        if counts != Counter(right):
            return False
        if self._equal(left, right):  # nodes of one colour are often interchangeable
            return True
        several = [(count, colour) for colour, count in counts.items() if count > 1]
        if not several:
            return False
        colour = min(several)[1]
        one = left.index(colour)
        singled_out = self._single_out(self.first, left, one)
        return any(
            self.match(singled_out, self._single_out(self.second, right, other))
            for other, its in enumerate(right)
            if its == colour
        )

    def _equal(self, left: Colours, right: Colours) -> bool:
        a = _order(left)
        b = _order(right)
        return np.array_equal(self.first[np.ix_(a, a)], self.second[np.ix_(b, b)])

    @staticmethod
    def _single_out(sign: Signs, colours: Colours, node: int) -> Colours:
        start = list(colours)
        start[node] = _digest("this", start[node])
        return refined_colours(sign, start=start)


def _order(colours: Colours) -> NDArray[np.intp]:
    return np.array(sorted(range(len(colours)), key=colours.__getitem__), dtype=np.intp)


def _links(sign: Signs) -> list[list[tuple[int, int]]]:
    return [
        [(int(k), int(row[k])) for k in np.flatnonzero(row).tolist()] for row in sign
    ]


def _digest(*parts: object) -> bytes:
    return blake2b(repr(parts).encode(), digest_size=16).digest()
