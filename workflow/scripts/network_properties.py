"""Compute nine properties of every scored model's influence network."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from bioripple.collection import read_outcomes, scored_models, write_table
from bioripple.logs import log_to
from bioripple.outcome import read_data
from bioripple.properties import PROPERTIES, network_properties
from bioripple.scoring import by_model


def main(*, table: Path, jacobians: Sequence[Path], properties: Path) -> None:
    """Write `network_properties.tsv`, a row for each scored model."""
    records = by_model(jacobians)
    rows = [
        {"model": model} | network_properties(read_data(records[model])["jacobian"])
        for model in scored_models(read_outcomes(table))
    ]
    write_table(properties, pd.DataFrame(rows, columns=["model", *PROPERTIES]))


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        table=Path(snakemake.input.table),
        jacobians=[Path(path) for path in snakemake.input.jacobians],
        properties=Path(snakemake.output.properties),
    )
