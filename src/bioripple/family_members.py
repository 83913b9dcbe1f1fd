"""Read what models are compared by off the records of their steps."""

from collections.abc import Sequence
from pathlib import Path

from bioripple.families import Member
from bioripple.network import signs
from bioripple.outcome import read_data, read_record
from bioripple.overlap import content
from bioripple.scoring import by_model
from bioripple.system_view import SystemView


def read_members(systems: Sequence[Path], jacobians: Sequence[Path]) -> list[Member]:
    """Read every model that has a Jacobian.

    Parameters
    ----------
    systems, jacobians
        The records of two steps of all models.
    """
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
    return members
