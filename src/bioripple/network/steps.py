"""How many edges lie between nodes of a sparse network, and with what sign."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bioripple.arrays import Floats
from bioripple.network.signed import Places, SignedNetwork

Steps = NDArray[np.int32]

AWAY = -1  # steps to what no path leads to
BLOCK = 64  # sources that share a word of bits


class Walker:
    """Walks along the edges of a network, level by level.

    Parameters
    ----------
    network
        Where to walk; self-loops lead nowhere.
    backwards
        From the affected to what affects it.
    """

    def __init__(self, network: SignedNetwork, *, backwards: bool = False) -> None:
        self.size = network.size
        edges = network.sign if backwards else network.sign.tocsc()
        self._first = edges.indptr.astype(np.intp)
        self._to = edges.indices.astype(np.intp)
        self._sign = np.asarray(edges.data, dtype=np.float64)

    def steps(self, starts: Mapping[int, int]) -> Steps:
        """Return the number of edges to each node, from the nearest of some starts.

        Parameters
        ----------
        starts
            Places, and at what number of steps each is met at the latest.

        Returns
        -------
        ndarray of int32, shape (n,)
            `AWAY` where no path leads.
        """
        found = np.full(self.size, AWAY, dtype=np.int32)
        latest = max(starts.values(), default=0)
        front, level = np.zeros(0, dtype=np.intp), 0
        while level <= latest or front.size:
            new = [place for place, step in starts.items() if step == level]
            new = [place for place in new if found[place] == AWAY]
            front = self._each_once(np.append(front, new).astype(np.intp))
            found[front] = level
            to, _, _ = self._edges_from(front, signed=False)
            front = self._each_once(to[found[to] == AWAY])
            level += 1
        return found

    def signed_steps(self, start: int) -> tuple[Steps, Floats]:
        """Return the steps to each node, and the mean sign of the shortest paths there.

        Parameters
        ----------
        start
            Place of the node that all paths start from.

        Returns
        -------
        steps : ndarray of int32, shape (n,)
            As `steps` has them.
        sign : ndarray, shape (n,)
            -1 to 1: paths of opposite signs cancel; 0 where no path leads.
        """
        found = np.full(self.size, AWAY, dtype=np.int32)
        paths, signed = np.zeros(self.size), np.zeros(self.size)
        found[start], paths[start], signed[start] = 0, 1.0, 1.0
        front, level = np.array([start], dtype=np.intp), 0
        while front.size:
            level += 1
            to, of, sign = self._edges_from(front)
            new = found[to] == AWAY
            to, of, sign = to[new], of[new], sign[new]
            # Shares, not numbers: of long paths there are more than a float can count.
            largest = paths[front].max()
            front = self._each_once(to)
            found[front] = level
            paths += np.bincount(to, paths[of] / largest, self.size)
            signed += np.bincount(to, sign * signed[of] / largest, self.size)
        mean = np.divide(signed, paths, out=np.zeros(self.size), where=paths > 0)
        return found, mean

    def _each_once(self, places: Places) -> Places:
        """Return places in their order, each once; faster than to sort them."""
        there = np.zeros(self.size, dtype=np.bool_)
        there[places] = True
        return np.flatnonzero(there)

    def _edges_from(
        self, front: Places, *, signed: bool = True
    ) -> tuple[Places, Places, Floats]:
        """Return where the edges of some nodes lead, where from, and their signs."""
        first = self._first[front]
        count = self._first[front + 1] - first
        ends = np.cumsum(count)
        total = int(ends[-1]) if ends.size else 0
        which = np.repeat(first - (ends - count), count) + np.arange(total)
        if not signed:
            return self._to[which], front[:0], self._sign[:0]
        return self._to[which], np.repeat(front, count), self._sign[which]


def steps_of_block(network: SignedNetwork, sources: Sequence[int] | Places) -> Steps:
    """Return the steps from up to `BLOCK` sources to each node, at one go.

    Parameters
    ----------
    network
        Where to walk.
    sources
        Places of k nodes, each with a bit of the words that walk together.

    Returns
    -------
    ndarray of int32, shape (n, k)
        `[i, s]` = edges from source s to node i, `AWAY` where no path leads.

    Raises
    ------
    ValueError
        If there are more sources than bits.
    """
    if len(sources) > BLOCK:
        raise ValueError(f"sources: expected at most {BLOCK}, found {len(sources)}")
    bits = np.left_shift(np.uint64(1), np.arange(len(sources), dtype=np.uint64))
    front = np.zeros(network.size, dtype=np.uint64)
    np.bitwise_or.at(front, np.asarray(sources, dtype=np.intp), bits)
    met = front.copy()
    found = np.full((network.size, len(sources)), AWAY, dtype=np.int32)
    affected = np.flatnonzero(np.diff(network.sign.indptr))
    first = network.sign.indptr[affected]
    level = 0
    while front.any():
        rows = np.flatnonzero(front)
        row, column = np.nonzero(front[rows, None] & bits)
        found[rows[row], column] = level
        passed = np.zeros_like(front)
        passed[affected] = np.bitwise_or.reduceat(front[network.sign.indices], first)
        front = passed & ~met
        met |= front
        level += 1
    return found
