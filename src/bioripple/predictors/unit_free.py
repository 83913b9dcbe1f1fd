"""Answers that hang on no unit, which are those that a user without units can use."""

from collections.abc import Mapping

import numpy as np

from bioripple.arrays import Floats
from bioripple.vocabulary import TruthName

# Per cent for one per cent: after a time, and where the push lasts.
RELATIVE, LASTING = "relative", "lasting"
LEAST_SHARE = 0.5  # of all pairs that an answer has to say something of
FEWEST_PAIRS = 10


def unit_free(truths: Mapping[TruthName, Floats], state: Floats) -> dict[str, Floats]:
    """Return the answers of a model that hang on no unit.

    Parameters
    ----------
    truths
        n × n each, NaN where not defined. `relative` is one as it is; the other is
        `steady_state` times x_j / x_i, which nodes that are 0 do not have.
    state
        x of each of n nodes [model units].

    Returns
    -------
    dict
        n × n each; an answer that speaks of too few pairs is left out.
    """
    found: dict[str, Floats] = {}
    if "relative" in truths:
        found[RELATIVE] = truths["relative"]
    if "steady_state" in truths:
        size = np.where(state == 0.0, np.nan, state)
        with np.errstate(all="ignore"):
            lasting = truths["steady_state"] * (size / size[:, None])
        found[LASTING] = np.where(np.isfinite(lasting), lasting, np.nan)
    return {name: matrix for name, matrix in found.items() if _says_enough(matrix)}


def _says_enough(matrix: Floats) -> bool:
    off_diagonal = ~np.eye(len(matrix), dtype=bool)
    count = int(np.count_nonzero(np.isfinite(matrix) & off_diagonal))
    return count >= max(FEWEST_PAIRS, LEAST_SHARE * np.count_nonzero(off_diagonal))
