"""Read what models are compared by off the records of their steps."""

from collections.abc import Sequence
from pathlib import Path

from bioripple.arrays import Signs
from bioripple.collection.families import Candidate, find_twin
from bioripple.collection.overlap import content
from bioripple.errors import Failed
from bioripple.network.influence import signs
from bioripple.network.listed import dense_in_file
from bioripple.network.structure import SystemView
from bioripple.runtime.each_model import Gathered, arrays_of, of_each
from bioripple.runtime.guard import Limits, run_guarded
from bioripple.runtime.records import by_model, read_record


def gather_candidates(
    systems: Sequence[Path], jacobians: Sequence[Path], *, limits: Limits
) -> Gathered[Candidate]:
    """Read every model that has a Jacobian.

    Parameters
    ----------
    systems, jacobians
        The records of two steps of all models.
    limits
        Time and memory for each.
    """
    equations, networks = by_model(systems), by_model(jacobians)
    return of_each(
        (model for model in equations if read_record(networks[model]).ok),
        lambda model: read_candidate(equations[model], networks[model]),
        limits=limits,
    )


def read_candidate(system: Path, jacobian: Path) -> Candidate:
    """Read one model, with all that takes long to find of its network by itself."""
    record = read_record(system)
    view = SystemView(arrays_of(system))
    candidate = Candidate(
        model=record.model,
        publications=tuple(record.facts["publications"]),
        sign=signs(dense_in_file(arrays_of(jacobian), "jacobian")),
        by_id=content(view, view.species),
        by_name=content(view, view.species_names),
    )
    _ = candidate.network_hash, candidate.surroundings
    return candidate


def find_twin_in_time(
    sign: Signs, others: Sequence[Signs], *, limits: Limits
) -> int | None:
    """Do what `families.find_twin` does within limits for all comparisons together.

    Raises
    ------
    Failed
        If they do not suffice.
    """
    if not others:
        return None
    ending = run_guarded(lambda: find_twin(sign, others), limits=limits)
    if ending.crash:
        raise Failed(
            f"comparing its network with {len(others)} that look alike {ending.crash}"
        )
    found: int | None = ending.value
    return found
