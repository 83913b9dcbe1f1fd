"""The enhancement factor: what the distance model lacks, as ranks of the full model."""

from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata

from bioripple.arrays import Floats
from bioripple.network.influence import signs

Source = Literal["sensitivity", "jacobian"]
Readout = Literal["expected", "most_likely"]  # class of several, with probabilities
Impacts = dict[str, NDArray[Any]]
SOURCES: tuple[Source, ...] = ("sensitivity", "jacobian")
READOUTS: tuple[Readout, ...] = ("expected", "most_likely")


def check_source(source: str) -> None:
    """Raise ValueError if `source` is not one of `SOURCES`."""
    if source not in SOURCES:
        raise ValueError(f"impact.source is {source!r}; expected one of {SOURCES}")


def impacts(jacobian: Floats, sensitivity: Floats, *, source: Source) -> Impacts:
    """Return what the GCN learns of one model.

    Parameters
    ----------
    jacobian, sensitivity
        n × n, row = affected, column = affecting.
    source
        Whose columns are ranked.

    Returns
    -------
    dict
        `sign` and size (`jacobian_size`) of the Jacobian, `bio_impact` and
        `scaled_impact`, each n × n.
    """
    ranks = bio_impact(sensitivity if source == "sensitivity" else jacobian)
    return {
        "sign": signs(jacobian),
        "jacobian_size": np.abs(jacobian),
        "bio_impact": ranks,
        "scaled_impact": scaled_impact(ranks),
    }


def bio_impact(response: Floats) -> NDArray[np.int32]:
    """Rank the sizes of each column: the order in which a source moves the nodes.

    Parameters
    ----------
    response
        n × n sensitivity matrix or Jacobian, column = affecting node.

    Returns
    -------
    NDArray[np.int32]
        n × n, 1 = the smallest effect of the column; ties share their lowest rank, so
        nodes that are not affected have rank 1.
    """
    ranks = rankdata(np.abs(response), method="min", axis=0)
    return ranks.astype(np.int32, order="C")


def scaled_impact(ranks: NDArray[np.integer[Any]]) -> NDArray[np.int16]:
    """Return ⌈log2(rank)⌉ + 1, the classes that the GCN learns.

    Parameters
    ----------
    ranks
        Integers from 1.

    Returns
    -------
    NDArray[np.int16]
        Same shape; 1 for rank 1, 2 for rank 2, 3 for ranks 3 and 4, and so on.

    Notes
    -----
    ⌈log2(r)⌉ is the number of binary digits of r - 1, read off its exponent: a
    logarithm in floating point may miss exact powers of two.
    """
    _, digits = np.frexp((ranks - 1).astype(np.float64))
    return np.asarray(digits + 1, dtype=np.int16)


def impact_among_others(ranks: NDArray[np.integer[Any]]) -> NDArray[np.int16]:
    """Return the classes of ranks in which the source itself does not take part.

    Parameters
    ----------
    ranks
        n × n, as `bio_impact` returns them; column = source.

    Returns
    -------
    NDArray[np.int16]
        n × n; 0, no class, on the diagonal.

    Notes
    -----
    The lowest rank of an entry is one more than the number of smaller ones: it falls by
    one where the source's own was among them.
    """
    among = ranks - (ranks > np.diagonal(ranks))
    classes = scaled_impact(among)
    np.fill_diagonal(classes, 0)
    return classes


def impact_of_nodes(ranks: NDArray[np.integer[Any]]) -> NDArray[np.int16]:
    """Return one class per node: that of its mean rank over all sources but itself.

    Parameters
    ----------
    ranks
        n × n, as `bio_impact` returns them; row = node.

    Returns
    -------
    NDArray[np.int16]
        n × n, all columns alike.
    """
    n = len(ranks)
    mean = (ranks.sum(axis=1) - np.diagonal(ranks)) / max(n - 1, 1)
    per_node = scaled_impact(np.rint(mean).astype(np.int64).clip(min=1))
    return np.repeat(per_node[:, None], n, axis=1)


def enhancement(impact: ArrayLike, *, normalise: bool) -> Floats:
    """Return the enhancement factor E of an impact matrix.

    Parameters
    ----------
    impact
        n × n, positive: ranks or classes, column = affecting node.
    normalise
        Divide every column by its diagonal entry.

    Returns
    -------
    Floats
        n × n; the prediction is E times the distance model, entry by entry.
    """
    factor = np.array(impact, dtype=np.float64)
    return factor / np.diagonal(factor) if normalise else factor
