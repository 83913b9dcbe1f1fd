"""Four answers to the question how a model's nodes respond to one another.

`dynamo` is M of `sensitivity`, which hangs on the model's unit of time and on those of
its nodes; `relative` is M as a change in per cent for one in per cent; `lasting_push`
is what becomes of M when a push lasts. These three are of a model at the horizon,
whether it rests there or not. `steady_state` is of a model at rest: what is left in the
end, in per cent for one in per cent, so that it hangs on no unit. In each, `[i, j]` is
the response of node i to a push on node j, 1 on the diagonal, and NaN marks what is not
defined.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bioripple.arrays import Floats
from bioripple.responses.steady_state import (
    DEFINED,
    REASONS,
    UNDECIDED,
    Codes,
    steady_state,
)
from bioripple.runtime.checks import check_square, check_vector
from bioripple.vocabulary import TruthName

ZERO_ABUNDANCE = "zero_abundance"
ALL_REASONS = (*REASONS, ZERO_ABUNDANCE)
TRUTH_COLUMNS = ("model", "truth", "scored", "reason", "n_nodes", "share", *ALL_REASONS)
# ASSUME: a correlation over less than half of a model's pairs speaks of a part of it.
LEAST_SHARE = 0.5
FEWEST_PAIRS = 10


@dataclass(frozen=True)
class Truth:
    """One answer for one model.

    Attributes
    ----------
    matrix : (n, n)
        Responses, NaN where not defined.
    missing
        Number of off-diagonal entries that are not defined, by reason.
    no_state
        Why the model has no state to which this belongs; empty if it has.
    """

    matrix: Floats
    missing: dict[str, int] = field(default_factory=dict)
    no_state: str = ""

    @property
    def share(self) -> float:
        """Share of the off-diagonal entries that are defined."""
        n = len(self.matrix)
        pairs = 0 if self.no_state else n * (n - 1)
        return 1.0 - sum(self.missing.values()) / pairs if pairs else 0.0

    @property
    def problem(self) -> str:
        """Why predictions are not held against this; empty if they are."""
        if self.no_state:
            return self.no_state
        n = len(self.matrix)
        if self.share >= LEAST_SHARE and self.share * n * (n - 1) >= FEWEST_PAIRS:
            return ""
        total = n * (n - 1)
        causes = ", ".join(f"{k} {v}" for k, v in self.missing.items() if v)
        return f"{sum(self.missing.values())} of {total} pairs undefined: {causes}"


def relative(sensitivity: Floats, state: Floats) -> Truth:
    """Return relative responses, M_ij·x_j / x_i.

    Parameters
    ----------
    sensitivity
        n × n, M.
    state
        x of each node [model units].

    Returns
    -------
    Truth
        Per cent of node i per per cent of node j. Not defined where either is zero, or
        where the quotient is too large or too small for a floating-point number.
    """
    sensitivity = check_square(sensitivity, "sensitivity")
    state = check_vector(state, "state", size=len(sensitivity))
    empty = state == 0.0
    with np.errstate(all="ignore"):
        matrix = sensitivity * (state / np.where(empty, 1.0, state)[:, None])
        lost = (matrix == 0.0) & (sensitivity != 0.0)
    bad = empty | empty[:, None] | ~np.isfinite(matrix) | lost
    np.fill_diagonal(bad, False)
    matrix[bad] = np.nan
    np.fill_diagonal(matrix, 1.0)
    return Truth(matrix, {ZERO_ABUNDANCE: int(bad.sum())})


def truths(
    sensitivity: Floats, jacobian: Floats, slopes: Floats, state: Floats
) -> dict[TruthName, Truth]:
    """Return the answers for a model at the horizon.

    Parameters
    ----------
    sensitivity
        n × n, M.
    jacobian, slopes
        n × n; see `responses.steady_state.steady_state`.
    state
        x of each node [model units].
    """
    return {
        "relative": relative(sensitivity, state),
        "dynamo": Truth(sensitivity),
        "lasting_push": _truth(*_lasting(jacobian, slopes)),
    }


def at_steady_state(
    jacobian: Floats,
    slopes: Floats,
    state: Floats,
    nodes: Sequence[int] | NDArray[np.intp],
) -> Truth:
    """Return relative responses of a model at rest to pushes that last.

    Parameters
    ----------
    jacobian, slopes
        m × m at rest; see `responses.steady_state.steady_state`.
    state
        x of each of m nodes at rest [model units].
    nodes
        Places of the n nodes that are asked about; paths lead through the others, too.

    Returns
    -------
    Truth
        n × n: by how many per cent node i has moved in the end for every per cent that
        node j has moved.
    """
    found, codes = _lasting(jacobian, slopes)
    some = np.asarray(nodes, dtype=np.intp)
    matrix, why = found[np.ix_(some, some)], codes[np.ix_(some, some)]
    defined = why == DEFINED
    scaled = relative(np.where(defined, matrix, 0.0), state[some])
    lost = np.isnan(scaled.matrix)
    matrix = np.where(defined, scaled.matrix, np.nan)
    counts = {ZERO_ABUNDANCE: int(np.count_nonzero(lost & defined))}
    return Truth(matrix, _truth(matrix, why).missing | counts)


def none_at(reason: str, n: int) -> Truth:
    """Return the truth of a model of n nodes that has none, and why it has none."""
    matrix = np.where(np.eye(n, dtype=bool), 1.0, np.nan)
    return Truth(matrix, {}, reason)


def _truth(matrix: Floats, why: Codes) -> Truth:
    missing = {
        reason: int(np.count_nonzero(why == code))
        for code, reason in enumerate(REASONS, start=1)
    }
    return Truth(matrix, missing)


def _lasting(jacobian: Floats, slopes: Floats) -> tuple[Floats, Codes]:
    """Return responses to pushes that last, and the code of why one is not defined."""
    try:
        found = steady_state(jacobian, slopes)
    except np.linalg.LinAlgError:  # entries so far apart that LAPACK gives up
        itself = np.eye(len(jacobian), dtype=bool)
        why = np.where(itself, DEFINED, UNDECIDED).astype(np.int8)
        return np.where(itself, 1.0, np.nan), why
    return found.matrix, found.why


def truth_row(model: str, name: TruthName, truth: Truth) -> dict[str, object]:
    """Return the row of `TRUTH_COLUMNS` for one truth of a model."""
    return {
        "model": model,
        "truth": name,
        "scored": not truth.problem,
        "reason": truth.problem,
        "n_nodes": len(truth.matrix),
        "share": truth.share,
    } | {reason: truth.missing.get(reason, 0) for reason in ALL_REASONS}
