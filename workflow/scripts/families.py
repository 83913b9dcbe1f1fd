"""Group the models that must not be kept apart by a split."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from bioripple.collection import write_table
from bioripple.families import FAMILY_COLUMNS, Member, family_rows, find_links, group
from bioripple.logs import log_to
from bioripple.network import signs
from bioripple.outcome import read_data, read_record
from bioripple.overlap import content
from bioripple.scoring import by_model
from bioripple.system_view import SystemView


def main(
    *,
    systems: Sequence[Path],
    jacobians: Sequence[Path],
    min_nodes: int,
    families: Path,
) -> None:
    """Write `families.tsv`, for every model with a Jacobian."""
    records = by_model(jacobians)
    members = []
    for path in systems:
        record = read_record(path)
        jacobian = records[record.model]
        if not read_record(jacobian).ok:
            continue
        view = SystemView(read_data(path))
        members.append(
            Member(
                model=record.model,
                publications=tuple(record.facts["publications"]),
                sign=signs(read_data(jacobian)["jacobian"]),
                by_id=content(view, view.species),
                by_name=content(view, view.species_names),
            )
        )
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
