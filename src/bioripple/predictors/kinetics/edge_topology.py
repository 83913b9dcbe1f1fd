"""Features of edges that the signed topology gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from bioripple.arrays import Floats, Signs
from bioripple.network.tiers import Network

Places = NDArray[np.intp]
Features = dict[str, NDArray[Any]]


@dataclass(frozen=True, eq=False)
class Edges:
    """The E edges of a network, self-loops included: node `source` acts on `target`.

    Attributes
    ----------
    target, source : (E,)
        Row and column of each edge in the matrix of signs.
    """

    target: Places
    source: Places

    @property
    def count(self) -> int:
        """Number of edges."""
        return len(self.target)

    def at_ends(self, of_nodes: Mapping[str, NDArray[Any]]) -> Features:
        """Return what is known of nodes, (n,) each, for both ends of every edge."""
        found = {}
        for name, values in of_nodes.items():
            found[f"target_{name}"] = values[self.target]
            found[f"source_{name}"] = values[self.source]
        return found

    def of_pairs(self, of_pairs: Mapping[str, NDArray[Any]]) -> Features:
        """Return the entries of n × n matrices at the edges."""
        return {
            name: values[self.target, self.source] for name, values in of_pairs.items()
        }

    def throughout(self, of_model: Mapping[str, ArrayLike]) -> Features:
        """Return what is known of the model as a whole, the same for every edge."""
        return {
            f"model_{name}": np.full(self.count, value)
            for name, value in of_model.items()
        }


def find_edges(sign: Signs) -> Edges:
    """Return the edges of a network, row by row."""
    return Edges(*np.nonzero(sign))


def topology_features(inputs: Network, edges: Edges) -> Features:
    """Describe edges by what surrounds them in the network.

    Parameters
    ----------
    inputs
        The network.
    edges
        Its E edges.

    Returns
    -------
    dict
        (E,) each: the edge's own sign and that of its reverse, degrees by sign and
        mutual links of both ends, paths of two steps beside the edge, and the size and
        density of the network. Self-loops count only as such.
    """
    sign = inputs.sign
    others = np.where(np.eye(len(sign), dtype=bool), 0, sign)
    up, down = (others > 0).astype(float), (others < 0).astype(float)
    return {
        "sign": sign[edges.target, edges.source],
        "is_self": edges.target == edges.source,
        "reverse_sign": sign[edges.source, edges.target],
        **edges.at_ends(_of_nodes(sign, up, down)),
        **edges.of_pairs(_of_pairs(up, down)),
        **edges.throughout(_of_model(sign, up, down)),
    }


def _of_nodes(sign: Signs, up: Floats, down: Floats) -> Features:
    _, part = connected_components(csr_array(up + down), connection="strong")
    return {
        "activators": up.sum(axis=1),
        "inhibitors": down.sum(axis=1),
        "activated": up.sum(axis=0),
        "inhibited": down.sum(axis=0),
        "self_sign": np.diagonal(sign),
        "component": np.bincount(part)[part] / len(sign),
        "mutual_inhibition": (down * down.T).sum(axis=0),
        "mutual_activation": (up * up.T).sum(axis=0),
        "activates_inhibitor": (up * down.T).sum(axis=0),
        "inhibits_activator": (down * up.T).sum(axis=0),
    }


def _of_pairs(up: Floats, down: Floats) -> Features:
    linked = up + down
    # Two substrates of a reaction inhibit each other: their neighbours share a process.
    rivals = down * down.T
    common_inputs = linked @ linked.T
    return {
        "two_steps_up": up @ up + down @ down,
        "two_steps_down": up @ down + down @ up,
        "by_rival": linked @ rivals,
        "common_inputs": common_inputs,
        "common_outputs": linked.T @ linked,
        "share_of_inputs": common_inputs
        / np.maximum(linked.sum(axis=1, keepdims=True), 1.0),
        "alike_outputs": up.T @ up + down.T @ down,
    }


def _of_model(sign: Signs, up: Floats, down: Floats) -> dict[str, float]:
    n, linked, itself = len(sign), up + down, np.diagonal(sign)
    count = max(float(linked.sum()), 1.0)
    return {
        "log_nodes": float(np.log10(n)),
        "links_per_node": count / n,
        "density": count / n**2,
        "share_down": float(down.sum()) / count,
        "share_mutual": float((linked * linked.T).sum()) / count,
        "share_mutual_inhibition": float((down * down.T).sum()) / count,
        "share_self_down": float((itself < 0).mean()),
        "share_self_up": float((itself > 0).mean()),
    }
