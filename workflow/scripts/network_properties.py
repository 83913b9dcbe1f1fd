"""Compute nine properties of every scored model's influence network."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from bioripple.collection.outcomes import read_outcomes, scored_models
from bioripple.network.listed import dense_in_file
from bioripple.network.properties import PROPERTIES, network_properties
from bioripple.runtime.each_model import arrays_of, of_each, write_lost
from bioripple.runtime.guard import Limits
from bioripple.runtime.records import by_model
from bioripple.runtime.step import run_script
from bioripple.runtime.tables import write_table


def main(
    *,
    table: Path,
    jacobians: Sequence[Path],
    max_seconds: float,
    max_memory_mb: int,
    properties: Path,
    lost: Path,
) -> None:
    """Write `network_properties.tsv`, a row for each scored model."""
    records = by_model(jacobians)
    gathered = of_each(
        scored_models(read_outcomes(table)),
        lambda model: network_properties(
            dense_in_file(arrays_of(records[model]), "jacobian")
        ),
        limits=Limits(seconds=max_seconds, memory_mb=max_memory_mb),
    )
    rows = [{"model": model} | found for model, found in gathered.found.items()]
    write_table(properties, pd.DataFrame(rows, columns=["model", *PROPERTIES]))
    write_lost(lost, gathered.lost)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
