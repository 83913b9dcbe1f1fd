"""Invert a model's Jacobian for its true responses, and say what became of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from bioripple.collection.health import HealthLimits
from bioripple.mapping import sensitivity
from bioripple.runtime.guard import Limits
from bioripple.runtime.logs import log_to


def main(
    *,
    jacobian: Path,
    outcome: Path,
    min_nodes: int,
    max_nodes: int,
    min_agreement: float,
    max_residual: float,
    max_zero_share: float,
    max_state_change: float,
    max_seconds: float,
    max_memory_mb: int,
) -> None:
    """Write `sensitivity.npz` beside the outcome, and the outcome itself."""
    sensitivity.run(
        jacobian=jacobian,
        outcome=outcome,
        min_nodes=min_nodes,
        max_nodes=max_nodes,
        health=HealthLimits(
            min_agreement, max_residual, max_zero_share, max_state_change
        ),
        limits=Limits(seconds=max_seconds, memory_mb=max_memory_mb),
    )


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
        max_zero_share=snakemake.params.max_zero_share,
        max_state_change=snakemake.params.max_state_change,
        max_seconds=snakemake.params.max_seconds,
        max_memory_mb=snakemake.params.max_memory_mb,
    )
