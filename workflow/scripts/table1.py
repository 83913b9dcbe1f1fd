"""Average the accuracies over models, beside what was published."""

from collections.abc import Sequence
from pathlib import Path

from bioripple.collection.caveats import caveats
from bioripple.collection.outcomes import models_by_set, read_outcomes
from bioripple.collection.splits import read_families
from bioripple.evaluation.scores import read_scores
from bioripple.evaluation.table1 import table1
from bioripple.evaluation.table1_layout import as_page, readable
from bioripple.runtime.files import write_text
from bioripple.runtime.step import run_script
from bioripple.runtime.tables import write_table
from bioripple.vocabulary import ALL


def main(
    *,
    accuracy: Path,
    outcomes: Path,
    families: Path,
    metrics: Sequence[Path],
    bootstrap_draws: int,
    seed: int,
    table: Path,
    markdown: Path,
    page: Path,
) -> None:
    """Write `table1.tsv`, its main protocol as `table1.md`, and both as a page."""
    sets = models_by_set(read_outcomes(outcomes))
    rows = table1(
        read_scores(accuracy),
        sets,
        read_families(families),
        draws=bootstrap_draws,
        seed=seed,
    )
    write_table(table, rows)
    told = caveats(len(sets[ALL]), metrics)
    write_text(markdown, readable(rows, caveats=told))
    write_text(page, as_page(rows, caveats=told))


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
