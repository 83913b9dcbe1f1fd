"""Find how similar each held-out model is to what was trained on."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from bioripple.collection import leakage as library
from bioripple.collection.members import gather_members
from bioripple.collection.splits import (
    TooFewModels,
    make_folds,
    read_families,
    read_scored_models,
)
from bioripple.predictors.gcn.graph import read_networks, sizes_of
from bioripple.runtime.each_model import write_lost
from bioripple.runtime.guard import Limits
from bioripple.runtime.logs import log_to
from bioripple.runtime.tables import write_table
from bioripple.vocabulary import SplitKind

log = logging.getLogger(__name__)


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
    networks = read_networks(enhancement_factor)
    scored, family = read_scored_models(outcomes), read_families(families)
    limits = Limits(seconds=max_seconds, memory_mb=max_memory_mb)
    members = gather_members(systems, jacobians, limits=limits)
    known = library.similarity(list(members.found.values()))
    rows = []
    for split in splits:
        for seed in seeds:
            try:
                found = make_folds(
                    sizes_of(networks),
                    kind=split,
                    scored=scored,
                    family=family,
                    n_folds=folds,
                    labelled_share=labelled_share,
                    seed=seed,
                )
            except TooFewModels as reason:
                log.warning("%s", reason)
                continue
            rows += library.leakage_rows(found, known, split=split, seed=seed)
    table = pd.DataFrame(rows, columns=list(library.LEAKAGE_COLUMNS))
    write_table(leakage, table)
    short = library.summarise_leakage(rows)
    write_table(summary, pd.DataFrame(short, columns=list(library.SUMMARY_COLUMNS)))
    write_lost(lost, members.lost)


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        systems=[Path(path) for path in snakemake.input.systems],
        jacobians=[Path(path) for path in snakemake.input.jacobians],
        enhancement_factor=Path(snakemake.input.enhancement_factor),
        outcomes=Path(snakemake.input.outcomes),
        families=Path(snakemake.input.families),
        splits=snakemake.params.splits,
        seeds=snakemake.params.seeds,
        folds=snakemake.params.folds,
        labelled_share=snakemake.params.labelled_share,
        max_seconds=snakemake.params.max_seconds,
        max_memory_mb=snakemake.params.max_memory_mb,
        leakage=Path(snakemake.output.leakage),
        summary=Path(snakemake.output.summary),
        lost=Path(snakemake.output.lost),
    )
