"""Read a model's SBML file as a system of ordinary differential equations."""

from pathlib import Path

from bioripple.mapping import parse_sbml
from bioripple.runtime.guard import Limits
from bioripple.runtime.step import run_script


def main(
    *,
    location: Path,
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
        location=location,
        model=model,
        sha256=sha256,
        folder=folder,
        record=record,
        max_file_mb=max_file_mb,
        max_expression_nodes=max_expression_nodes,
        limits=Limits(seconds=max_seconds, memory_mb=max_memory_mb),
    )


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
