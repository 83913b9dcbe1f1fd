"""Integrate a model and differentiate its right-hand side at the state reached."""

from pathlib import Path
from typing import TYPE_CHECKING

from bioripple.mapping import jacobian
from bioripple.runtime.guard import Limits
from bioripple.runtime.logs import log_to


def main(
    *,
    system: Path,
    record: Path,
    t_end: float,
    rtol: float,
    atol: float,
    loosen: float,
    max_steps: int,
    max_seconds: float,
    max_memory_mb: int,
) -> None:
    """Write `jacobian.npz` beside the record, and the record itself."""
    jacobian.run(
        system=system,
        record=record,
        t_end=t_end,
        rtol=rtol,
        atol=atol,
        loosen=loosen,
        max_steps=max_steps,
        limits=Limits(seconds=max_seconds, memory_mb=max_memory_mb),
    )


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
        max_steps=snakemake.params.max_steps,
        max_seconds=snakemake.params.max_seconds,
        max_memory_mb=snakemake.params.max_memory_mb,
    )
