"""Features of edges that reactions, rules and formulas give."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bioripple.arrays import Floats
from bioripple.network.tiers import Structure
from bioripple.predictors.kinetics.edge_topology import Edges, Features, Places


@dataclass(frozen=True, eq=False)
class Terms:
    """Which processes an edge can be due to: those that read j and change i.

    Attributes
    ----------
    edge, target, source, process : (T,)
        One term is one process of one edge.
    edges
        Number of edges.
    """

    edge: Places
    target: Places
    source: Places
    process: Places
    edges: int

    @property
    def count(self) -> Floats:
        """(E,): number of processes of each edge."""
        return np.bincount(self.edge, minlength=self.edges).astype(np.float64)

    def mean(self, values: ArrayLike) -> Floats:
        """Average (T,) values over each edge's processes; 0 where there is none."""
        total = np.bincount(self.edge, np.asarray(values, float), minlength=self.edges)
        return np.asarray(total / np.maximum(self.count, 1.0))

    def extreme(self, values: ArrayLike, which: Literal["min", "max"]) -> Floats:
        """Return the extreme over each edge's processes, NaN where there is none."""
        found = np.full(self.edges, np.inf if which == "min" else -np.inf)
        pick = np.minimum if which == "min" else np.maximum
        pick.at(found, self.edge, np.asarray(values, float))
        return np.where(np.isfinite(found), found, np.nan)


def find_terms(inputs: Structure, edges: Edges) -> Terms:
    """Find the processes of every edge."""
    n = inputs.size
    place = np.full((n, n), -1, dtype=np.intp)
    place[edges.target, edges.source] = np.arange(edges.count)
    target, source, process = _changed_and_read(inputs)
    edge = place[target, source]
    # A process may read what it does not depend on at the state: then there is no edge.
    real = edge >= 0
    return Terms(edge[real], target[real], source[real], process[real], edges.count)


def _changed_and_read(inputs: Structure) -> tuple[Places, Places, Places]:
    """Return what each process changes and reads, all pairs of both, by process."""
    owner, changed = np.nonzero(inputs.stoichiometry.T)
    _, read = np.nonzero(inputs.reads.T)
    count = inputs.reads.sum(axis=0)
    first = np.cumsum(count) - count
    # each change of a process meets all that the process reads
    repeats = count[owner]
    start = np.repeat(first[owner], repeats)
    within = np.arange(len(start)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    return np.repeat(changed, repeats), read[start + within], np.repeat(owner, repeats)


def node_kind(inputs: Structure) -> NDArray[np.int64]:
    """Return 0 for nodes that reactions change, 1 for rate rules, 2 for the others."""
    changes = inputs.stoichiometry != 0.0
    kind = np.full(inputs.size, 2)
    kind[changes[:, inputs.is_rule].any(axis=1)] = 1
    kind[changes[:, ~inputs.is_rule].any(axis=1)] = 0
    return kind


def structure_features(inputs: Structure, edges: Edges, terms: Terms) -> Features:
    """Describe edges by the processes behind them.

    Parameters
    ----------
    inputs
        The structure.
    edges
        Its E edges.
    terms
        Their processes.

    Returns
    -------
    dict
        (E,) each: the part that either end has in the edge's processes, what these
        processes are like on average, and counts over nodes and over the model.
    """
    at_target = inputs.stoichiometry[terms.target, terms.process]
    at_source = inputs.stoichiometry[terms.source, terms.process]
    processes = _of_processes(inputs)
    return {
        "processes": terms.count,
        "source_is_substrate": terms.mean(at_source < 0.0),
        "source_is_product": terms.mean(at_source > 0.0),
        "source_is_modifier": terms.mean(at_source == 0.0),
        "target_is_substrate": terms.mean(at_target < 0.0),
        "target_is_product": terms.mean(at_target > 0.0),
        "target_coefficient": terms.extreme(np.abs(at_target), "max"),
        "source_coefficient": terms.extreme(np.abs(at_source), "max"),
        "fewest_read": terms.extreme(processes["read"][terms.process], "min"),
        "is_formula": inputs.assigned_reads[edges.target, edges.source],
        **{
            f"process_{name}": terms.mean(values[terms.process])
            for name, values in processes.items()
        },
        **edges.at_ends(_of_nodes(inputs)),
        **edges.throughout(_of_model(inputs)),
    }


def _of_processes(inputs: Structure) -> dict[str, NDArray[Any]]:
    reads = inputs.reads
    consumed, made = inputs.stoichiometry < 0.0, inputs.stoichiometry > 0.0
    return {
        "substrates": consumed.sum(axis=0),
        "products": made.sum(axis=0),
        "read": reads.sum(axis=0),
        "modifiers": inputs.modifiers.sum(axis=0),
        "read_substrates": (reads & consumed).sum(axis=0),
        "read_products": (reads & made).sum(axis=0),
        "is_rule": inputs.is_rule,
        "reversible": inputs.reversible,
    }


def _of_nodes(inputs: Structure) -> dict[str, NDArray[Any]]:
    return {
        "kind": node_kind(inputs),
        "consumers": (inputs.stoichiometry < 0.0).sum(axis=1),
        "producers": (inputs.stoichiometry > 0.0).sum(axis=1),
        "readers": inputs.reads.sum(axis=1),
        "modified": inputs.modifiers.sum(axis=1),
        "conserved": conservation(inputs),
    }


def _of_model(inputs: Structure) -> dict[str, float]:
    some = inputs.stoichiometry.shape[1] > 0
    return {
        "processes_per_node": inputs.stoichiometry.shape[1] / inputs.size,
        "conserved": float(conservation(inputs).mean()),
        "share_reversible": float(inputs.reversible.mean()) if some else 0.0,
        "order": float(inputs.reads.sum(axis=0).mean()) if some else 0.0,
        "share_rules": float(inputs.is_rule.mean()) if some else 0.0,
    }


def conservation(inputs: Structure) -> Floats:
    """Return how far each node is part of conserved sums.

    Parameters
    ----------
    inputs
        The structure; its m conserved sums are linearly independent.

    Returns
    -------
    Floats
        n values between 0 and 1: the diagonal of the projector on the span of the sums.
    """
    basis, _ = np.linalg.qr(inputs.moieties.T)
    return np.asarray(np.square(basis).sum(axis=1))
