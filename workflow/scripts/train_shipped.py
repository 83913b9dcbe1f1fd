"""Train the predictor that ships with the package, on the wiring of all models."""

from pathlib import Path

from bioripple.collection.splits import read_families, read_scored_models
from bioripple.predictors import passing_runs as runs
from bioripple.predictors.passing_weights import write_weights
from bioripple.predictors.torch_runs import Machine
from bioripple.runtime.files import write_arrays, write_json
from bioripple.runtime.guard import Limits
from bioripple.runtime.step import run_script


def main(
    *,
    wirings: Path,
    inputs: Path,
    truths: Path,
    summary: Path,
    families: Path,
    outcomes: Path,
    folds: int,
    threads: int,
    max_seconds: float,
    max_memory_mb: int,
    weights: Path,
    held_out: Path,
    facts: Path,
) -> None:
    """Write the weights, predictions for models held out, and how they were made."""
    machine = Machine("cpu", threads=threads)
    known = runs.read_passing_examples(
        read_scored_models(outcomes),
        wirings=wirings,
        inputs=inputs,
        truths=truths,
        summary=summary,
        limits=Limits(seconds=max_seconds, memory_mb=max_memory_mb),
    )
    trained = runs.train_kinds(known, read_families(families), n_folds=folds)
    write_weights(weights, trained.members)
    write_arrays(held_out, trained.predictions)
    write_json(facts, trained.facts | machine.facts())


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"], is_long=True)
