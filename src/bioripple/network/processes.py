"""What changes the nodes of a network, and whom that reads, without any rate.

This much a model's file tells without a parameter, a value of a rate, or a state.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bioripple.arrays import Flags

# What an archive of many models calls the arrays of one.
CHANGES, READS, IS_RULE, REVERSIBLE = "changes", "reads", "is_rule", "reversible"


@dataclass(frozen=True, eq=False)
class Processes:
    """The r reactions and rate rules that change the n nodes of a network.

    Attributes
    ----------
    changes : csr_array of float64, shape (n, r)
        Net change of a node per event of a process; a rate rule makes one of its node.
        Nothing that is stored is 0.
    reads : csr_array of bool, shape (n, r)
        Whether the law of the process depends on the node.
    is_rule, reversible : (r,)
        Whether it is a rate rule; whether it is marked reversible.
    """

    changes: csr_array
    reads: csr_array
    is_rule: Flags
    reversible: Flags

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return its arrays, dense, as `read_processes` looks for them."""
        return {
            CHANGES: self.changes.toarray(),
            READS: self.reads.toarray(),
            IS_RULE: self.is_rule,
            REVERSIBLE: self.reversible,
        }


def read_processes(archive: Mapping[str, NDArray[Any]], model: str) -> Processes:
    """Read the processes of one model.

    Parameters
    ----------
    archive
        Arrays named `{model}/{name}`, as the step `wirings` writes them.
    model
        Id of a model in it.
    """
    found = {
        name: np.asarray(archive[f"{model}/{name}"])
        for name in (CHANGES, READS, IS_RULE, REVERSIBLE)
    }
    return Processes(
        csr_array(found[CHANGES]),
        csr_array(found[READS]),
        found[IS_RULE],
        found[REVERSIBLE],
    )
