"""Read what models are compared by off the records of their steps."""

from collections.abc import Sequence
from pathlib import Path

from bioripple.each_model import Gathered, arrays_of, of_each
from bioripple.families import Member
from bioripple.guard import Limits, run_guarded
from bioripple.isomorphism import same_network
from bioripple.network import Signs, signs
from bioripple.outcome import read_record
from bioripple.overlap import content
from bioripple.scoring import by_model
from bioripple.system_view import SystemView


def gather_members(
    systems: Sequence[Path], jacobians: Sequence[Path], *, limits: Limits
) -> Gathered[Member]:
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
        lambda model: read_member(equations[model], networks[model]),
        limits=limits,
    )


def read_member(system: Path, jacobian: Path) -> Member:
    """Read one model, with all that takes long to find of its network by itself."""
    record = read_record(system)
    view = SystemView(arrays_of(system))
    member = Member(
        model=record.model,
        publications=tuple(record.facts["publications"]),
        sign=signs(arrays_of(jacobian)["jacobian"]),
        by_id=content(view, view.species),
        by_name=content(view, view.species_names),
    )
    _ = member.network_hash, member.surroundings
    return member


def same_as_far_as_known(first: Signs, second: Signs, *, limits: Limits) -> bool:
    """Return whether two networks are the same, or cannot be told apart in time.

    ASSUME: as for `isomorphism.MAX_TRIALS`, what may be the same counts as the same.
    """
    ending = run_guarded(lambda: same_network(first, second), limits=limits)
    return bool(ending.crash) or bool(ending.value)
