"""Rank every model's responses: labels for the GCN, and their upper bounds."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from numpy.typing import ArrayLike

from bioripple.collection import members, read_outcomes, write_table
from bioripple.files import write_arrays
from bioripple.impact import SOURCES, Source, bio_impact, scaled_impact
from bioripple.logs import log_to
from bioripple.network import signs
from bioripple.outcome import read_data
from bioripple.upper_bounds import Bound, bound_table, upper_bounds
from bioripple.verdict import read_outcome

FEWEST_NODES = 2  # a single node has nothing to rank


def main(
    *,
    table: Path,
    outcomes: Sequence[Path],
    source: Source,
    enhancement_factor: Path,
    bounds: Path,
) -> None:
    """Write the impacts of all mapped models, and the table of upper bounds."""
    if source not in SOURCES:
        raise ValueError(f"impact.source is {source!r}; expected one of {SOURCES}")
    sets = members(read_outcomes(table))
    arrays: dict[str, ArrayLike] = {}
    found: list[Bound] = []
    for path in outcomes:
        outcome = read_outcome(path)
        if outcome.data is None or outcome.facts["n_nodes"] < FEWEST_NODES:
            continue
        jacobian = read_data(path.parent / "jacobian.json")["jacobian"]
        truth = read_data(path)["sensitivity"]
        ranks = bio_impact(truth if source == "sensitivity" else jacobian)
        arrays[f"{outcome.model}/sign"] = signs(jacobian)
        arrays[f"{outcome.model}/bio_impact"] = ranks
        arrays[f"{outcome.model}/scaled_impact"] = scaled_impact(ranks)
        if outcome.status == "scored":
            found += upper_bounds(outcome.model, jacobian, truth)
    write_arrays(enhancement_factor, arrays)
    write_table(bounds, bound_table(found, sets))


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        table=Path(snakemake.input.table),
        outcomes=[Path(path) for path in snakemake.input.outcomes],
        source=snakemake.params.source,
        enhancement_factor=Path(snakemake.output.enhancement_factor),
        bounds=Path(snakemake.output.bounds),
    )
