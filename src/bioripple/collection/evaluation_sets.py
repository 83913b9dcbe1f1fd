"""Sets of models over which accuracies are averaged."""

import re
from collections.abc import Mapping

LAST_OF_PAPER = 611  # BioModels release 30, which the paper took, ends with this id
BIOMODELS_ID = re.compile(r"BIOMD(\d{10})")
# Fewer models show neither a distribution nor a correlation.
FEWEST_COMPARED = 10
# ASSUME: accuracies spread over models by about 0.2. The 95 % interval of a mean over
# fewer models than these is wider than ± 0.07, which is what most methods differ by.
FEWEST_AVERAGED = 30


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
        The `size` smallest among the models that the paper had, ties by id. Empty if
        there are fewer of these: then nothing here stands for the paper's models.

    Notes
    -----
    ASSUME: the paper names neither its 87 models nor its rule; it says "around its
    steady state". Other filters had been tried, with the published accuracies known,
    before this rule was written down.
    """
    if size < 1:
        raise ValueError(f"an evaluation set of {size} models; expected at least 1")
    known = {
        model: value
        for model, value in steadiness.items()
        if value is not None and is_of_paper(model)
    }
    order = sorted(known, key=lambda model: (known[model], model))
    return set(order[:size]) if len(order) >= size else set()


def is_of_paper(model: str) -> bool:
    """Return whether a model is one of the collection that the paper took."""
    found = BIOMODELS_ID.fullmatch(model)
    return found is not None and 1 <= int(found[1]) <= LAST_OF_PAPER


def caveat(n_models: int) -> str:
    """Return what has to be said of means over so few models; empty if nothing."""
    if n_models == 0:
        return "no model is scored without a doubt, so that there are no means"
    if n_models == 1:
        return "a single model: an illustration, no result"
    if n_models < FEWEST_AVERAGED:
        return f"means of {n_models} models: an illustration, no result"
    return ""
