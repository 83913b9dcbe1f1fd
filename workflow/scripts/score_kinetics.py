"""Score the learned kinetics on every model, each seed by itself and all together."""

from collections.abc import Sequence
from pathlib import Path

from bioripple.collection.splits import read_families
from bioripple.evaluation.cases import Cases
from bioripple.evaluation.kinetics import choose_weights, score_runs
from bioripple.evaluation.scores import as_table
from bioripple.runtime.each_model import of_each, write_lost
from bioripple.runtime.guard import Limits
from bioripple.runtime.step import run_script
from bioripple.runtime.tables import write_table


def main(
    *,
    outcomes: Path,
    families: Path,
    wirings: Path,
    inputs: Path,
    truths: Path,
    summary: Path,
    predictions: Sequence[Path],
    folds: int,
    seed: int,
    max_seconds: float,
    max_memory_mb: int,
    scores: Path,
    lost: Path,
) -> None:
    """Write a row for each model, tier, truth, split and seed.

    Ablations are scored by themselves only, each under its variant's name. `folds` and
    `seed` are those of the split by which the weight of what stands beside them is
    chosen, and of what that draws.
    """
    cases = Cases(outcomes, wirings, inputs=inputs, truths=truths, summary=summary)
    gathered = of_each(
        cases.models,
        lambda model: score_runs(cases.case(model), predictions, seed=seed),
        limits=Limits(seconds=max_seconds, memory_mb=max_memory_mb),
    )
    rows = [row for found, _ in gathered.found.values() for row in found]
    trials = {model: trial for model, (_, trial) in gathered.found.items()}
    rows += choose_weights(trials, read_families(families), n_folds=folds, seed=seed)
    write_table(scores, as_table(rows))
    write_lost(lost, gathered.lost)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
