"""Read a model's SBML file as a system of ordinary differential equations."""

from pathlib import Path
from typing import TYPE_CHECKING

import libsbml
import numpy as np

from bioripple import __version__
from bioripple.guard import Limits
from bioripple.logs import log_to
from bioripple.odes import build_odes
from bioripple.outcome import Result, run_step
from bioripple.sbml import read_sbml
from bioripple.source import read_model
from bioripple.system_file import to_arrays
from bioripple.xml_guard import check_xml

STEP = "parse_sbml"


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

    def compute() -> Result:
        max_bytes = max_file_mb * 1024**2
        content = read_model(source, model=model, sha256=sha256, max_bytes=max_bytes)
        check_xml(content, max_bytes=max_bytes)
        document = read_sbml(content, max_nodes=max_expression_nodes)
        system = build_odes(document)
        facts = {
            "level": document.level,
            "version": document.version,
            "n_variables": len(system.variables),
            "n_reactions": len(system.reactions),
            "has_events": system.n_events > 0,
            "publications": list(document.publications),
            "versions": {
                "bioripple": __version__,
                "libsbml": libsbml.getLibSBMLDottedVersion(),
            },
        }
        names = np.array([item.name for item in document.species], dtype=np.str_)
        return Result(facts=facts, arrays=to_arrays(system) | {"species_names": names})

    run_step(
        compute,
        model=model,
        step=STEP,
        data=record.parent / "system.npz",
        limits=Limits(seconds=max_seconds, memory_mb=max_memory_mb),
    ).write(record)


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
