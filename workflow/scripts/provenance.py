"""Say what the results were made from, by what, and which files they are."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import bioripple
from bioripple.experiment import provenance
from bioripple.runtime.files import write_json, write_text
from bioripple.runtime.step import run_script


def main(
    *,
    outcomes: Sequence[Path],
    metrics: Sequence[Path],
    results: Sequence[Path],
    repository: Path,
    config: Mapping[str, Any],
    steps: Mapping[str, str],
    record: Path,
    page: Path,
) -> None:
    """Write `provenance.json`, and the same as a page for the report."""
    facts = provenance.provenance(
        repository=repository,
        config=config,
        steps=steps,
        outcomes=outcomes,
        metrics=metrics,
        results=results,
    )
    write_json(record, facts)
    write_text(page, provenance.page(facts))


if __name__ == "__main__":  # Snakemake runs a script under this name
    # No parameter: results stay as they are when the project is moved.
    root = Path(bioripple.__file__).parents[2]
    run_script(main, globals()["snakemake"], repository=root)
