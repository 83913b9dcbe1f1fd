"""From equations to the state at a time, and the Jacobian there."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.integrate import integrate
from bioripple.dynamics.jacobian import negative_values, node_jacobian
from bioripple.dynamics.tolerance import check_tolerance
from bioripple.forcing.stages import unfollowed
from bioripple.network.listed import to_file
from bioripple.odes.arrays import from_arrays
from bioripple.odes.quantities import values_at
from bioripple.runtime.guard import Limits
from bioripple.runtime.records import Result, read_data, read_record, run_step

STEP = "jacobian"


def run(
    *,
    system: Path,
    record: Path,
    t_end: float,
    rtol: float,
    atol: float,
    loosen: float,
    max_steps: int,
    limits: Limits,
) -> None:
    """Take the step for one model within limits; write `jacobian.npz` and its record.

    Parameters
    ----------
    system
        The record of `parse_sbml`.
    record
        The record to write; the arrays lie beside it.
    t_end, rtol, atol, loosen, max_steps
        As for `jacobian`.
    limits
        Time and memory.
    """
    before = read_record(system)

    def compute() -> Result:
        found = jacobian(
            read_data(system),
            t_end=t_end,
            rtol=rtol,
            atol=atol,
            loosen=loosen,
            max_steps=max_steps,
        )
        versions = before.facts["versions"] | found.facts["versions"]
        return Result(found.facts | {"versions": versions}, found.arrays)

    run_step(
        compute,
        model=before.model,
        step=STEP,
        data=record.parent / "jacobian.npz",
        limits=limits,
        before=before,
    ).write(record)


def jacobian(
    system: Mapping[str, NDArray[Any]],
    *,
    t_end: float,
    rtol: float,
    atol: float,
    loosen: float,
    max_steps: int,
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
    max_steps
        Steps that each of the two integrations may take.

    Returns
    -------
    Result
        What was found out, and the arrays `nodes`, `state`, `rate` and `t` of
        `NodeJacobian`, satellites removed; the entries of `jacobian`, of `slopes` and,
        where there is a second look, of its `jacobian_again`, as
        `network.listed.to_file` names them; and of all `quantities`, satellites among
        them, the `values`, NaN where there is none.

    Raises
    ------
    Failed, Refused
        If the state or the Jacobian cannot be had.
    """
    compiled = compile_system(from_arrays(system), t_end=t_end)
    run = integrate(compiled, [t_end], rtol=rtol, atol=atol, max_steps=max_steps)
    everything = node_jacobian(
        compiled, run.states[0], t=t_end, error=loosen * run.errors[0]
    )
    again = check_tolerance(
        compiled,
        run,
        everything,
        rtol=loosen * rtol,
        atol=loosen * atol,
        max_steps=max_steps,
    )
    network = everything.without_satellites()
    values = values_at(compiled.system, run.states[0], t=t_end)
    speed = network.relative_rates
    species = everything.state[: len(compiled.system.species)]
    n_negative, lowest = negative_values(species[np.isfinite(species)])
    facts = {
        "t": t_end,
        "n_nodes": len(network.nodes),
        "n_satellites": len(everything.nodes) - len(network.nodes),
        "n_negligible": everything.n_negligible,
        "steadiness": _median(speed) if speed.size else None,
        "max_steadiness": float(speed.max()) if speed.size else None,
        "integrator": run.effort.method,
        "n_steps": run.effort.n_steps,
        "n_rate_evaluations": run.effort.n_rates,
        "n_jacobian_evaluations": run.effort.n_jacobians,
        "n_negative_species": n_negative,
        "lowest_share": lowest,
        "zero_share": float(np.mean(network.state == 0.0)) if speed.size else None,
        "event_fires_by_t_end": again.events.fires,
        "event_change": again.events.change,
        "forcing_unresolved": unfollowed(compiled.stages),
        "tolerance_problem": again.problem,
        "n_sign_changes": again.n_sign_changes,
        "state_change": again.change,
        "state_changed": again.changed,
        "versions": {"numpy": np.__version__, "scipy": scipy.__version__},
    }
    arrays: dict[str, ArrayLike] = {
        "nodes": network.nodes,
        "state": network.state,
        "rate": network.rate,
        **to_file("jacobian", network.links),
        **to_file("slopes", network.formulas),
        "t": np.array(t_end),
        "quantities": system["quantities"],
        "values": np.array(
            [values.get(name, np.nan) for name in system["quantities"].tolist()]
        ),
    }
    if again.jacobian is not None:
        arrays |= to_file("jacobian_again", again.jacobian)
    return Result(facts=facts, arrays=arrays)


def _median(values: NDArray[np.float64]) -> float:
    """Return the median of finite numbers, be the sum of two of them infinite."""
    with np.errstate(over="ignore"):
        found = float(np.median(values))
    return found if math.isfinite(found) else 2.0 * float(np.median(values / 2.0))
