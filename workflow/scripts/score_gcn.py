"""Score the classifiers that Table 2 has beyond those of Table 1."""

from collections.abc import Sequence
from pathlib import Path

from bioripple.collection.outcomes import read_outcomes, scored_models
from bioripple.collection.truth_table import read_scored_truths
from bioripple.evaluation.compared import Matrices, parse_run
from bioripple.evaluation.scores import as_table
from bioripple.evaluation.scoring import score_models
from bioripple.runtime.each_model import write_lost
from bioripple.runtime.guard import Limits
from bioripple.runtime.records import by_model
from bioripple.runtime.step import run_script
from bioripple.runtime.tables import write_table


def main(
    *,
    table: Path,
    truths: Path,
    summary: Path,
    baselines: Sequence[Path],
    predictions: Sequence[Path],
    jitter: float,
    jitter_draws: int,
    seed: int,
    threads: int,
    max_seconds: float,
    max_memory_mb: int,
    scores: Path,
    lost: Path,
) -> None:
    """Write a row for each model, classifier, truth, protocol, split and seed.

    So are the distance model's on the same entries.
    """
    matrices = Matrices(
        truths=truths,
        defined=read_scored_truths(summary),
        baselines=by_model(baselines),
        runs=tuple(parse_run(path) for path in predictions),
        jitter=jitter,
        jitter_draws=jitter_draws,
        seed=seed,
    )
    nodes = scored_models(read_outcomes(table))
    limits = Limits(seconds=max_seconds, memory_mb=max_memory_mb)
    found = score_models(nodes, matrices, limits=limits, threads=threads)
    rows = [row for each in found.found.values() for row in each]
    write_table(scores, as_table(rows))
    write_lost(lost, found.lost)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
