"""Look for the state in which every scored model comes to rest."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from numpy.typing import ArrayLike

from bioripple.collection.outcomes import read_outcomes, scored_models
from bioripple.mapping.steady_state import COLUMNS, AtRest, at_rest
from bioripple.runtime.each_model import arrays_of, of_each, write_lost
from bioripple.runtime.files import write_arrays
from bioripple.runtime.guard import Limits
from bioripple.runtime.records import by_model
from bioripple.runtime.step import run_script
from bioripple.runtime.tables import write_table


def main(
    *,
    table: Path,
    systems: Sequence[Path],
    jacobians: Sequence[Path],
    steady_steps: int,
    max_seconds: float,
    max_memory_mb: int,
    states: Path,
    summary: Path,
    lost: Path,
) -> None:
    """Write the states and what moves what there, and the table of what was found."""
    equations, networks = by_model(systems), by_model(jacobians)

    def look(model: str) -> AtRest:
        nodes = arrays_of(networks[model])["nodes"]
        return at_rest(arrays_of(equations[model]), nodes, max_steps=steady_steps)

    gathered = of_each(
        scored_models(read_outcomes(table)),
        look,
        limits=Limits(seconds=max_seconds, memory_mb=max_memory_mb),
    )
    arrays: dict[str, ArrayLike] = {}
    for model, found in gathered.found.items():
        arrays |= {f"{model}/{name}": each for name, each in found.arrays.items()}
    write_arrays(states, arrays)
    rows = [{"model": model} | found.row for model, found in gathered.found.items()]
    write_table(summary, pd.DataFrame(rows, columns=list(COLUMNS)))
    write_lost(lost, gathered.lost)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
