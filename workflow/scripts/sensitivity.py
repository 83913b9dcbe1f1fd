"""Invert a model's Jacobian for its true responses, and say what became of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from bioripple.guard import Limits
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
    max_seconds: float,
    max_memory_mb: int,
) -> None:
    """Write `sensitivity.npz` beside the outcome, and the outcome itself."""
    before = read_record(jacobian)

    def compute() -> Result:
        arrays = read_data(jacobian)
        found = sensitivity(arrays["jacobian"])
        return Result(
            facts={"condition": found.condition},
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
    judge(before, record, min_nodes=min_nodes).write(outcome)


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        jacobian=Path(snakemake.input.jacobian),
        outcome=Path(snakemake.output.outcome),
        min_nodes=snakemake.params.min_nodes,
        max_seconds=snakemake.params.max_seconds,
        max_memory_mb=snakemake.params.max_memory_mb,
    )
