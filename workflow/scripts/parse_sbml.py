"""Read a model's SBML file as a system of ordinary differential equations."""

from pathlib import Path
from typing import TYPE_CHECKING

from bioripple.mapping import parse_sbml
from bioripple.runtime.guard import Limits
from bioripple.runtime.logs import log_to


def main(
    *,
    source: Path,
    model: str,
    sha256: str,
    record: Path,
    max_file_mb: int,
    max_expression_nodes: int,
    max_seconds: float,
    max_memory_mb: int,
    folder: Path | None = None,
) -> None:
    """Write `system.npz` beside the record, and the record itself."""
    parse_sbml.run(
        source=source,
        model=model,
        sha256=sha256,
        folder=folder,
        record=record,
        max_file_mb=max_file_mb,
        max_expression_nodes=max_expression_nodes,
        limits=Limits(seconds=max_seconds, memory_mb=max_memory_mb),
    )


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        source=Path(snakemake.params.source),
        model=snakemake.wildcards.model,
        sha256=snakemake.params.sha256,
        record=Path(snakemake.output.record),
        max_file_mb=snakemake.params.max_file_mb,
        max_expression_nodes=snakemake.params.max_expression_nodes,
        max_seconds=snakemake.params.max_seconds,
        max_memory_mb=snakemake.params.max_memory_mb,
        folder=Path(snakemake.params.folder),
    )
