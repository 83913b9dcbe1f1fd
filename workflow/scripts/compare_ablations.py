"""Hold the ablations of the learned kinetics against whole runs."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bioripple.collection.outcomes import members, read_outcomes
from bioripple.collection.splits import read_families
from bioripple.evaluation import ablations as library
from bioripple.evaluation.scores import read_scores
from bioripple.runtime.logs import log_to
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
        members(read_outcomes(outcomes))[ALL],
        read_families(families),
        draws=bootstrap_draws,
        seed=seed,
    )
    write_table(table, found)


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        outcomes=Path(snakemake.input.outcomes),
        families=Path(snakemake.input.families),
        ablated=Path(snakemake.input.ablated),
        whole=Path(snakemake.input.whole),
        metrics=[Path(path) for path in snakemake.input.metrics],
        bootstrap_draws=snakemake.params.bootstrap_draws,
        seed=snakemake.params.seed,
        table=Path(snakemake.output.table),
    )
