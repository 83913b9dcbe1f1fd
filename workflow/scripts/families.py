"""Group the models that must not be kept apart by a split."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from bioripple.collection.candidates import find_twin_in_time, gather_candidates
from bioripple.collection.families import (
    FAMILY_COLUMNS,
    family_rows,
    find_links,
    group,
)
from bioripple.runtime.each_model import write_lost
from bioripple.runtime.guard import Limits
from bioripple.runtime.step import run_script
from bioripple.runtime.tables import write_table


def main(
    *,
    systems: Sequence[Path],
    jacobians: Sequence[Path],
    min_nodes: int,
    max_seconds: float,
    max_memory_mb: int,
    families: Path,
    lost: Path,
) -> None:
    """Write `families.tsv`, for every model with a Jacobian that can be compared."""
    limits = Limits(seconds=max_seconds, memory_mb=max_memory_mb)
    candidates = gather_candidates(systems, jacobians, limits=limits)
    twin = partial(find_twin_in_time, limits=limits)
    found = list(candidates.found.values())
    links, lost_here = find_links(found, min_nodes=min_nodes, twin=twin)
    rows = family_rows(group(candidates.found.keys() - lost_here, links), links)
    write_table(families, pd.DataFrame(rows, columns=list(FAMILY_COLUMNS)))
    write_lost(lost, candidates.lost | lost_here)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
