"""Lay out the wiring of a model on the nodes that its truths speak of."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bioripple.network.structure import Arrays
from bioripple.odes.arrays import from_arrays
from bioripple.odes.processes import processes
from bioripple.odes.wiring import wiring


def wiring_on_nodes(system: Arrays, jacobian: Arrays) -> dict[str, NDArray[Any]]:
    """Find the signed network of a model's equations among the nodes of its Jacobian.

    Parameters
    ----------
    system
        What `odes.arrays.to_arrays` wrote.
    jacobian
        Its `nodes`, (n,), are those that are wanted.

    Returns
    -------
    dict
        `sign` (n, n) int8 and `unknown` (n, n) bool; see `odes.wiring.Wiring`. So an
        archive of them is read as one of the tier `topology` is, and every predictor
        of that tier runs on it. With them `changes`, `reads` (n, r), `is_rule` and
        `reversible` (r,); see `network.processes.Processes`.
    """
    equations = from_arrays(system)
    found = wiring(equations)
    place = {name: k for k, name in enumerate(found.nodes)}
    nodes: list[str] = jacobian["nodes"].tolist()
    here = [k for k, name in enumerate(nodes) if name in place]
    there = [place[nodes[k]] for k in here]
    sign = np.zeros((len(nodes),) * 2, dtype=np.int8)
    unknown = np.zeros(sign.shape, dtype=np.bool_)
    sign[np.ix_(here, here)] = found.sign.toarray()[np.ix_(there, there)]
    unknown[np.ix_(here, here)] = found.unknown.toarray()[np.ix_(there, there)]
    behind = processes(equations, nodes).arrays()
    return {"sign": sign, "unknown": unknown, **behind}
