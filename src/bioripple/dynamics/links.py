"""Which entries of a Jacobian are links of the influence network."""

import numpy as np

from bioripple.arrays import Flags, Floats
from bioripple.network.listed import ListedMatrix

# What is added to a number of size 1 in double precision is lost below this size.
ROUND_OFF = 2.0**-52


def links(jacobian: ListedMatrix, *, state: Floats, certain: Flags) -> Flags:
    """Return which entries of a Jacobian stand for a link.

    Parameters
    ----------
    jacobian
        n × n, `[i, j]` = ∂f_i/∂x_j, of which e entries are listed.
    state
        x of each node; NaN, where there is none, counts as 0.
    certain
        Whether errors of the state and the constants leave an entry its sign, shape
        (e,).

    Returns
    -------
    Flags
        Of each entry, whether j acts on i, shape (e,).

    Notes
    -----
    An entry is no link if its sign is not certain; or if it is round-off beside the
    other terms of its row: if even a change of x_j of the size of the largest state is
    lost in the largest term, |J_ij|·max|x| ≤ 2^-52·max_k |J_ik·x_k|. That size stands
    for x_j, because a species that is exactly 0, or used up, acts by what it would do
    if it were there.
    """
    size = np.abs(np.nan_to_num(state, nan=0.0, posinf=0.0, neginf=0.0))
    strength = np.abs(jacobian.values)
    largest = np.zeros(jacobian.size)  # term of each row
    with np.errstate(over="ignore", invalid="ignore"):
        np.maximum.at(largest, jacobian.rows, strength * size[jacobian.columns])
        reach = strength * size.max(initial=0.0)
    terms = largest[jacobian.rows]
    quiet = (reach <= ROUND_OFF * terms) & (terms > 0.0)
    found: Flags = (jacobian.values != 0.0) & certain & ~quiet
    return found
