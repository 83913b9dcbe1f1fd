"""Lay out models as one tier sees them, with the truths to learn from, for all runs."""

from pathlib import Path

from bioripple.collection.splits import read_scored_models
from bioripple.network.tiers import Tier
from bioripple.predictors.kinetics.example_files import write_examples
from bioripple.predictors.kinetics.examples import read_examples
from bioripple.runtime.guard import Limits
from bioripple.runtime.step import run_script


def main(
    *,
    inputs: Path,
    truths: Path,
    summary: Path,
    outcomes: Path,
    tier: Tier,
    max_seconds: float,
    max_memory_mb: int,
    examples: Path,
) -> None:
    """Write the features and ranks of every scored model, and which have none."""
    gathered = read_examples(
        read_scored_models(outcomes),
        tier,
        inputs=inputs,
        truths=truths,
        summary=summary,
        limits=Limits(seconds=max_seconds, memory_mb=max_memory_mb),
    )
    write_examples(examples, gathered)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
