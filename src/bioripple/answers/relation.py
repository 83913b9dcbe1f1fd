"""How a node lies to what is perturbed, in the words of the table."""

import numpy as np

from bioripple.arrays import Flags


def relations(downstream: Flags, upstream: Flags) -> np.ndarray:
    """Say how each node lies to what is perturbed.

    Parameters
    ----------
    downstream, upstream : ndarray of bool, shape (n,)
        Whether a path leads there from what is perturbed, and from there to it.
    """
    return np.select(
        [downstream & upstream, downstream, upstream],
        ["both", "downstream", "upstream"],
        "unreachable",
    ).astype(object)
