"""Three answers to the question how a model's nodes respond to one another.

`dynamo` is M of `sensitivity`, which hangs on the model's unit of time; `steady_state`
is what becomes of it when a push lasts; `relative` is M as a change in per cent for one
in per cent. In each, `[i, j]` is the response of node i to a push on node j, 1 on the
diagonal, and NaN marks what is not defined.
"""

from dataclasses import dataclass, field

import numpy as np

from bioripple.arrays import Floats
from bioripple.responses.steady_state import REASONS, steady_state
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
    """

    matrix: Floats
    missing: dict[str, int] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """Share of the off-diagonal entries that are defined."""
        n = len(self.matrix)
        pairs = n * (n - 1)
        return 1.0 - sum(self.missing.values()) / pairs if pairs else 0.0

    @property
    def problem(self) -> str:
        """Why predictions are not held against this; empty if they are."""
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
    """Return all three answers for a model.

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
        "dynamo": Truth(sensitivity),
        "steady_state": _lasting(jacobian, slopes),
        "relative": relative(sensitivity, state),
    }


def _lasting(jacobian: Floats, slopes: Floats) -> Truth:
    try:
        found = steady_state(jacobian, slopes)
    except np.linalg.LinAlgError:  # entries so far apart that LAPACK gives up
        matrix = np.where(np.eye(len(jacobian)) == 1.0, 1.0, np.nan)
        return Truth(matrix, {"undecided": matrix.size - len(matrix)})
    missing = {
        reason: int(np.count_nonzero(found.why == code))
        for code, reason in enumerate(REASONS, start=1)
    }
    return Truth(found.matrix, missing)


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
