"""Influence networks, and the two ways of joining them into one graph.

Orientation: `[i, j]` of a matrix is the effect on i of j.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_array, block_diag, coo_array, csr_array, eye_array

GraphKind = Literal["full_graph", "sparse_graph"]


@dataclass(frozen=True)
class Sample:
    """One model's influence network and what is to be learned about it.

    Attributes
    ----------
    model
        Id of the model.
    sign : (n, n)
        Sign of the Jacobian, `[i, j]` = effect on i of j.
    scaled_impact : (n, n)
        Class 1, 2, … of node i when j is perturbed, at `[i, j]`.
    """

    model: str
    sign: NDArray[np.int8]
    scaled_impact: NDArray[np.int16]

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.sign)


def sizes_of(networks: Iterable[Sample]) -> dict[str, int]:
    """Return the number of nodes of each model."""
    return {network.model: network.size for network in networks}


def read_networks(path: Path) -> tuple[Sample, ...]:
    """Read the collection's networks and classes, in the order of the model ids.

    Parameters
    ----------
    path
        npz with `{model}/sign` and `{model}/scaled_impact`; other arrays are skipped.

    Raises
    ------
    ValueError
        If the arrays of a network are not square and alike.
    """
    with np.load(path, allow_pickle=False) as archive:
        models = sorted(
            name.removesuffix("/sign") for name in archive.files if "/sign" in name
        )
        networks = tuple(
            Sample(model, archive[f"{model}/sign"], archive[f"{model}/scaled_impact"])
            for model in models
        )
    for network in networks:
        shapes = network.sign.shape, network.scaled_impact.shape
        if shapes != ((network.size, network.size),) * 2:
            raise ValueError(
                f"{path}: {network.model} has sign and scaled_impact of shapes "
                f"{shapes}; expected two square ones of one size"
            )
    return networks


def undirected_links(sign: NDArray[np.int8]) -> csr_array:
    """Return the 0/1 union of the links and their reverses, self-links left out.

    Kipf and Welling's normalisation needs a symmetric matrix; what is lost in direction
    and sign comes back through the node features.
    """
    links = (sign != 0) | (sign != 0).T
    np.fill_diagonal(links, False)
    return csr_array(links, dtype=np.float32)


def hubs(links: csr_array) -> NDArray[np.intp]:
    """Return the nodes of largest degree.

    ASSUME: all of them where several tie, as any choice among them would hang on the
    order in which the nodes happen to be listed.
    """
    degrees = links.sum(axis=1)
    return np.flatnonzero(degrees == degrees.max())


def normalised_adjacency(links: csr_array) -> csr_array:
    """Return D̂^(-1/2) Â D̂^(-1/2) with Â = A + I and D̂ the diagonal of its row sums.

    Parameters
    ----------
    links : (N, N)
        A, symmetric and with an empty diagonal.

    Returns
    -------
    (N, N)
        Symmetric, in float64.
    """
    with_self = coo_array(links + eye_array(links.shape[0]))
    scale = 1.0 / np.sqrt(with_self.sum(axis=1))
    rows, columns = with_self.coords
    values = with_self.data * scale[rows] * scale[columns]
    return csr_array((values, (rows, columns)), shape=links.shape)


@dataclass(frozen=True)
class Graph:
    """Several networks joined for propagation.

    Attributes
    ----------
    sizes : (K,)
        Nodes of each network; N in total, network after network.
    adjacency : (M, M)
        Normalised. M = N, or N + 1 where a centre node comes last.
    pooling : (K, N), or None
        Row k averages over the nodes of network k.
    """

    sizes: NDArray[np.int64]
    adjacency: csr_array
    pooling: csr_array | None = None

    @property
    def has_centre(self) -> bool:
        """Whether a centre node follows the nodes of the networks."""
        return bool(self.adjacency.shape[0] > self.sizes.sum())

    def part(self, k: int) -> "Graph":
        """Return network k as it stands in this graph, the centre node included.

        The weights are those of the whole graph, so the part propagates exactly as the
        whole does if the centre node's state is given to it.
        """
        start = self.sizes[:k].sum()
        nodes = np.arange(start, start + self.sizes[k])
        if self.has_centre:
            nodes = np.append(nodes, self.sizes.sum())
        pooling = None if self.pooling is None else mean_pooling(self.sizes[k : k + 1])
        return Graph(
            self.sizes[k : k + 1], self.adjacency[nodes][:, nodes].tocsr(), pooling
        )


def mean_pooling(sizes: NDArray[np.int64]) -> csr_array:
    """Return the (K, N) matrix whose row k averages over the nodes of network k."""
    total = int(sizes.sum())
    values = np.repeat(1.0 / sizes, sizes)
    network = np.repeat(np.arange(len(sizes)), sizes)
    return csr_array((values, (network, np.arange(total))), shape=(len(sizes), total))


def join(networks: Sequence[Sample], *, kind: GraphKind) -> Graph:
    """Join networks into the graph that one of the two GCNs runs on.

    Parameters
    ----------
    networks
        At least one.
    kind
        `full_graph`: one graph, in which a centre node is linked to the nodes of
        largest degree of every network. `sparse_graph`: a block-diagonal adjacency,
        nothing links the networks, and a matrix that pools each network's nodes.
    """
    sizes = np.array([network.size for network in networks])
    blocks = [undirected_links(network.sign) for network in networks]
    links = csr_array(block_diag(blocks, format="csr"))
    if kind == "sparse_graph":
        return Graph(sizes, normalised_adjacency(links), mean_pooling(sizes))
    starts = np.cumsum(sizes) - sizes
    spokes = np.concatenate(
        [start + hubs(block) for start, block in zip(starts, blocks, strict=True)]
    )
    total = int(sizes.sum())
    column = csr_array(
        (np.ones(len(spokes)), (spokes, np.zeros_like(spokes))), shape=(total, 1)
    )
    with_centre = block_array([[links, column], [column.T, None]], format="csr")
    return Graph(sizes, normalised_adjacency(csr_array(with_centre)))
