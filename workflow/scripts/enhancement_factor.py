"""Rank every model's responses: labels for the GCN, and what they are worth as such."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from numpy.typing import ArrayLike

from bioripple.collection.outcome import read_outcome
from bioripple.collection.outcomes import members, read_outcomes
from bioripple.errors import Failed
from bioripple.evaluation.oracles import OracleScore, oracle_scores, oracle_table
from bioripple.predictors.gcn.impact import (
    Impacts,
    Source,
    check_source,
    impacts,
)
from bioripple.runtime.each_model import arrays_of, of_each, write_lost
from bioripple.runtime.files import write_arrays
from bioripple.runtime.guard import Limits
from bioripple.runtime.logs import log_to
from bioripple.runtime.records import by_model, read_data
from bioripple.runtime.tables import write_table

FEWEST_NODES = 2  # a single node has nothing to rank


def main(
    *,
    table: Path,
    outcomes: Sequence[Path],
    jacobians: Sequence[Path],
    source: Source,
    max_nodes: int,
    max_seconds: float,
    max_memory_mb: int,
    enhancement_factor: Path,
    oracles: Path,
    lost: Path,
) -> None:
    """Write the impacts of all mapped models, and the table of oracles."""
    check_source(source)
    records = by_model(jacobians)
    endings = {path.parent.name: read_outcome(path) for path in outcomes}
    sensitivities = by_model(outcomes)

    def compute(model: str) -> tuple[Impacts, list[OracleScore]]:
        nodes = endings[model].facts["n_nodes"]
        if nodes > max_nodes:
            raise Failed(f"{nodes} nodes, more than {max_nodes}")
        jacobian = arrays_of(records[model])["jacobian"]
        truth = read_data(sensitivities[model])["sensitivity"]
        is_scored = endings[model].status == "scored"
        return (
            impacts(jacobian, truth, source=source),
            oracle_scores(model, jacobian, truth) if is_scored else [],
        )

    gathered = of_each(
        (
            m
            for m, e in endings.items()
            if e.data and e.facts["n_nodes"] >= FEWEST_NODES
        ),
        compute,
        limits=Limits(seconds=max_seconds, memory_mb=max_memory_mb),
    )
    arrays: dict[str, ArrayLike] = {}
    scored: list[OracleScore] = []
    for model, (found, its_scores) in gathered.found.items():
        arrays |= {f"{model}/{name}": array for name, array in found.items()}
        scored += its_scores
    write_arrays(enhancement_factor, arrays)
    write_table(oracles, oracle_table(scored, members(read_outcomes(table))))
    write_lost(lost, gathered.lost)


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        table=Path(snakemake.input.table),
        outcomes=[Path(path) for path in snakemake.input.outcomes],
        jacobians=[Path(path) for path in snakemake.input.jacobians],
        source=snakemake.params.source,
        max_nodes=snakemake.params.max_nodes,
        max_seconds=snakemake.params.max_seconds,
        max_memory_mb=snakemake.params.max_memory_mb,
        enhancement_factor=Path(snakemake.output.enhancement_factor),
        oracles=Path(snakemake.output.oracles),
        lost=Path(snakemake.output.lost),
    )
