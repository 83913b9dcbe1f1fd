"""Two ways of opposite sign where a network has room for one edge."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bioripple.arrays import Signs
from bioripple.errors import Refused
from bioripple.runtime.text import one_line

Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class TwoWays:
    """Edges that lead through nodes of their own.

    Attributes
    ----------
    names
        Those that were there, then two for each edge.
    source, target, sign
        Four edges for each: places in `names`, and -1 or 1.
    """

    names: tuple[str, ...]
    source: Places
    target: Places
    sign: Signs


def both_ways(names: Sequence[str], source: Places, target: Places) -> TwoWays:
    """Give each edge s -> t a positive way and a negative one.

    They lead through nodes of their own, `s -> t` (s activates it) and `s -| t` (s
    inhibits it), that both activate t. So t is known to be reached, one step later than
    by an edge; what is linear and takes both alike gives 0 for it, and what is not sure
    of either leaves its direction open.

    Raises
    ------
    Refused
        If the network has a node with such a name.
    """
    # ASSUME: the two ways are equally strong; a file with both signs does not say.
    taken = set(names)
    added: list[str] = []
    for s, t in zip(source, target, strict=True):
        for arrow in ("->", "-|"):
            name = f"{names[s]} {arrow} {names[t]}"
            if name in taken:
                raise Refused(
                    f'node "{one_line(name, most=80)}" has the name that --dual both '
                    "needs for a way of its own; choose another rule"
                )
            added.append(name)
    m = len(source)
    way = len(names) + np.arange(2 * m, dtype=np.intp).reshape(m, 2)
    into = np.tile(np.array([1, -1], dtype=np.int8), m)
    return TwoWays(
        (*names, *added),
        np.concatenate([np.repeat(source, 2), way.ravel()]),
        np.concatenate([way.ravel(), np.repeat(target, 2)]),
        np.concatenate([into, np.ones(2 * m, dtype=np.int8)]),
    )
