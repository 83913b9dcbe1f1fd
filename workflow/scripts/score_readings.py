"""Score every reading of the paper, and distance on the same entries."""

from collections.abc import Sequence
from pathlib import Path

from bioripple.collection.outcomes import models_by_set, read_outcomes, scored_models
from bioripple.collection.splits import read_families
from bioripple.collection.truth_table import read_scored_truths
from bioripple.evaluation import readings as library
from bioripple.evaluation.readings_layout import readable
from bioripple.metrics.noise import Noise
from bioripple.runtime.each_model import write_lost
from bioripple.runtime.files import write_text
from bioripple.runtime.guard import Limits
from bioripple.runtime.step import run_script
from bioripple.runtime.tables import write_table


def main(
    *,
    outcomes: Path,
    families: Path,
    truths: Path,
    summary: Path,
    enhancement_factor: Path,
    predictions: Sequence[Path],
    metrics: Sequence[Path],
    max_nodes: int,
    jitter: float,
    jitter_draws: int,
    bootstrap_draws: int,
    seed: int,
    threads: int,
    max_seconds: float,
    max_memory_mb: int,
    table: Path,
    markdown: Path,
    lost: Path,
) -> None:
    """Write `readings.tsv`, and of it what a page can show as `readings.md`."""
    known = read_outcomes(outcomes)
    runs = [*map(library.read_run, predictions, metrics)]
    noise = Noise(jitter, jitter_draws, seed)
    defined = read_scored_truths(summary)
    material = library.Material(truths, defined, enhancement_factor, runs, noise)
    models = [model for model, n in scored_models(known).items() if n <= max_nodes]
    limits = Limits(seconds=max_seconds, memory_mb=max_memory_mb)
    scores = library.score_models(models, material, limits=limits, threads=threads)
    rows = [row for model in models for row in scores.found.get(model, [])]
    sets, family = models_by_set(known), read_families(families)
    found = library.summary(rows, sets, family, draws=bootstrap_draws, seed=seed)
    write_table(table, found)
    write_text(markdown, readable(found))
    write_lost(lost, scores.lost)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
