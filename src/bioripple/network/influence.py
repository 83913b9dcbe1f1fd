"""The influence network: who acts on whom, with what sign, and how far away.

Every matrix here is oriented like the Jacobian: row = affected, column = affecting, so
entry `[i, j]` speaks of the effect on node i of node j, along edges j -> i.
"""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from bioripple.arrays import Flags, Floats, Signs
from bioripple.runtime.checks import check_square


def signs(jacobian: Floats | Signs) -> Signs:
    """Return the signed adjacency matrix of the influence network.

    Parameters
    ----------
    jacobian
        n × n, `[i, j]` = ∂f_i/∂x_j.

    Returns
    -------
    Signs
        n × n of -1, 0 and 1: the sign of the edge j -> i.
    """
    return np.sign(check_square(jacobian, "jacobian")).astype(np.int8)


def adjacency(sign: Signs, *, directed: bool) -> Flags:
    """Return which entries are joined by an edge; undirected: in either direction.

    Parameters
    ----------
    sign
        n × n signed adjacency matrix, self-loops included.
    directed
        Whether `[i, j]` needs the edge j -> i itself, or i -> j will do as well.

    Returns
    -------
    Flags
        n × n; symmetric if not directed.
    """
    edges: Flags = np.not_equal(sign, 0)
    return edges if directed else np.logical_or(edges, edges.T)


def without_decay(sign: Signs) -> Signs:
    """Return the network without self-inhibition, which stands for decay."""
    others = sign.copy()
    diagonal = np.einsum("ii->i", others)
    diagonal[diagonal < 0] = 0
    return others


def distances(sign: Signs, *, directed: bool) -> Floats:
    """Return the number of edges on the shortest path from j to i.

    Parameters
    ----------
    sign
        n × n signed adjacency matrix; signs and self-loops play no part.
    directed
        Whether a path has to follow the direction of the edges.

    Returns
    -------
    Floats
        n × n, 0 on the diagonal, infinite where no path leads from j to i.
    """
    if sign.shape[0] == 0:
        return np.zeros((0, 0))
    # scipy's graphs run from row to column, so ours go in and come out transposed. A
    # CSR array is passed because shortest_path misreads arrays that are not contiguous.
    edges = csr_array(adjacency(sign, directed=directed).T.astype(np.float64))
    steps = shortest_path(edges, method="D", directed=True, unweighted=True)
    return np.ascontiguousarray(steps.T)


def reachable(sign: Signs, *, directed: bool = True) -> Flags:
    """Return whether j can reach i; every node reaches itself.

    Parameters
    ----------
    sign
        n × n signed adjacency matrix.
    directed
        Whether a path has to follow the direction of the edges.

    Returns
    -------
    Flags
        n × n; False marks the structural zeros of every response matrix.
    """
    return np.isfinite(distances(sign, directed=directed))
