"""Invert a model's Jacobian for its true responses, and say what became of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from bioripple.guard import Limits
from bioripple.health import HealthLimits
from bioripple.logs import log_to
from bioripple.mapping.sensitivity import STEP
from bioripple.mapping.sensitivity import sensitivity as respond
from bioripple.outcome import Result, read_data, read_record, run_step
from bioripple.verdict import judge


def main(
    *,
    jacobian: Path,
    outcome: Path,
    min_nodes: int,
    max_nodes: int,
    min_agreement: float,
    max_residual: float,
    max_seconds: float,
    max_memory_mb: int,
) -> None:
    """Write `sensitivity.npz` beside the outcome, and the outcome itself."""
    before = read_record(jacobian)

    def compute() -> Result:
        return respond(read_data(jacobian))

    record = run_step(
        compute,
        model=before.model,
        step=STEP,
        data=outcome.parent / "sensitivity.npz",
        limits=Limits(seconds=max_seconds, memory_mb=max_memory_mb),
        before=before,
    )
    limits = HealthLimits(min_agreement, max_residual)
    judge(
        before, record, min_nodes=min_nodes, max_nodes=max_nodes, limits=limits
    ).write(outcome)


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        jacobian=Path(snakemake.input.jacobian),
        outcome=Path(snakemake.output.outcome),
        min_nodes=snakemake.params.min_nodes,
        max_nodes=snakemake.params.max_nodes,
        min_agreement=snakemake.params.min_agreement,
        max_residual=snakemake.params.max_residual,
        max_seconds=snakemake.params.max_seconds,
        max_memory_mb=snakemake.params.max_memory_mb,
    )
