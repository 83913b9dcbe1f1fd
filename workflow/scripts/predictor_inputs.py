"""Gather what predictors may know of every mapped model, tier by tier."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from bioripple.collection.predictor_inputs import tier_inputs
from bioripple.network.tiers import AbundanceBoth, write_keys
from bioripple.runtime.each_model import arrays_of, of_each, write_lost
from bioripple.runtime.files import write_arrays
from bioripple.runtime.guard import Limits
from bioripple.runtime.records import by_model, read_record
from bioripple.runtime.step import run_script

FEWEST_NODES = 2  # a single node responds to nothing


def main(
    *,
    systems: Sequence[Path],
    jacobians: Sequence[Path],
    max_seconds: float,
    max_memory_mb: int,
    inputs: Path,
    lost: Path,
) -> None:
    """Write the arrays of the highest tier, `{model}/{field}`."""
    equations, networks = by_model(systems), by_model(jacobians)

    def compute(model: str) -> AbundanceBoth:
        return tier_inputs(arrays_of(equations[model]), arrays_of(networks[model]))

    records = {model: read_record(path) for model, path in networks.items()}
    gathered = of_each(
        (m for m, r in records.items() if r.ok and r.facts["n_nodes"] >= FEWEST_NODES),
        compute,
        limits=Limits(seconds=max_seconds, memory_mb=max_memory_mb),
    )
    arrays: dict[str, NDArray[Any]] = {}
    for model, found in gathered.found.items():
        arrays |= write_keys(model, found)
    write_arrays(inputs, arrays)
    write_lost(lost, gathered.lost)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
