"""Summarise every predictor's accuracy and its gain over the distance model."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from bioripple.collection.caveats import caveats
from bioripple.collection.outcomes import models_by_set, read_outcomes
from bioripple.collection.splits import read_families
from bioripple.evaluation import table2 as library
from bioripple.evaluation.scores import read_scores
from bioripple.evaluation.table2_layout import as_page, readable
from bioripple.runtime.files import write_text
from bioripple.runtime.step import run_script
from bioripple.runtime.tables import write_table
from bioripple.vocabulary import ALL


def main(
    *,
    outcomes: Path,
    families: Path,
    accuracy: Path,
    gcn: Path,
    others: Sequence[Path],
    metrics: Sequence[Path],
    compared: Mapping[str, Any],
    bootstrap_draws: int,
    seed: int,
    table: Path,
    markdown: Path,
    page: Path,
) -> None:
    """Write Table 2, for programs, to be read, and as a page of both."""
    classifiers = library.of_classifiers(
        read_scores(accuracy),
        read_scores(gcn),
        splits=compared["gcn_splits"],
        seeds=compared["gcn_seeds"],
    )
    scores = [classifiers, *map(read_scores, others)]
    sets = models_by_set(read_outcomes(outcomes))
    found = library.table2(
        pd.concat(scores, ignore_index=True),
        sets,
        read_families(families),
        draws=bootstrap_draws,
        seed=seed,
    )
    write_table(table, found)
    told = caveats(len(sets[ALL]), metrics)
    write_text(markdown, readable(found, caveats=told))
    write_text(page, as_page(found, caveats=told))


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
