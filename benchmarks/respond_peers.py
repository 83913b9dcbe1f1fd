"""Other programs that spread what one node does over a graph, for `respond.py`.

They know no signs, but for SFA's dense inverse. What is not installed is left out.
"""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.sparse import csr_array, csr_matrix

from bioripple.network.signed import SignedNetwork
from bioripple.predictors.propagating import SFA, passing

DAMPING = 0.9
WITHIN = 1e-10
DENSEST = 5_000  # nodes of the largest dense inverse: 200 MB, and some copies
PEERS = ("scikit-network", "networkx", "igraph", "multiXrank", "dense inverse (SFA)")

Call = Callable[[], object]


def peers(network: SignedNetwork, folder: Path) -> dict[str, Call]:
    """Return what each program does for the first node, once its graph is made.

    Parameters
    ----------
    network
        The graph.
    folder
        Where a program that reads files finds them; it has to exist.
    """
    plain = csr_matrix(abs(network.sign.T.astype(np.float64)))
    makers: dict[str, Callable[[], Call]] = {
        "sknetwork": lambda: _scikit_network(plain),
        "networkx": lambda: _networkx(plain),
        "igraph": lambda: _igraph(network),
        "multixrank": lambda: _multixrank(network, folder),
    }
    found = {
        name: make()
        for name, (package, make) in zip(PEERS, makers.items(), strict=False)
        if importlib.util.find_spec(package)
    }
    if network.size <= DENSEST:
        member = csr_array(passing(SFA, network).members[0]).toarray()
        unit = np.eye(network.size)
        found[PEERS[-1]] = lambda: 0.5 * np.linalg.inv(unit - member)
    return found


def _scikit_network(plain: csr_matrix) -> Call:
    from sknetwork.ranking import PageRank

    rank = PageRank(damping_factor=DAMPING, n_iter=100, tol=WITHIN)
    return lambda: rank.fit(plain, weights={0: 1.0})


def _networkx(plain: csr_matrix) -> Call:
    import networkx as nx

    graph = nx.from_scipy_sparse_array(plain, create_using=nx.DiGraph)
    return lambda: nx.pagerank(
        graph, alpha=DAMPING, personalization={0: 1.0}, tol=WITHIN
    )


def _igraph(network: SignedNetwork) -> Call:
    import igraph

    source, target, _ = network.edges
    edges = list(zip(source.tolist(), target.tolist(), strict=True))
    graph: Any = igraph.Graph(n=network.size, edges=edges, directed=True)
    return lambda: graph.personalized_pagerank(damping=DAMPING, reset_vertices=0)


def _multixrank(network: SignedNetwork, folder: Path) -> Call:
    from multixrank import Multixrank

    source, target, _ = network.edges
    lines = zip(source.tolist(), target.tolist(), strict=True)
    layer = folder / "multiplex/1/graph.tsv"
    layer.parent.mkdir(parents=True)
    layer.write_text("".join(f"{a}\t{b}\n" for a, b in lines))
    (folder / "seeds.txt").write_text("0\n")
    # its walk steps on with 1 - r, and stops within 1e-10 by itself
    settings = {
        "seed": "seeds.txt",
        "r": 1.0 - DAMPING,
        "self_loops": 1,
        # "10": directed and without weights
        "multiplex": {
            1: {"layers": [f"multiplex/1/{layer.name}"], "graph_type": ["10"]}
        },
    }
    (folder / "config.yml").write_text(yaml.safe_dump(settings))
    walker: Any = Multixrank(config=str(folder / "config.yml"), wdir=str(folder))
    return walker.random_walk_rank
