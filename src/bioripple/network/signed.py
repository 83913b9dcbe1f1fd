"""A signed directed network with names, held sparsely."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from bioripple.arrays import Signs
from bioripple.network.processes import Processes

Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class SignedNetwork:
    """Who acts on whom, with what sign.

    Attributes
    ----------
    nodes
        Ids of the n nodes, each once, as the file has them.
    labels
        What people call each; its id where it has no other name.
    sign : csr_array of int8, shape (n, n)
        `[i, j]` = sign, -1 or 1, of the edge j -> i: row = affected, column =
        affecting, as in the Jacobian. Canonical, and nothing that is stored is 0.
    processes
        What changes the nodes, where the file tells of reactions; else None.
    """

    nodes: tuple[str, ...]
    labels: tuple[str, ...]
    sign: csr_array
    processes: Processes | None = None

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.nodes)

    @property
    def n_edges(self) -> int:
        """Number of edges, self-loops included."""
        return int(self.sign.nnz)

    @cached_property
    def place(self) -> dict[str, int]:
        """The row of each node, by its id."""
        return {node: k for k, node in enumerate(self.nodes)}

    @cached_property
    def edges(self) -> tuple[Places, Places, Signs]:
        """Source, target and sign of each edge, ordered by target, then source."""
        found = self.sign.tocoo()
        target, source = (each.astype(np.intp) for each in found.coords)
        return source, target, np.asarray(found.data)


def signed_network(
    nodes: Iterable[str],
    source: Sequence[int] | Places,
    target: Sequence[int] | Places,
    sign: Sequence[int] | Signs,
    *,
    labels: Iterable[str] | None = None,
    processes: Processes | None = None,
) -> SignedNetwork:
    """Make a network of its edges.

    Parameters
    ----------
    nodes
        Ids, each once.
    source, target, sign
        Places of the ends of each edge, and -1 or 1. Each pair comes once.
    labels
        As in `SignedNetwork`; by default the ids.
    processes
        As in `SignedNetwork`.

    Raises
    ------
    ValueError
        If ids or pairs are repeated, or there is another sign: which of them counts
        is for who reads the file to say.
    """
    names = tuple(nodes)
    if len(set(names)) != len(names):
        raise ValueError("nodes: expected each id once")
    values = np.asarray(sign, dtype=np.int8)
    if not np.isin(values, (-1, 1)).all():
        raise ValueError("sign: expected -1 or 1")
    shape = (len(names), len(names))
    matrix = csr_array(coo_array((values, (target, source)), shape=shape))
    matrix.sort_indices()
    if matrix.nnz != len(values):
        raise ValueError("edges: expected each pair of nodes once")
    called = names if labels is None else tuple(labels)
    return SignedNetwork(names, called, matrix, processes)
