"""From equations to the state at a time, and the Jacobian there."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from bioripple.compiled_system import compile_system
from bioripple.integrate import integrate
from bioripple.jacobian import negative_values, node_jacobian
from bioripple.outcome import Result
from bioripple.system_file import from_arrays
from bioripple.tolerance import check_tolerance

STEP = "jacobian"


def jacobian(
    system: Mapping[str, NDArray[Any]],
    *,
    t_end: float,
    rtol: float,
    atol: float,
    loosen: float,
) -> Result:
    """Integrate a model and differentiate its right-hand side at the state reached.

    Parameters
    ----------
    system
        The equations, as `mapping.parse_sbml.parse_sbml` returns them.
    t_end
        Time of the state [model time units].
    rtol, atol
        Tolerances, as in `integrate`.
    loosen
        Factor by which both are loosened for a second look.

    Returns
    -------
    Result
        What was found out, and the arrays `nodes`, `state`, `rate`, `jacobian`,
        `slopes` and `t` of `NodeJacobian`, satellites removed, with `jacobian_again`
        from the second look where there is one.

    Raises
    ------
    Failed, Refused
        If the state or the Jacobian cannot be had.
    """
    compiled = compile_system(from_arrays(system), t_end=t_end)
    run = integrate(compiled, [t_end], rtol=rtol, atol=atol)
    everything = node_jacobian(compiled, run.states[0], t=t_end)
    again = check_tolerance(
        compiled, everything, rtol=loosen * rtol, atol=loosen * atol
    )
    network = everything.without_satellites()
    speed = network.relative_rates
    species = everything.state[: len(compiled.system.species)]
    n_negative, lowest = negative_values(species[np.isfinite(species)])
    facts = {
        "t": t_end,
        "n_nodes": len(network.nodes),
        "n_satellites": len(everything.nodes) - len(network.nodes),
        "steadiness": _median(speed) if speed.size else None,
        "max_steadiness": float(speed.max()) if speed.size else None,
        "integrator": run.effort.method,
        "n_steps": run.effort.n_steps,
        "n_rate_evaluations": run.effort.n_rates,
        "n_jacobian_evaluations": run.effort.n_jacobians,
        "n_negative_species": n_negative,
        "lowest_share": lowest,
        "tolerance_problem": again.problem,
        "n_sign_changes": again.n_sign_changes,
        "versions": {"numpy": np.__version__, "scipy": scipy.__version__},
    }
    arrays: dict[str, ArrayLike] = {
        "nodes": network.nodes,
        "state": network.state,
        "rate": network.rate,
        "jacobian": network.jacobian,
        "slopes": network.slopes,
        "t": np.array(t_end),
    }
    if again.jacobian is not None:
        arrays["jacobian_again"] = again.jacobian
    return Result(facts=facts, arrays=arrays)


def _median(values: NDArray[np.float64]) -> float:
    """Return the median of finite numbers, be the sum of two of them infinite."""
    with np.errstate(over="ignore"):
        found = float(np.median(values))
    return found if math.isfinite(found) else 2.0 * float(np.median(values / 2.0))
