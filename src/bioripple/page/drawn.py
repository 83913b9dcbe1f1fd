"""Which part of a network is drawn: all of a small one, of a large one what matters."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bioripple.answers.result import Condition, Responses
from bioripple.network.signed import SignedNetwork
from bioripple.page.layout import levels

MOST_ELEMENTS = 2000  # nodes and edges
MOST_NODES = 80  # of a part: as many as one can read


@dataclass(frozen=True, eq=False)
class Part:
    """What is drawn of one condition.

    Attributes
    ----------
    nodes
        Places in the whole network, of p nodes.
    network
        The part: p nodes and all edges between them.
    """

    nodes: NDArray[np.intp]
    network: SignedNetwork

    def starts(self, condition: Condition) -> tuple[list[int], list[int]]:
        """Return the places, within the part, of layers 0 and 1; see `layout`."""
        place = self.network.place
        sources = [source for source, _ in condition.links]
        firsts = [node for node in (*condition.nodes, *sources) if node in place]
        then = [target for _, target in condition.links if target in place]
        return [place[n] for n in dict.fromkeys(firsts)], [place[n] for n in then]


def is_whole(network: SignedNetwork) -> bool:
    """Return whether a network is small enough to be drawn as a whole."""
    return network.size + network.n_edges <= MOST_ELEMENTS


def part(answer: Responses, condition: Condition, rows: pd.DataFrame) -> Part:
    """Choose what is drawn.

    Parameters
    ----------
    answer
        Of which the network and the paths are used.
    condition
        One of its conditions.
    rows
        Those of the table that belong to it, by rank.

    Returns
    -------
    Part
        The whole network if `is_whole`. Else what is perturbed, and the largest
        responses with the nodes on the strongest path to each, or on a shortest one
        where no path is given, while there is room.
    """
    network = answer.network
    if is_whole(network):
        return Part(np.arange(network.size), network)
    ends = [end for link in condition.links for end in link]
    chosen = dict.fromkeys(n for n in (*condition.nodes, *ends) if n in network.place)
    nearer = _Nearer(network, [network.place[node] for node in chosen])
    for node in rows["node"].tolist():
        way = _way(answer, condition.name, node, nearer)
        if len({*chosen, *way}) > max(MOST_NODES, len(chosen)):
            break
        chosen.update(dict.fromkeys(way))
    return _cut_out(network, np.array([network.place[n] for n in chosen], dtype=int))


def _cut_out(network: SignedNetwork, nodes: NDArray[np.intp]) -> Part:
    nodes = np.sort(nodes)
    names = nodes.tolist()
    within = SignedNetwork(
        tuple(network.nodes[k] for k in names),
        tuple(network.labels[k] for k in names),
        network.sign[nodes][:, nodes],
    )
    return Part(nodes, within)


def _way(
    answer: Responses, condition: str, node: str, nearer: "_Nearer"
) -> tuple[str, ...]:
    for found in answer.paths.get((condition, node), ()):
        return found.nodes
    network = answer.network
    return tuple(network.nodes[k] for k in nearer.way_to(network.place[node]))


class _Nearer:
    """Shortest paths from what is perturbed."""

    def __init__(self, network: SignedNetwork, starts: list[int]) -> None:
        self._sign = network.sign
        self._level = levels(network, starts)

    def way_to(self, node: int) -> list[int]:
        """Return the nodes of one, backwards; the node alone where none leads to it."""
        way = [node]
        while self._level[way[-1]] > 0:
            here = way[-1]
            span = slice(self._sign.indptr[here], self._sign.indptr[here + 1])
            sources = self._sign.indices[span]
            nearer = sources[self._level[sources] == self._level[here] - 1]
            way.append(int(nearer[0]))
        return way
