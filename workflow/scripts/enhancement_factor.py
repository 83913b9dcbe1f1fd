"""Rank every model's responses: labels for the GCN, and what they are worth as such."""

from collections.abc import Sequence
from pathlib import Path

from numpy.typing import ArrayLike

from bioripple.collection.outcomes import models_by_set, read_outcomes
from bioripple.evaluation.impacts import gather_impacts
from bioripple.evaluation.oracles import OracleScore, oracle_table
from bioripple.predictors.gcn.impact import Source, check_source
from bioripple.runtime.each_model import write_lost
from bioripple.runtime.files import write_arrays
from bioripple.runtime.guard import Limits
from bioripple.runtime.step import run_script
from bioripple.runtime.tables import write_table


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
    gathered = gather_impacts(
        outcomes,
        jacobians,
        source=source,
        max_nodes=max_nodes,
        limits=Limits(seconds=max_seconds, memory_mb=max_memory_mb),
    )
    arrays: dict[str, ArrayLike] = {}
    scored: list[OracleScore] = []
    for model, (found, its_scores) in gathered.found.items():
        arrays |= {f"{model}/{name}": array for name, array in found.items()}
        scored += its_scores
    write_arrays(enhancement_factor, arrays)
    write_table(oracles, oracle_table(scored, models_by_set(read_outcomes(table))))
    write_lost(lost, gathered.lost)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
