"""Sets of models over which accuracies are averaged."""

from collections.abc import Mapping
from math import ceil

ALL = "all"
PAPER = "paper87"
# Scored models with doubtful responses included: what leaving them out changes.
UNFILTERED = "unfiltered"
EVALUATION_SETS: tuple[str, ...] = (PAPER, ALL, UNFILTERED)


def paper_set(steadiness: Mapping[str, float | None], *, size: int) -> set[str]:
    """Choose the models that stand for the paper's, those nearest to a steady state.

    Parameters
    ----------
    steadiness
        For every model of `all` the median over its nodes of |f| / (|x| + 1e-9)
        [1 / model time unit]; None where it is not known.
    size
        How many models the set has.

    Returns
    -------
    set[str]
        The `size` smallest, ties by id; of fewer models than that the smaller half,
        rounded up.

    Notes
    -----
    ASSUME: the paper names neither its 87 models nor its rule; it says "around its
    steady state". This rule was fixed before any accuracy was seen.
    """
    if size < 1:
        raise ValueError(f"an evaluation set of {size} models; expected at least 1")
    known = {model: value for model, value in steadiness.items() if value is not None}
    order = sorted(known, key=lambda model: (known[model], model))
    wanted = size if len(steadiness) >= size else ceil(len(steadiness) / 2)
    return set(order[:wanted])
