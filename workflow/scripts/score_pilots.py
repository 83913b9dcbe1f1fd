"""Score what the measured responses to a few sources say about the others."""

from collections.abc import Sequence
from pathlib import Path

from bioripple.collection.outcomes import models_by_set, read_outcomes
from bioripple.collection.splits import read_families
from bioripple.evaluation.cases import Cases
from bioripple.evaluation.pilots import Trial, score_case
from bioripple.evaluation.pilots import summary as summarise
from bioripple.runtime.each_model import of_each, write_lost
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
    pilots: Sequence[int],
    seeds: Sequence[int],
    noise: Sequence[float],
    bootstrap_draws: int,
    seed: int,
    threads: int,
    max_seconds: float,
    max_memory_mb: int,
    table: Path,
    lost: Path,
) -> None:
    """Write `pilots.tsv`, means and gains over distance by count, choice and noise."""
    cases = Cases(outcomes, wirings, inputs=inputs, truths=truths, summary=summary)
    trial = Trial(pilots, seeds, noise)
    scores = of_each(
        cases.models,
        lambda model: score_case(cases.case(model), trial),
        limits=Limits(seconds=max_seconds, memory_mb=max_memory_mb),
        workers=threads,
    )
    rows = [row for found in scores.found.values() for row in found]
    sets, family = models_by_set(read_outcomes(outcomes)), read_families(families)
    found = summarise(rows, sets, family, draws=bootstrap_draws, seed=seed)
    write_table(table, found)
    write_lost(lost, scores.lost)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
