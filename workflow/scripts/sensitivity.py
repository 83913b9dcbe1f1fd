"""Invert a model's Jacobian for its true responses, and say what became of it."""

from pathlib import Path

from bioripple.collection.health import HealthLimits
from bioripple.mapping import sensitivity
from bioripple.runtime.guard import Limits
from bioripple.runtime.step import run_script


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
    run_script(main, globals()["snakemake"])
