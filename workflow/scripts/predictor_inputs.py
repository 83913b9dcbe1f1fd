"""Gather what predictors may know of every mapped model, tier by tier."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from bioripple.files import write_arrays
from bioripple.logs import log_to
from bioripple.outcome import read_data, read_record
from bioripple.scoring import by_model
from bioripple.tier_inputs import tier_inputs
from bioripple.tiers import write_keys

FEWEST_NODES = 2  # a single node responds to nothing


def main(*, systems: Sequence[Path], jacobians: Sequence[Path], inputs: Path) -> None:
    """Write the arrays of the highest tier, `{model}/{field}`."""
    records = by_model(jacobians)
    arrays: dict[str, NDArray[Any]] = {}
    for path in systems:
        model = read_record(path).model
        record = read_record(records[model])
        if record.ok and record.facts["n_nodes"] >= FEWEST_NODES:
            found = tier_inputs(read_data(path), read_data(records[model]))
            arrays |= write_keys(model, found)
    write_arrays(inputs, arrays)


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        systems=[Path(path) for path in snakemake.input.systems],
        jacobians=[Path(path) for path in snakemake.input.jacobians],
        inputs=Path(snakemake.output.inputs),
    )
