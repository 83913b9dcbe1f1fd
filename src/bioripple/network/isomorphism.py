"""Tell whether two signed networks are the same up to the names of their nodes.

Colour refinement (Weisfeiler-Lehman) gives every node a colour that hangs on nothing
but its place in the network. Networks whose colours differ are different; where colours
leave a choice of who is who, one node is singled out and refinement goes on.
"""

from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from bioripple.arrays import Signs

Colours = NDArray[np.uint64]  # (n,), or (n, k) for k colourings side by side
Nodes = NDArray[np.intp]
Surroundings = frozenset[tuple[int, int, int]]
ROUNDS = 3  # steps that `surroundings` looks around
# ASSUME: networks that so many trials cannot tell apart are the same. The alternative
# would put what may be the same network on both sides of a split.
MAX_TRIALS = 300
CANDIDATES = 32  # nodes that a trial looks from at once
MOST_VIEWS = 4_000_000  # colours that `network_hash` holds at once
MOST_UPDATES = 50_000_000  # of them; about a second
# Odd numbers that tell apart what goes into a colour; the last two are of splitmix64.
OLD, OUTGOING, THIS = np.array(
    [0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F], dtype=np.uint64
)
OF_SIGN = np.array([0, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3], dtype=np.uint64)
MIXERS = np.array([0xBF58476D1CE4E5B9, 0x94D049BB133111EB], dtype=np.uint64)


