"""Integrate a model and differentiate its right-hand side at the state reached."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import scipy

from bioripple.guard import Limits
from bioripple.integrate import compile_system, integrate
from bioripple.jacobian import node_jacobian
from bioripple.logs import log_to
from bioripple.outcome import Result, read_data, read_record, run_step
from bioripple.system_file import from_arrays

STEP = "jacobian"


def main(
    *,
    system: Path,
    record: Path,
    t_end: float,
    rtol: float,
    atol: float,
    max_seconds: float,
    max_memory_mb: int,
) -> None:
    """Write `jacobian.npz` beside the record, and the record itself."""
    before = read_record(system)

    def compute() -> Result:
        compiled = compile_system(from_arrays(read_data(system)), t_end=t_end)
        state = integrate(compiled, [t_end], rtol=rtol, atol=atol)[0]
        everything = node_jacobian(compiled, state, t=t_end)
        network = everything.without_satellites()
        speed = network.relative_rates
        facts = {
            "t": t_end,
            "n_nodes": len(network.nodes),
            "n_satellites": len(everything.nodes) - len(network.nodes),
            "steadiness": float(np.median(speed)) if speed.size else None,
            "max_steadiness": float(speed.max()) if speed.size else None,
            "versions": before.facts["versions"]
            | {"numpy": np.__version__, "scipy": scipy.__version__},
        }
        arrays = {
            "nodes": network.nodes,
            "state": network.state,
            "rate": network.rate,
            "jacobian": network.jacobian,
            "t": np.array(t_end),
        }
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
        max_seconds=snakemake.params.max_seconds,
        max_memory_mb=snakemake.params.max_memory_mb,
    )
