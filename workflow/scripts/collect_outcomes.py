"""Gather what became of every model into one table."""

import logging
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bioripple.collection.outcome import read_outcome
from bioripple.collection.outcome_table import outcome_page, outcome_table
from bioripple.datasets.sheet import read_sheet
from bioripple.runtime.files import write_text
from bioripple.runtime.step import run_script
from bioripple.runtime.tables import write_table

log = logging.getLogger(__name__)


def main(
    *,
    outcomes: Sequence[Path],
    sheet: Path,
    paper_set_size: int,
    table: Path,
    page: Path,
) -> None:
    """Write `outcomes.tsv`, one row for each model of the sheet, and a page of it."""
    endings = [read_outcome(path) for path in outcomes]
    names = {row.id: row.name for row in read_sheet(sheet)}
    found = outcome_table(endings, names=names, paper_set_size=paper_set_size)
    write_table(table, found)
    write_text(page, outcome_page(found))
    log.info("%s", dict(Counter(ending.status for ending in endings)))


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
