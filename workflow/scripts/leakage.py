"""Find how similar each held-out model is to what was trained on."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from bioripple.collection import leakage as library
from bioripple.collection.candidates import gather_candidates
from bioripple.collection.splits import read_fold_plan
from bioripple.predictors.gcn.graph import read_networks, sizes_of
from bioripple.runtime.each_model import write_lost
from bioripple.runtime.guard import Limits
from bioripple.runtime.step import run_script
from bioripple.runtime.tables import write_table
from bioripple.vocabulary import SplitKind


def main(
    *,
    systems: Sequence[Path],
    jacobians: Sequence[Path],
    enhancement_factor: Path,
    outcomes: Path,
    families: Path,
    splits: Sequence[SplitKind],
    seeds: Sequence[int],
    folds: int,
    labelled_share: float,
    max_seconds: float,
    max_memory_mb: int,
    leakage: Path,
    summary: Path,
    lost: Path,
) -> None:
    """Write a row for each split, seed and scored model, and the summary.

    A split that these models are too few for has no rows.
    """
    plan = read_fold_plan(
        sizes_of(read_networks(enhancement_factor)),
        outcomes=outcomes,
        families=families,
        n_folds=folds,
        labelled_share=labelled_share,
    )
    limits = Limits(seconds=max_seconds, memory_mb=max_memory_mb)
    candidates = gather_candidates(systems, jacobians, limits=limits)
    known = library.similarity(list(candidates.found.values()))
    rows = library.leakage_of_splits(plan, known, splits=splits, seeds=seeds)
    table = pd.DataFrame(rows, columns=list(library.LEAKAGE_COLUMNS))
    write_table(leakage, table)
    short = library.summarise_leakage(rows)
    write_table(summary, pd.DataFrame(short, columns=list(library.SUMMARY_COLUMNS)))
    write_lost(lost, candidates.lost)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