def refined_colours(sign: Signs, *, rounds: int | None = None) -> Colours:
    """Colour each node by its place among the others.

    Parameters
    ----------
    sign
        n × n, `[i, j]` = sign of the edge j -> i; self-loops count.
    rounds
        Number of refinements; by default until they tell no more nodes apart.

    Returns
    -------
    Colours
        (n,); the same for any order of the nodes, and comparable among networks that
        were given the same `rounds`, or were both refined to the end.
    """
    links, start = _Links(sign), np.ones(len(sign), dtype=np.uint64)
    if rounds is None:
        return links.refine_to_end(start)[0]
    return links.refine(start, rounds)


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

    Notes
    -----
    Nodes that look alike are told apart by what the network looks like from each: once
    it is singled out. Without that, all networks in which each node has one link in and
    one out would share a digest, and each would have to be compared with each.
    """
    links = _Links(sign)
    colours, _ = links.refine_to_end(_mix(_sizes_of_components(sign)))
    alike = _alike(colours)
    if 0 < alike.size * len(sign) <= MOST_VIEWS:
        most = MOST_UPDATES // (alike.size * len(sign))
        views, _ = links.refine_to_end(_single_out(colours, alike), most)
        colours[alike] = _mix(colours[alike] * OLD + _mix(views).sum(axis=0))
    return blake2b(np.sort(colours).tobytes(), digest_size=16).hexdigest()


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
    found: set[tuple[int, int, int]] = set()
    for steps in range(1, ROUNDS + 1):
        seen = refined_colours(sign, rounds=steps).tolist()
        for colour, count in Counter(seen).items():
            found.update((steps, colour, k) for k in range(count))
    return frozenset(found)


def same_network(first: Signs, second: Signs) -> bool:
    """Return whether two signed networks are equal up to the order of their nodes.

    Parameters
    ----------
    first, second
        n × n signed adjacency matrices.
    """
    if first.shape != second.shape:
        return False
    left, right = refined_colours(first), refined_colours(second)
    if not np.array_equal(np.sort(left), np.sort(right)):
        return False
    return _Search(first, second).match(left, right)


class _Links:
    """The links of a network, along which colours spread."""

    def __init__(self, sign: Signs) -> None:
        weights = OF_SIGN[sign]  # a sign of -1 is the last
        self.incoming = csr_array(weights)
        self.outgoing = csr_array(weights.T)

    def refine(self, colours: Colours, rounds: int) -> Colours:
        """Refine colours a number of times."""
        for _ in range(rounds):
            colours = self._refine_once(colours)
        return colours

    def refine_to_end(
        self, colours: Colours, most: int | None = None
    ) -> tuple[Colours, int]:
        """Refine colours until that tells no more nodes apart.

        Parameters
        ----------
        colours
            Those to begin with.
        most
            Largest number of refinements.

        Returns
        -------
        colours, rounds
            How often they were refined hangs on nothing but the network and its start.
        """
        done, told_apart = 0, _number_of(colours)
        last = len(colours) if most is None else min(most, len(colours))
        while done < last:
            more = min(
                max(done, 1), last - done
            )  # to count takes longer than to refine
            colours = self.refine(colours, more)
            done += more
            before, told_apart = told_apart, _number_of(colours)
            if told_apart == before:
                break
        return colours, done

    def _refine_once(self, colours: Colours) -> Colours:
        seen = _mix(colours)
        incoming = _mix(np.asarray(self.incoming @ seen))
        outgoing = _mix(np.asarray(self.outgoing @ seen))
        return _mix(colours * OLD + incoming + outgoing * OUTGOING)


class _Search:
    """Look for an order of the second network's nodes that makes it the first."""

    def __init__(self, first: Signs, second: Signs) -> None:
        self.first, self.second = first, second
        self.links = _Links(first), _Links(second)
        self.trials = 0

    def match(self, left: Colours, right: Colours) -> bool:
        """Return whether there is one that fits colours which are alike in number."""
        self.trials += 1
        if self.trials > MAX_TRIALS:
            return True
        if self._equal(left, right):  # nodes of one colour are often interchangeable
            return True
        found, counts = np.unique(left, return_counts=True)
        found, counts = found[counts > 1], counts[counts > 1]
        if not found.size:
            return False
        colour = found[counts.argmin()]
        one, others = (
            np.flatnonzero(left == colour)[:1],
            np.flatnonzero(right == colour),
        )
        mine, rounds = self.links[0].refine_to_end(_single_out(left, one))
        return any(
            self.match(mine[:, 0], theirs)
            for first in range(0, others.size, CANDIDATES)
            for theirs in self._like(
                mine, right, others[first : first + CANDIDATES], rounds
            )
        )

    def _like(
        self, mine: Colours, right: Colours, others: Nodes, rounds: int
    ) -> Iterator[Colours]:
        """Yield how the second looks from nodes from which it looks like the first."""
        theirs = self.links[1].refine(_single_out(right, others), rounds)
        alike = (np.sort(theirs, axis=0) == np.sort(mine, axis=0)).all(axis=0)
        yield from theirs.T[alike]

    def _equal(self, left: Colours, right: Colours) -> bool:
        a, b = np.argsort(left, kind="stable"), np.argsort(right, kind="stable")
        return np.array_equal(self.first[np.ix_(a, a)], self.second[np.ix_(b, b)])


def _sizes_of_components(sign: Signs) -> Colours:
    """Return for each node how many hang together with it."""
    _, component = connected_components(csr_array(sign), connection="weak")
    return np.bincount(component)[component].astype(np.uint64)


def _single_out(colours: Colours, nodes: Nodes) -> Colours:
    """Return a colouring for each node, (n, k), in which it differs from all others."""
    start = np.repeat(colours[:, None], nodes.size, axis=1)
    start[nodes, np.arange(nodes.size)] += THIS
    return start


def _alike(colours: Colours) -> Nodes:
    """Return the nodes whose colour others have, too."""
    _, place, counts = np.unique(colours, return_inverse=True, return_counts=True)
    return np.flatnonzero(counts[place] > 1)


def _number_of(colours: Colours) -> int:
    """Count the colours of each colouring, and add that up."""
    ordered = np.sort(colours, axis=0)
    return int(np.count_nonzero(ordered[1:] != ordered[:-1]))


def _mix(numbers: Colours) -> Colours:
    """Scatter numbers over all others of 64 bits, one to one (splitmix64)."""
    mixed = (numbers ^ (numbers >> np.uint64(30))) * MIXERS[0]
    mixed = (mixed ^ (mixed >> np.uint64(27))) * MIXERS[1]
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))
