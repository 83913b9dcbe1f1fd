"""Compute every scored model's responses under each definition of the truth."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from bioripple.arrays import Floats
from bioripple.collection.outcomes import read_outcomes, scored_models
from bioripple.responses import truths as library
from bioripple.runtime.each_model import arrays_of, of_each, write_lost
from bioripple.runtime.files import write_arrays
from bioripple.runtime.guard import Limits
from bioripple.runtime.records import by_model, read_data
from bioripple.runtime.step import run_script
from bioripple.runtime.tables import write_table
from bioripple.vocabulary import TruthName


def main(
    *,
    table: Path,
    outcomes: Sequence[Path],
    jacobians: Sequence[Path],
    max_seconds: float,
    max_memory_mb: int,
    truths: Path,
    summary: Path,
    lost: Path,
) -> None:
    """Write the matrices, and the table that says where they are not defined."""
    sensitivities, records = by_model(outcomes), by_model(jacobians)

    def compute(model: str) -> dict[TruthName, library.Truth]:
        known = arrays_of(records[model])
        return library.truths(
            read_data(sensitivities[model])["sensitivity"],
            known["jacobian"],
            known["slopes"],
            known["state"],
        )

    gathered = of_each(
        scored_models(read_outcomes(table)),
        compute,
        limits=Limits(seconds=max_seconds, memory_mb=max_memory_mb),
    )
    arrays: dict[str, Floats] = {}
    rows = []
    for model, found in gathered.found.items():
        for name, truth in found.items():
            arrays[f"{model}/{name}"] = truth.matrix
            rows.append(library.truth_row(model, name, truth))
    write_arrays(truths, arrays)
    write_table(summary, pd.DataFrame(rows, columns=list(library.TRUTH_COLUMNS)))
    write_lost(lost, gathered.lost)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
