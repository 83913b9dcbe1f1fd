"""Small signed networks, drawn or given."""

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array, diags_array

from bioripple.arrays import Floats
from bioripple.network.processes import Processes
from bioripple.network.signed import SignedNetwork, signed_network
from bioripple.predictors.passing import Passing


def of_text(text: str) -> SignedNetwork:
    """Make a network of lines `A -> B` and `B -| C`; nodes as they come."""
    edges = [line.split() for line in text.strip().splitlines()]
    nodes = list(dict.fromkeys(name for a, _, b in edges for name in (a, b)))
    return signed_network(
        nodes,
        [nodes.index(a) for a, _, _ in edges],
        [nodes.index(b) for _, _, b in edges],
        [1 if word == "->" else -1 for _, word, _ in edges],
    )


def drawn(n: int, mean_degree: float, seed: int) -> SignedNetwork:
    """Draw a directed network with self-loops and both signs."""
    rng = np.random.default_rng(seed)
    is_edge = rng.random((n, n)) < mean_degree / n
    target, source = np.nonzero(is_edge)
    sign = rng.choice(np.array([-1, 1], dtype=np.int8), len(source))
    return signed_network([f"n{k}" for k in range(n)], source, target, sign)


def drawn_processes(sign: csr_array, *, seed: int = 0) -> Processes:
    """Draw reactions behind a network: one for each edge, half of which use it up."""
    rng = np.random.default_rng(seed)
    edge = sign.tocoo()
    target, source = edge.coords
    n, count = sign.shape[0], edge.nnz
    changes = np.zeros((n, count))
    changes[target, np.arange(count)] = edge.data
    used = (rng.random(count) < 0.5) & (target != source)
    changes[source[used], np.flatnonzero(used)] = -1.0
    reads = np.zeros((n, count), dtype=bool)
    reads[source, np.arange(count)] = True
    reversible = rng.random(count) < 0.5
    return Processes(
        csr_array(changes), csr_array(reads), np.zeros(count, dtype=bool), reversible
    )


def with_processes(network: SignedNetwork, *, seed: int = 0) -> SignedNetwork:
    """Return the network as a file would give it that tells of reactions."""
    return replace(network, processes=drawn_processes(network.sign, seed=seed))


def dense(network: SignedNetwork) -> Floats:
    return network.sign.toarray().astype(np.float64)


def held_passing(network: SignedNetwork, *, members: int = 3) -> Passing:
    """Draw what a trained ensemble passes: rows of |W| sum to less than 1; held."""
    found = []
    for seed in range(members):
        weights = csr_array(network.sign.astype(np.float64))
        weights.data *= np.random.default_rng(seed).uniform(0.2, 1.0, weights.nnz)
        sums = np.asarray(abs(weights).sum(axis=1))
        scale = diags_array(0.9 / np.where(sums > 0, sums, 1.0))
        found.append(csr_array(scale @ weights))
    return Passing(tuple(found), held=True)
