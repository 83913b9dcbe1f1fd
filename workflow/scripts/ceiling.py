"""Find how well a predictor can do in worlds that differ in their kinetics only."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from bioripple.collection.splits import read_families
from bioripple.evaluation.cases import Cases
from bioripple.evaluation.ceiling_rows import MODEL_COLUMNS, summarise
from bioripple.evaluation.ceiling_run import Ceilings
from bioripple.runtime.each_model import write_lost
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
    jacobians: Sequence[Path],
    worlds: int,
    max_nodes: int,
    bootstrap_draws: int,
    seed: int,
    threads: int,
    max_seconds: float,
    max_memory_mb: int,
    table: Path,
    models: Path,
    lost: Path,
) -> None:
    """Write `ceiling.tsv` by tier, truth and reading, and the same of each model."""
    cases = Cases(outcomes, wirings, inputs=inputs, truths=truths, summary=summary)
    limits = Limits(seconds=max_seconds, memory_mb=max_memory_mb)
    ceilings = Ceilings(cases, jacobians, limits, workers=threads)
    gathered = ceilings.found(count=worlds, max_nodes=max_nodes, seed=seed)
    rows = [row for some in gathered.found.values() for row in some]
    family = read_families(families)
    write_table(table, summarise(rows, family, draws=bootstrap_draws, seed=seed))
    write_table(models, pd.DataFrame(rows, columns=list(MODEL_COLUMNS)))
    write_lost(lost, gathered.lost)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
