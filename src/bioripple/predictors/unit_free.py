"""Answers that hang on no unit, which are those that a user without units can use."""

from collections.abc import Mapping

from bioripple.arrays import Floats
from bioripple.vocabulary import TruthName

# Per cent for one per cent: after a time, and at rest again, where the push lasts.
RELATIVE, LASTING = "relative", "lasting"
ANSWERS: dict[TruthName, str] = {"relative": RELATIVE, "steady_state": LASTING}


def unit_free(truths: Mapping[TruthName, Floats]) -> dict[str, Floats]:
    """Return the truths of a model that hang on no unit, as answers call them.

    Parameters
    ----------
    truths
        n × n each, NaN where not defined.
    """
    return {ANSWERS[name]: matrix for name, matrix in truths.items() if name in ANSWERS}
