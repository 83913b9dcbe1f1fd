"""Find out what of a Jacobian depends on the tolerances of the integration."""

from dataclasses import dataclass

import numpy as np

from bioripple.compiled_system import CompiledSystem
from bioripple.integrate import integrate
from bioripple.jacobian import NodeJacobian, node_jacobian
from bioripple.network import Floats
from bioripple.outcome import Failed


@dataclass(frozen=True)
class ToleranceCheck:
    """A Jacobian at looser tolerances beside the one that counts.

    Attributes
    ----------
    problem
        Why there is none; empty if there is one.
    n_sign_changes
        Entries, of all variables, that differ in sign; None where there is none.
    jacobian
        n × n, `[i, j]` = ∂f_i/∂x_j of the nodes; None where there is none.
    """

    problem: str
    n_sign_changes: int | None
    jacobian: Floats | None


def check_tolerance(
    compiled: CompiledSystem, found: NodeJacobian, *, rtol: float, atol: float
) -> ToleranceCheck:
    """Integrate and differentiate a model again.

    Parameters
    ----------
    compiled
        The system.
    found
        Rates and Jacobian of all its variables, satellites included.
    rtol, atol
        The tolerances of this second time, as in `integrate`.

    Returns
    -------
    ToleranceCheck
        What differs from `found`.
    """
    try:
        state = integrate(compiled, [found.t], rtol=rtol, atol=atol).states[0]
        again = node_jacobian(compiled, state, t=found.t)
    except Failed as problem:
        return ToleranceCheck(str(problem), None, None)
    changed = np.sign(again.jacobian) != np.sign(found.jacobian)
    nodes = again.among(found.has_influence)
    return ToleranceCheck("", int(np.count_nonzero(changed)), nodes.jacobian)
