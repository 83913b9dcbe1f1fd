"""Summarise every predictor's accuracy and its gain over the distance model."""

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from bioripple import table2 as library
from bioripple.collection import members, read_outcomes, write_table
from bioripple.files import write_text
from bioripple.logs import log_to
from bioripple.splits import read_families
from bioripple.tables import read_accuracies


def main(
    *,
    outcomes: Path,
    families: Path,
    rivals: Path,
    kinetics: Path,
    gcn: Path,
    bootstrap_draws: int,
    seed: int,
    table: Path,
    markdown: Path,
) -> None:
    """Write Table 2, once for programs and once to be read."""
    parts = [library.read_scores(path) for path in (rivals, kinetics)]
    parts.append(library.from_table1(read_accuracies(gcn)))
    found = library.table2(
        pd.concat(parts, ignore_index=True),
        members(read_outcomes(outcomes)),
        read_families(families),
        draws=bootstrap_draws,
        seed=seed,
    )
    write_table(table, found)
    write_text(markdown, library.readable(found))


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        outcomes=Path(snakemake.input.outcomes),
        families=Path(snakemake.input.families),
        rivals=Path(snakemake.input.rivals),
        kinetics=Path(snakemake.input.kinetics),
        gcn=Path(snakemake.input.gcn),
        bootstrap_draws=snakemake.params.bootstrap_draws,
        seed=snakemake.params.seed,
        table=Path(snakemake.output.table),
        markdown=Path(snakemake.output.markdown),
    )
