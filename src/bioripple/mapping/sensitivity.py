"""From a Jacobian to the true responses."""

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from bioripple.health import second_look
from bioripple.outcome import Result
from bioripple.sensitivity import sensitivity as responses

STEP = "sensitivity"


def sensitivity(arrays: Mapping[str, NDArray[Any]]) -> Result:
    """Invert a model's Jacobian for its true responses.

    Parameters
    ----------
    arrays
        As `mapping.jacobian.jacobian` returns them.

    Returns
    -------
    Result
        What was found out, and the arrays `nodes` and `sensitivity`.

    Raises
    ------
    Failed
        If the responses are not defined.
    """
    found = responses(arrays["jacobian"])
    facts = {"condition": found.condition, "residual": found.residual}
    if "jacobian_again" in arrays:
        facts |= second_look(found.matrix, arrays["jacobian_again"])
    return Result(
        facts=facts,
        arrays={"nodes": arrays["nodes"], "sensitivity": found.matrix},
    )
