"""Matrices whose rows and columns carry the names of the nodes.

Row = affected, column = affecting, as in all matrices of a network.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from bioripple.arrays import Floats, Signs
from bioripple.network.influence import signs
from bioripple.runtime.checks import check_square


def response_table(
    matrix: Floats | Signs, nodes: Iterable[Any], sources: Iterable[Any] | None = None
) -> pd.DataFrame:
    """Return a matrix with its nodes as labels.

    Parameters
    ----------
    matrix
        n × n, or n × k.
    nodes
        Names of the n nodes.
    sources
        Those of the k affecting ones; all by default.
    """
    rows = pd.Index(list(nodes), name="affected")
    columns = rows if sources is None else pd.Index(list(sources))
    return pd.DataFrame(matrix, index=rows, columns=columns.rename("affecting"))


def chosen(
    nodes: Sequence[Any], sources: Iterable[Any]
) -> tuple[list[Any], NDArray[np.intp]]:
    """Return some nodes as a list, and their places.

    Parameters
    ----------
    nodes
        Names of the n nodes.
    sources
        Those of k of them.

    Raises
    ------
    TypeError, ValueError
        If `sources` is a single name, or one is no node.
    """
    if isinstance(sources, str | bytes):
        raise TypeError(f"sources: expected a list of nodes, found {sources!r}")
    place = {node: k for k, node in enumerate(nodes)}
    names = list(sources)
    unknown = [name for name in names if name not in place]
    if unknown:
        known = ", ".join(map(repr, nodes[:5])) + (", …" if len(nodes) > 5 else "")
        raise ValueError(
            f"sources: expected nodes of the network ({known}), found {unknown[0]!r}"
        )
    return names, np.array([place[name] for name in names], dtype=np.intp)


def labelled_signs(
    network: pd.DataFrame | ArrayLike, name: str
) -> tuple[Signs, list[Any]]:
    """Return the signs of a network and the names of its nodes; numbers if it has none.

    Parameters
    ----------
    network
        n × n numbers, with or without labels.
    name
        What a complaint calls it.

    Raises
    ------
    TypeError, ValueError
        If it is no square matrix of finite numbers, or its rows and columns are not
        the same nodes.
    """
    numbers = check_square(network, name)
    if not np.isfinite(numbers).all():
        raise ValueError(f"{name}: expected finite numbers, found NaN or infinity")
    if not isinstance(network, pd.DataFrame):
        return signs(numbers), list(range(len(numbers)))
    _check_labels(network.columns, network.index, name, "columns that are its rows")
    return signs(numbers), network.index.tolist()


def same_nodes(
    one: pd.DataFrame | ArrayLike,
    other: pd.DataFrame | ArrayLike,
    *,
    names: tuple[str, str],
) -> tuple[Floats, Floats]:
    """Return two matrices without their labels, if they are of the same nodes.

    Parameters
    ----------
    one, other
        n × n numbers each, with or without labels.
    names
        What a complaint calls them.

    Raises
    ------
    TypeError, ValueError
        If one is no square matrix of numbers, or they differ in size or labels.
    """
    first, second = check_square(one, names[0]), check_square(other, names[1])
    if first.shape != second.shape:
        raise ValueError(
            f"{names[1]}: expected the shape of {names[0]}, {first.shape}; "
            f"found {second.shape}"
        )
    if isinstance(one, pd.DataFrame) and isinstance(other, pd.DataFrame):
        for side in ("index", "columns"):
            found, wanted = getattr(other, side), getattr(one, side)
            _check_labels(found, wanted, names[1], f"the {side} of {names[0]}")
    return first, second


def _check_labels(found: pd.Index, wanted: pd.Index, name: str, what: str) -> None:
    if not found.equals(wanted):
        raise ValueError(
            f"{name}: expected {what}, found other nodes or another order of them"
        )
