"""Networks of which some edges are not there, or have the other sign."""

from collections.abc import Iterator

import numpy as np

from bioripple.network.signed import Places, SignedNetwork, signed_network

# ASSUME: a tenth of the edges of a curated network are wrong, and a twentieth have the
# wrong sign; nobody knows it of a given one.
LOST, FLIPPED = 0.1, 0.05
FEW_EDGES = 10_000
DRAWN = 20
MOST_DRAWN = 1000  # all of them are kept in memory


def default_number(network: SignedNetwork) -> int:
    """Return how many altered networks are drawn where nobody says: 20, or none.

    Beyond 10,000 edges none: each costs as much as the answer itself.
    """
    return DRAWN if network.n_edges <= FEW_EDGES else 0


def altered(
    network: SignedNetwork, number: int, *, seed: int
) -> Iterator[SignedNetwork]:
    """Yield copies of a network, each with some edges lost and some signs flipped.

    Parameters
    ----------
    network
        The network as it is.
    number
        How many copies; the first ones are the same, whatever the number.
    seed
        Of what is drawn.
    """
    source, target, sign = network.edges
    order = _by_names(network)
    for k in range(number):
        rng = np.random.default_rng([seed, k])
        fate = np.empty(len(sign))
        fate[order] = rng.random(len(sign))
        kept = fate >= LOST
        flips = np.where(fate < LOST + FLIPPED, -1, 1).astype(np.int8)
        yield signed_network(
            network.nodes,
            source[kept],
            target[kept],
            (sign * flips)[kept],
            labels=network.labels,
            processes=network.processes,
        )


def _by_names(network: SignedNetwork) -> Places:
    """Return the edges in an order that does not hang on that of the file."""
    rank = np.empty(network.size, dtype=np.intp)
    rank[sorted(range(network.size), key=network.nodes.__getitem__)] = np.arange(
        network.size
    )
    source, target, _ = network.edges
    return np.lexsort((rank[source], rank[target]))
