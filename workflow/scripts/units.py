"""Score predictors on models whose nodes are counted in other units."""

from pathlib import Path

from bioripple.collection.outcomes import models_by_set, read_outcomes
from bioripple.evaluation.cases import Cases
from bioripple.evaluation.units import score_units, units_table
from bioripple.runtime.each_model import of_each, write_lost
from bioripple.runtime.guard import Limits
from bioripple.runtime.step import run_script
from bioripple.runtime.tables import write_table
from bioripple.vocabulary import ALL


def main(
    *,
    outcomes: Path,
    wirings: Path,
    inputs: Path,
    truths: Path,
    summary: Path,
    seed: int,
    max_seconds: float,
    max_memory_mb: int,
    table: Path,
    lost: Path,
) -> None:
    """Write mean accuracies over the set `all`, by how far units are spread."""
    cases = Cases(outcomes, wirings, inputs=inputs, truths=truths, summary=summary)
    gathered = of_each(
        cases.models,
        lambda model: score_units(cases.case(model), seed=seed),
        limits=Limits(seconds=max_seconds, memory_mb=max_memory_mb),
    )
    rows = [row for found in gathered.found.values() for row in found]
    models = models_by_set(read_outcomes(outcomes))[ALL]
    write_table(table, units_table(rows, models))
    write_lost(lost, gathered.lost)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
