"""Average the accuracies over models, beside what was published."""

from pathlib import Path
from typing import TYPE_CHECKING

from bioripple.collection import members, read_outcomes, write_table
from bioripple.files import write_text
from bioripple.logs import log_to
from bioripple.tables import read_accuracies, readable, table1


def main(
    *,
    accuracy: Path,
    outcomes: Path,
    bootstrap_draws: int,
    seed: int,
    table: Path,
    markdown: Path,
) -> None:
    """Write `table1.tsv`, and its main protocol as `table1.md`."""
    sets = members(read_outcomes(outcomes))
    rows = table1(read_accuracies(accuracy), sets, draws=bootstrap_draws, seed=seed)
    write_table(table, rows)
    write_text(markdown, readable(rows))


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        accuracy=Path(snakemake.input.accuracy),
        outcomes=Path(snakemake.input.outcomes),
        bootstrap_draws=snakemake.params.bootstrap_draws,
        seed=snakemake.params.seed,
        table=Path(snakemake.output.table),
        markdown=Path(snakemake.output.markdown),
    )
