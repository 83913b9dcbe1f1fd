"""Invert a model's Jacobian for its true responses, and say what became of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from bioripple.guard import Limits
from bioripple.health import HealthLimits, second_look
from bioripple.logs import log_to
from bioripple.outcome import Result, read_data, read_record, run_step
from bioripple.sensitivity import sensitivity
from bioripple.verdict import judge

STEP = "sensitivity"


def main(
    *,
    jacobian: Path,
    outcome: Path,
    min_nodes: int,
    min_agreement: float,
    max_residual: float,
    max_seconds: float,
    max_memory_mb: int,
) -> None:
    """Write `sensitivity.npz` beside the outcome, and the outcome itself."""
    before = read_record(jacobian)

    def compute() -> Result:
        arrays = read_data(jacobian)
        found = sensitivity(arrays["jacobian"])
        facts = {"condition": found.condition, "residual": found.residual}
        if "jacobian_again" in arrays:
            facts |= second_look(found.matrix, arrays["jacobian_again"])
        return Result(
            facts=facts,
            arrays={"nodes": arrays["nodes"], "sensitivity": found.matrix},
        )

    record = run_step(
        compute,
        model=before.model,
        step=STEP,
        data=outcome.parent / "sensitivity.npz",
        limits=Limits(seconds=max_seconds, memory_mb=max_memory_mb),
        before=before,
    )
    limits = HealthLimits(min_agreement, max_residual)
    judge(before, record, min_nodes=min_nodes, limits=limits).write(outcome)


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        jacobian=Path(snakemake.input.jacobian),
        outcome=Path(snakemake.output.outcome),
        min_nodes=snakemake.params.min_nodes,
        min_agreement=snakemake.params.min_agreement,
        max_residual=snakemake.params.max_residual,
        max_seconds=snakemake.params.max_seconds,
        max_memory_mb=snakemake.params.max_memory_mb,
    )
