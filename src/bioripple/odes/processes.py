"""Which reactions and rate rules are behind the network of a model's equations."""

from collections.abc import Iterable, Sequence

import numpy as np
from scipy.sparse import csr_array

from bioripple.network.processes import Processes
from bioripple.odes.system import OdeSystem


def processes(system: OdeSystem, nodes: Sequence[str]) -> Processes:
    """Return what changes some variables of a model, and whom of them that reads.

    Parameters
    ----------
    system
        The equations. Values of constants and initial values are not looked at, nor
        what a rate law is beyond whom it reads.
    nodes
        Ids of n variables.

    Returns
    -------
    Processes
        Species that the model holds (boundary, constant or under an assignment rule)
        are changed by nothing. What changes none of the nodes is left out.
    """
    place = {name: k for k, name in enumerate(nodes)}
    changing = set(system.states) - system.assigned.keys()
    columns: list[dict[int, float]] = []
    read: list[set[str]] = []
    reversible: list[bool] = []
    moved: set[str] = set()
    for reaction in system.reactions:
        net = {
            name: amount
            for name, amount in reaction.stoichiometry.items()
            if amount != 0.0 and name in changing
        }
        moved |= net.keys()
        here = {place[name]: amount for name, amount in net.items() if name in place}
        if here:
            columns.append(here)
            read.append(system.graph.symbols([reaction.rate]))
            reversible.append(reaction.reversible)
    n_reactions = len(columns)
    for name, rate in zip(system.states, system.rates, strict=True):
        if name in place and name not in moved:
            columns.append({place[name]: 1.0})
            read.append(system.graph.symbols([rate]))
            reversible.append(False)
    changes = ((i, c, by) for c, net_ in enumerate(columns) for i, by in net_.items())
    reads = (
        (place[name], c, 1.0)
        for c, names in enumerate(read)
        for name in sorted(names & place.keys())
    )
    shape = (len(nodes), len(columns))
    return Processes(
        changes=_matrix(changes, shape),
        reads=_matrix(reads, shape).astype(np.bool_),
        is_rule=np.arange(len(columns)) >= n_reactions,
        reversible=np.array(reversible, dtype=np.bool_),
    )


def _matrix(
    entries: Iterable[tuple[int, int, float]], shape: tuple[int, int]
) -> csr_array:
    table = np.array(list(entries), dtype=np.float64).reshape(-1, 3)
    rows, columns = table[:, 0].astype(np.intp), table[:, 1].astype(np.intp)
    found = csr_array((table[:, 2], (rows, columns)), shape=shape)
    found.sort_indices()
    return found
