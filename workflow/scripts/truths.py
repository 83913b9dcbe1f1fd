"""Compute every scored model's responses under each definition of the truth."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from bioripple.collection.outcomes import read_outcomes, scored_models
from bioripple.collection.steady_states import SteadyStates
from bioripple.network.listed import dense_in_file
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
    steady_states: Path,
    steady_summary: Path,
    max_seconds: float,
    max_memory_mb: int,
    truths: Path,
    summary: Path,
    lost: Path,
) -> None:
    """Write the matrices, and the table that says where they are not defined."""
    sensitivities, records = by_model(outcomes), by_model(jacobians)
    at_rest = SteadyStates(steady_states, steady_summary)

    def compute(model: str) -> dict[TruthName, library.Truth]:
        known = arrays_of(records[model])
        found = library.truths(
            read_data(sensitivities[model])["sensitivity"],
            dense_in_file(known, "jacobian"),
            dense_in_file(known, "slopes"),
            known["state"],
        )
        return found | {"steady_state": at_rest.truth(model, known["nodes"].tolist())}

    limits = Limits(seconds=max_seconds, memory_mb=max_memory_mb)
    gathered = of_each(scored_models(read_outcomes(table)), compute, limits=limits)
    found = gathered.found
    every = [(m, name, it) for m, each in found.items() for name, it in each.items()]
    write_arrays(truths, {f"{m}/{name}": it.matrix for m, name, it in every})
    rows = [library.truth_row(*each) for each in every]
    write_table(summary, pd.DataFrame(rows, columns=list(library.TRUTH_COLUMNS)))
    write_lost(lost, gathered.lost)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
