"""Integrate a model and differentiate its right-hand side at the state reached."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import scipy
from numpy.typing import ArrayLike

from bioripple.compiled_system import compile_system
from bioripple.guard import Limits
from bioripple.integrate import integrate
from bioripple.jacobian import negative_values, node_jacobian
from bioripple.logs import log_to
from bioripple.outcome import Result, read_data, read_record, run_step
from bioripple.system_file import from_arrays
from bioripple.tolerance import check_tolerance

STEP = "jacobian"


def main(
    *,
    system: Path,
    record: Path,
    t_end: float,
    rtol: float,
    atol: float,
    loosen: float,
    max_seconds: float,
    max_memory_mb: int,
) -> None:
    """Write `jacobian.npz` beside the record, and the record itself."""
    before = read_record(system)

    def compute() -> Result:
        compiled = compile_system(from_arrays(read_data(system)), t_end=t_end)
        run = integrate(compiled, [t_end], rtol=rtol, atol=atol)
        everything = node_jacobian(compiled, run.states[0], t=t_end)
        again = check_tolerance(
            compiled, everything, rtol=loosen * rtol, atol=loosen * atol
        )
        network = everything.without_satellites()
        speed = network.relative_rates
        species = everything.state[: len(compiled.system.species)]
        n_negative, lowest = negative_values(species)
        facts = {
            "t": t_end,
            "n_nodes": len(network.nodes),
            "n_satellites": len(everything.nodes) - len(network.nodes),
            "steadiness": float(np.median(speed)) if speed.size else None,
            "max_steadiness": float(speed.max()) if speed.size else None,
            "integrator": run.effort.method,
            "n_steps": run.effort.n_steps,
            "n_rate_evaluations": run.effort.n_rates,
            "n_jacobian_evaluations": run.effort.n_jacobians,
            "n_negative_species": n_negative,
            "lowest_share": lowest,
            "tolerance_problem": again.problem,
            "n_sign_changes": again.n_sign_changes,
            "versions": before.facts["versions"]
            | {"numpy": np.__version__, "scipy": scipy.__version__},
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

    run_step(
        compute,
        model=before.model,
        step=STEP,
        data=record.parent / "jacobian.npz",
        limits=Limits(seconds=max_seconds, memory_mb=max_memory_mb),
        before=before,
    ).write(record)


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        system=Path(snakemake.input.system),
        record=Path(snakemake.output.record),
        t_end=snakemake.params.t_end,
        rtol=snakemake.params.rtol,
        atol=snakemake.params.atol,
        loosen=snakemake.params.loosen,
        max_seconds=snakemake.params.max_seconds,
        max_memory_mb=snakemake.params.max_memory_mb,
    )
