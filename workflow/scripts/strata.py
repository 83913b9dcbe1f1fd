"""Average accuracies by quarters of the models: size, steadiness and time scale."""

from pathlib import Path

import pandas as pd

from bioripple.collection.outcomes import read_outcomes
from bioripple.evaluation import strata as library
from bioripple.evaluation.scores import read_scores
from bioripple.runtime.step import run_script
from bioripple.runtime.tables import read_table, write_table


def main(
    *, outcomes: Path, properties: Path, accuracy: Path, kinetics: Path, table: Path
) -> None:
    """Write `strata.tsv`, a row for each property, quarter and predictor."""
    scores = [read_scores(path) for path in (accuracy, kinetics)]
    networks = read_table(properties, numbers=["mean_jacobian"])
    known = library.model_properties(read_outcomes(outcomes), networks)
    found = library.strata(pd.concat(scores, ignore_index=True), known)
    write_table(table, found)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
