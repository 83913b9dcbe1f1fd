"""What stands around each reaction of a network: features to learn from.

A *change* is a node and a process that changes it, a *reading* a process and a node
that it reads; a *term*, a change and a reading of one process, is a way by which an
edge comes about. All takes time in proportion to their number.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array, hstack

from bioripple.arrays import Signs
from bioripple.network.entries import entries
from bioripple.network.processes import Processes
from bioripple.predictors.edge_context import Places, Table, edge_context, feature_names

PROCESS_NAMES = ("substrates", "products", "read", "modifiers", "is_rule", "reversible")
CHANGE_NAMES = ("is_made", "coefficient")
READING_NAMES = ("is_substrate", "is_product", "is_modifier")
# ASSUME: what a node does to itself tells less of the sign of a reading than what it
# does to others, for other processes end there, too.
OWN = 0.5


def process_feature_names() -> dict[str, tuple[str, ...]]:
    """Return what is known of each change, reading and node."""
    _, node = feature_names(abundances=False)
    return {
        "change": (*CHANGE_NAMES, *PROCESS_NAMES, *node),
        "reading": (*READING_NAMES, *PROCESS_NAMES, *node),
        "node": node,
    }


@dataclass(frozen=True, eq=False)
class ProcessContext:
    """The edges between different nodes, and how they come about.

    Attributes
    ----------
    source, target, sign : (E,)
        As in `edge_context.EdgeContext`.
    changes, readings, nodes : float32, (C, ·), (R, ·) and (n, ·)
        Features by the names of `process_feature_names`.
    side : (C,)
        2 i + 1 where a process makes node i, 2 i where it uses it up.
    term_change, term_reading, term_sign : (T,)
        Of what each term is made, and -1 or 1.
    term_edge : (T,)
        The edge that it is a part of, by its number; E + i for what node i does to
        itself.
    """

    source: Places
    target: Places
    sign: Signs
    changes: Table
    readings: Table
    nodes: Table
    side: Places
    term_change: Places
    term_reading: Places
    term_sign: Signs
    term_edge: Places


def process_context(sign: csr_array, processes: Processes) -> ProcessContext:
    """Describe how the edges of a network come about.

    Parameters
    ----------
    sign : csr_array of int8, shape (n, n)
        As `network.signed.SignedNetwork` has it; edges that no process explains come
        about by one more process for each target, which reads all their sources.
    processes
        Of the same nodes; where they explain an edge that is not there, that is left
        out.
    """
    known = edge_context(sign)
    ends, n = (known.target, known.source), len(known.nodes)
    whole = _with_unexplained(processes, ends, n)
    changes, readings = whole.changes.tocoo(), csr_array(whole.reads.T).tocoo()
    node, by = (each.astype(np.intp) for each in changes.coords)
    law, read = (each.astype(np.intp) for each in readings.coords)
    amount, role = np.asarray(changes.data), entries(whole.changes, read, law)
    about = _of_processes(whole)
    change, reading, edge = _terms(whole, ends, n)
    # Whether more of a node means more or less of a process: by what that does to all.
    acts = whole.changes.sign().T @ _own_weighted(sign)
    way = np.sign(entries(csr_array(acts), law, read))
    way = np.where(way == 0, np.where(role > 0, -1, 1), way)
    made = amount > 0
    return ProcessContext(
        known.source,
        known.target,
        known.sign,
        _table(made, np.log1p(np.abs(amount)), about[by], known.nodes[node]),
        _table(role < 0, role > 0, role == 0, about[law], known.nodes[read]),
        known.nodes,
        2 * node + made,
        change,
        reading,
        (np.sign(amount[change]) * way[reading]).astype(np.int8),
        edge,
    )


def _table(*columns: NDArray[Any]) -> Table:
    return np.column_stack([np.asarray(each, dtype=np.float32) for each in columns])


def _own_weighted(sign: csr_array) -> csr_array:
    own = sign.diagonal().astype(np.float64)
    return csr_array(sign.astype(np.float64) - (1.0 - OWN) * diags_array(own))


def _of_processes(processes: Processes) -> Table:
    """Return `PROCESS_NAMES` of each process."""
    changes, reads = processes.changes, processes.reads.astype(np.float64)
    touched = abs(changes) > 0
    read = np.asarray(reads.sum(axis=0))
    counts = [
        (changes < 0).sum(axis=0),
        (changes > 0).sum(axis=0),
        read,
        read - np.asarray(reads.multiply(touched).sum(axis=0)),
    ]
    return _table(
        *(np.log1p(np.asarray(each, dtype=np.float64)) for each in counts),
        processes.is_rule,
        processes.reversible,
    )


def _terms(
    processes: Processes, ends: tuple[Places, Places], n: int
) -> tuple[Places, Places, Places]:
    """Return the changes and the readings that meet in a process, and their edge."""
    changes, laws = processes.changes.tocoo(), csr_array(processes.reads.T)
    node, by = (each.astype(np.intp) for each in changes.coords)
    times = np.diff(laws.indptr)[by]
    change = np.repeat(np.arange(len(by)), times)
    within = np.arange(len(change)) - np.repeat(np.cumsum(times) - times, times)
    reading = np.repeat(laws.indptr[:-1][by], times) + within
    target, source = node[change], laws.indices[reading].astype(np.intp)
    key, wanted = ends[0] * n + ends[1], target * n + source
    edge = np.searchsorted(key, wanted)
    found = np.append(key, -1)[edge] == wanted
    edge = np.where(target == source, len(key) + target, edge)
    # A law may read what its derivative does not hang on: then there is no edge.
    kept = found | (target == source)
    return change[kept], reading[kept].astype(np.intp), edge[kept]


def _with_unexplained(
    processes: Processes, ends: tuple[Places, Places], n: int
) -> Processes:
    """Return them with one more for each target of edges that none explains."""
    _, _, edge = _terms(processes, ends, n)
    bare = np.ones(len(ends[0]) + n, dtype=np.bool_)
    bare[edge] = False
    target, source = (each[bare[: len(each)]] for each in ends)
    nodes, column = np.unique(target, return_inverse=True)
    one = np.ones(len(nodes))
    made = csr_array((one, (nodes, np.arange(len(nodes)))), shape=(n, len(nodes)))
    read = csr_array(
        (np.ones(len(source), dtype=np.bool_), (source, column)), shape=made.shape
    )
    return Processes(
        csr_array(hstack([processes.changes, made])),
        csr_array(hstack([processes.reads, read])),
        np.append(processes.is_rule, one > 0),
        np.append(processes.reversible, one < 0),
    )
