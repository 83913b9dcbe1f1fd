"""Rank every model's responses: labels for the GCN, and their upper bounds."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from numpy.typing import ArrayLike

from bioripple.collection import members, read_outcomes, write_table
from bioripple.files import write_arrays
from bioripple.impact import Source, check_source, impacts
from bioripple.logs import log_to
from bioripple.outcome import read_data
from bioripple.scoring import by_model
from bioripple.upper_bounds import Bound, bound_table, model_bounds
from bioripple.verdict import read_outcome

FEWEST_NODES = 2  # a single node has nothing to rank


def main(
    *,
    table: Path,
    outcomes: Sequence[Path],
    jacobians: Sequence[Path],
    source: Source,
    enhancement_factor: Path,
    bounds: Path,
) -> None:
    """Write the impacts of all mapped models, and the table of upper bounds."""
    check_source(source)
    jacobian_records = by_model(jacobians)
    arrays: dict[str, ArrayLike] = {}
    scored: list[Bound] = []
    for path in outcomes:
        outcome = read_outcome(path)
        if outcome.data is None or outcome.facts["n_nodes"] < FEWEST_NODES:
            continue
        jacobian = read_data(jacobian_records[outcome.model])["jacobian"]
        truth = read_data(path)["sensitivity"]
        found = impacts(jacobian, truth, source=source)
        arrays |= {f"{outcome.model}/{name}": array for name, array in found.items()}
        if outcome.status == "scored":
            scored += model_bounds(outcome.model, jacobian, truth)
    write_arrays(enhancement_factor, arrays)
    write_table(bounds, bound_table(scored, members(read_outcomes(table))))


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        table=Path(snakemake.input.table),
        outcomes=[Path(path) for path in snakemake.input.outcomes],
        jacobians=[Path(path) for path in snakemake.input.jacobians],
        source=snakemake.params.source,
        enhancement_factor=Path(snakemake.output.enhancement_factor),
        bounds=Path(snakemake.output.bounds),
    )
