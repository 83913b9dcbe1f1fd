"""Small signed networks, drawn or given."""

import numpy as np

from bioripple.arrays import Floats
from bioripple.network.signed import SignedNetwork, signed_network


def of_text(text: str) -> SignedNetwork:
    """Make a network of lines `A -> B` and `B -| C`; nodes in the order they come in."""
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


def dense(network: SignedNetwork) -> Floats:
    return network.sign.toarray().astype(np.float64)
