"""Hold the ablations of the learned kinetics against whole runs."""

from collections.abc import Sequence
from pathlib import Path

from bioripple.collection.outcomes import models_by_set, read_outcomes
from bioripple.collection.splits import read_families
from bioripple.evaluation import ablations as library
from bioripple.evaluation.scores import read_scores
from bioripple.runtime.step import run_script
from bioripple.runtime.tables import write_table
from bioripple.vocabulary import ALL


def main(
    *,
    outcomes: Path,
    families: Path,
    ablated: Path,
    whole: Path,
    metrics: Sequence[Path],
    bootstrap_draws: int,
    seed: int,
    table: Path,
) -> None:
    """Write `ablations.tsv`, a row for each variant, tier and truth."""
    found = library.compare(
        read_scores(ablated),
        read_scores(whole),
        library.training_models(metrics),
        models_by_set(read_outcomes(outcomes))[ALL],
        read_families(families),
        draws=bootstrap_draws,
        seed=seed,
    )
    write_table(table, found)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
