"""What a linear predictor passes along each edge of a network, however large.

A change x of the nodes fulfils x = W x + scale · u off the nodes that are held, where W
has an entry for every edge. So a response takes one sparse solve, those to a node take
a transposed one, and what a path carries is the product of its entries.
"""

from dataclasses import dataclass

from scipy.sparse import csr_array


@dataclass(frozen=True, eq=False)
class Passing:
    """The edges of a network as one predictor sees them; some predictors are several.

    Attributes
    ----------
    members : tuple of csr_array, shape (n, n) each
        `[i, j]` = signed share of a change of node j that i takes over at once. The
        spectral radius of |W| is below 1, so that sums over all paths converge.
    held
        Whether perturbed nodes are held at the strengths that are asked for, as a
        knock-down is (x = u there); else these are added to what reaches them.
    scale
        What added strengths are multiplied with; 1 where nodes are held.
    """

    members: tuple[csr_array, ...]
    held: bool
    scale: float = 1.0
