"""Average the accuracies over models, beside what was published."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bioripple.collection.caveats import caveats
from bioripple.collection.outcomes import members, read_outcomes
from bioripple.evaluation.scores import read_scores
from bioripple.evaluation.table1 import table1
from bioripple.evaluation.table1_layout import as_page, readable
from bioripple.runtime.files import write_text
from bioripple.runtime.logs import log_to
from bioripple.runtime.tables import write_table
from bioripple.vocabulary import ALL


def main(
    *,
    accuracy: Path,
    outcomes: Path,
    metrics: Sequence[Path],
    bootstrap_draws: int,
    seed: int,
    table: Path,
    markdown: Path,
    page: Path,
) -> None:
    """Write `table1.tsv`, its main protocol as `table1.md`, and both as a page."""
    sets = members(read_outcomes(outcomes))
    rows = table1(read_scores(accuracy), sets, draws=bootstrap_draws, seed=seed)
    write_table(table, rows)
    told = caveats(len(sets[ALL]), metrics)
    write_text(markdown, readable(rows, caveats=told))
    write_text(page, as_page(rows, caveats=told))


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        accuracy=Path(snakemake.input.accuracy),
        outcomes=Path(snakemake.input.outcomes),
        metrics=[Path(path) for path in snakemake.input.metrics],
        bootstrap_draws=snakemake.params.bootstrap_draws,
        seed=snakemake.params.seed,
        table=Path(snakemake.output.table),
        markdown=Path(snakemake.output.markdown),
        page=Path(snakemake.output.page),
    )
