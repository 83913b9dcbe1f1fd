"""Score the learned kinetics on every model, each seed by itself and all together."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bioripple.benchmark_cases import Cases
from bioripple.benchmark_scores import as_table
from bioripple.collection import write_table
from bioripple.kinetics_scores import choose_weights, open_runs, score_runs
from bioripple.logs import log_to
from bioripple.splits import read_families


def main(
    *,
    outcomes: Path,
    families: Path,
    inputs: Path,
    truths: Path,
    summary: Path,
    predictions: Sequence[Path],
    folds: int,
    seed: int,
    scores: Path,
) -> None:
    """Write a row for each model, tier, truth, split and seed.

    Ablations are scored by themselves only, each under its variant's name. `folds` and
    `seed` are those of the split by which the weight of their partner is chosen, and
    of what that draws.
    """
    cases = Cases(outcomes=outcomes, inputs=inputs, truths=truths, summary=summary)
    rows, trials = score_runs(
        map(cases.case, cases.models), open_runs(predictions), seed=seed
    )
    rows += choose_weights(
        trials, cases.models, read_families(families), n_folds=folds, seed=seed
    )
    write_table(scores, as_table(rows))


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        outcomes=Path(snakemake.input.outcomes),
        families=Path(snakemake.input.families),
        inputs=Path(snakemake.input.inputs),
        truths=Path(snakemake.input.truths),
        summary=Path(snakemake.input.summary),
        predictions=[Path(path) for path in snakemake.input.predictions],
        folds=snakemake.params.folds,
        seed=snakemake.params.seed,
        scores=Path(snakemake.output.scores),
    )
