"""Group the models that must not be kept apart by a split."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from bioripple.collection import write_table
from bioripple.families import FAMILY_COLUMNS, family_rows, find_links, group
from bioripple.family_members import read_members
from bioripple.logs import log_to


def main(
    *,
    systems: Sequence[Path],
    jacobians: Sequence[Path],
    min_nodes: int,
    families: Path,
) -> None:
    """Write `families.tsv`, for every model with a Jacobian."""
    members = read_members(systems, jacobians)
    links = find_links(members, min_nodes=min_nodes)
    family = group((member.model for member in members), links)
    rows = family_rows(family, links)
    write_table(families, pd.DataFrame(rows, columns=list(FAMILY_COLUMNS)))


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        systems=[Path(path) for path in snakemake.input.systems],
        jacobians=[Path(path) for path in snakemake.input.jacobians],
        min_nodes=snakemake.params.min_nodes,
        families=Path(snakemake.output.families),
    )
