"""Read a model's SBML file as a system of ordinary differential equations."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from bioripple.guard import Limits
from bioripple.logs import log_to
from bioripple.mapping.parse_sbml import STEP
from bioripple.mapping.parse_sbml import parse_sbml as parse
from bioripple.outcome import Failed, Record, Refused, Result, failure, run_step
from bioripple.source import read_model


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
) -> None:
    """Write `system.npz` beside the record, and the record itself."""
    max_bytes = max_file_mb * 1024**2
    # Read out here, so that the digest is known of a model that crashes its step too.
    content, before = _read(source, model=model, sha256=sha256, max_bytes=max_bytes)

    def compute() -> Result:
        return parse(content, max_bytes=max_bytes, max_nodes=max_expression_nodes)

    run_step(
        compute,
        model=model,
        step=STEP,
        data=record.parent / "system.npz",
        limits=Limits(seconds=max_seconds, memory_mb=max_memory_mb),
        before=before,
    ).write(record)


def _read(
    source: Path, *, model: str, sha256: str, max_bytes: int
) -> tuple[bytes, Record]:
    try:
        content = read_model(source, model=model, sha256=sha256, max_bytes=max_bytes)
    except (Refused, Failed) as error:
        return b"", failure(error, model=model, step=STEP)
    digest = hashlib.sha256(content).hexdigest()
    return content, Record(model, STEP, "ok", facts={"sha256": digest})


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
    )
