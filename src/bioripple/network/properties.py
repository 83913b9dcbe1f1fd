"""Nine properties of an influence network, in the order of DYNAMO's figure.

Definitions follow DYNAMO's code (Santolini & Barabási, PNAS 2018) and igraph, which it
calls; where that code departs from its own words, a comment says so.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from bioripple.arrays import Flags, Floats
from bioripple.network.influence import adjacency, distances, signs
from bioripple.runtime.tables import read_table

PROPERTIES: tuple[str, ...] = (
    "strong_components",
    "structural_holes",
    "mean_edge_betweenness",
    "model_size",
    "reversible_share",
    "mean_eigenvector_centrality",
    "mean_jacobian",
    "mean_degree",
    "edge_density",
)


def network_properties(jacobian: Floats) -> dict[str, float]:
    """Return the nine properties of one model.

    Parameters
    ----------
    jacobian
        n × n with n >= 1, `[i, j]` = effect on i of j, satellites removed.

    Returns
    -------
    dict[str, float]
        One number for each of `PROPERTIES`, all dimensionless but the mean Jacobian
        (log10 of 1 / model time unit); NaN where a property is not defined.

    Notes
    -----
    Number of strongly connected components / n; minus the mean Burt constraint; mean
    betweenness of edges; n; share of joined pairs that are joined both ways; mean
    eigenvector centrality, largest = 1; log10 of the mean size of the Jacobian's
    off-diagonal non-zero entries; mean degree / 2n; off-diagonal edges / n².
    """
    sign = signs(jacobian)
    edges = adjacency(sign, directed=True)
    nodes = len(edges)
    off_diagonal = edges & ~np.eye(nodes, dtype=bool)
    components = connected_components(
        csr_array(edges.astype(np.int8)), directed=True, connection="strong"
    )[0]
    return {
        "strong_components": components / nodes,
        "structural_holes": -mean_constraint(edges),
        "mean_edge_betweenness": mean_edge_betweenness(
            edges, distances(sign, directed=True)
        ),
        "model_size": float(nodes),
        "reversible_share": reversible_share(off_diagonal),
        "mean_eigenvector_centrality": float(eigenvector_centrality(edges).mean()),
        "mean_jacobian": _log_mean_size(jacobian[off_diagonal]),
        # A degree counts ends of edges, so that a self-loop adds two.
        "mean_degree": 2.0 * edges.sum() / nodes / (2.0 * nodes),
        "edge_density": float(off_diagonal.sum() / nodes**2),
    }


def read_properties(path: Path) -> pd.DataFrame:
    """Read `network_properties.tsv`: models (index) by properties, missing as NaN."""
    return read_table(path, numbers=PROPERTIES).set_index("model")


def mean_constraint(edges: Flags) -> float:
    """Return the mean of Burt's constraint over nodes that have a neighbour.

    Parameters
    ----------
    edges
        n × n directed adjacency matrix; self-loops play no part.

    Returns
    -------
    float
        NaN if no node has a neighbour.

    Notes
    -----
    c_i = Σ_j (p_ij + Σ_q p_iq p_qj)² over the neighbours j of i, with p_ij the share of
    i's links, in and out, that join it with j (Burt, Structural Holes, 1992).
    """
    ties = edges.astype(np.float64) + edges.T
    np.fill_diagonal(ties, 0.0)
    total = ties.sum(axis=1)
    linked = total > 0.0
    if not linked.any():
        return float("nan")
    share = ties[linked][:, linked] / total[linked, None]
    constraint = np.where(share > 0.0, (share + share @ share) ** 2, 0.0)
    return float(constraint.sum(axis=1).mean())


def mean_edge_betweenness(edges: Flags, steps: Floats) -> float:
    """Return the mean number of shortest paths that run over an edge.

    Parameters
    ----------
    edges
        n × n directed adjacency matrix; self-loops count as edges without paths.
    steps
        n × n number of edges from j to i, infinite where there is no path.

    Returns
    -------
    float
        NaN if there are no edges.

    Notes
    -----
    Each ordered pair gives weight 1, shared by its shortest paths, and all of these are
    d edges long: the sum over edges is the sum of the finite distances.
    """
    if not edges.any():
        return float("nan")
    return float(steps[np.isfinite(steps)].sum() / edges.sum())


def reversible_share(off_diagonal: Flags) -> float:
    """Return, among pairs of nodes joined by an edge, the share joined both ways.

    Parameters
    ----------
    off_diagonal
        n × n directed adjacency matrix without self-loops.

    Returns
    -------
    float
        NaN if no two nodes are joined.
    """
    # DYNAMO's code adds the upper to the lower triangle in R's column order, which does
    # not pair [i, j] with [j, i]; this is what it says it computes.
    joined = np.triu(off_diagonal | off_diagonal.T).sum()
    both = np.triu(off_diagonal & off_diagonal.T).sum()
    return float(both / joined) if joined else float("nan")


def eigenvector_centrality(edges: Flags) -> Floats:
    """Return the eigenvector centrality of every node, directions ignored.

    Parameters
    ----------
    edges
        n × n directed adjacency matrix, self-loops included.

    Returns
    -------
    Floats
        n values, the largest 1 (all 1 where there are no edges).

    Notes
    -----
    The leading eigenvector of A + Aᵀ: an edge both ways counts twice, as in igraph.
    Components of equal leading eigenvalue make a plane of eigenvectors; the one nearest
    to the degrees is taken, so that the numbering of nodes plays no part.
    """
    ties = edges.astype(np.float64) + edges.T
    values, vectors = np.linalg.eigh(ties)
    leading = vectors[:, values > values[-1] - 1e-9 * max(1.0, values[-1])]
    centrality = np.abs(leading @ (leading.T @ ties.sum(axis=1)))
    largest = centrality.max()
    return centrality / largest if largest > 0.0 else np.ones(len(edges))


def _log_mean_size(entries: Floats) -> float:
    if not entries.size:
        return float("nan")
    sizes = np.abs(entries)
    with np.errstate(over="ignore"):
        mean = sizes.mean()
    if np.isfinite(mean):
        return float(np.log10(mean))
    largest = sizes.max()  # their sum is more than a floating-point number can be
    return float(np.log10(largest) + np.log10((sizes / largest).mean()))
