"""Whether responses hang on the tolerances of an integration."""

from typing import Any

import numpy as np

from bioripple.arrays import Floats
from bioripple.errors import Failed
from bioripple.metrics.statistics import rank_correlation
from bioripple.responses.sensitivity import sensitivity


def second_look(responses: Floats, jacobian: Floats) -> dict[str, Any]:
    """Compare responses with those of another Jacobian of the same model.

    Parameters
    ----------
    responses
        n × n, the model's sensitivity matrix.
    jacobian
        n × n, `[i, j]` = ∂f_i/∂x_j, from an integration at looser tolerances.

    Returns
    -------
    dict
        The fact `tolerance_agreement`, Spearman's correlation of the sizes of the
        off-diagonal entries, None where they do not vary; or the fact
        `tolerance_problem`, why there are no other responses.
    """
    try:
        others = sensitivity(jacobian).matrix
    except Failed as problem:
        return {"tolerance_problem": str(problem), "tolerance_agreement": None}
    apart = ~np.eye(len(responses), dtype=np.bool_)
    found = rank_correlation(np.abs(responses[apart]), np.abs(others[apart]))
    return {"tolerance_agreement": None if np.isnan(found) else found}
