"""Integrate a model and differentiate its right-hand side at the state reached."""

from pathlib import Path
from typing import TYPE_CHECKING

from bioripple.guard import Limits
from bioripple.logs import log_to
from bioripple.mapping.jacobian import STEP
from bioripple.mapping.jacobian import jacobian as differentiate
from bioripple.outcome import Result, read_data, read_record, run_step


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
    before = read_record(system)

    def compute() -> Result:
        found = differentiate(
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
        max_steps=snakemake.params.max_steps,
        max_seconds=snakemake.params.max_seconds,
        max_memory_mb=snakemake.params.max_memory_mb,
    )
