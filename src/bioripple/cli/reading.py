"""Read a network that nobody vouches for, in a process of its own."""

from pathlib import Path

from bioripple.cli.console import Impossible
from bioripple.errors import Failed, Refused
from bioripple.formats.edges import Dual
from bioripple.formats.findings import Finding, ReadNetwork
from bioripple.formats.read import read
from bioripple.runtime.guard import KilledFromOutside, Limits, run_guarded
from bioripple.runtime.text import one_line

# A file of the largest size that is read takes a fraction of either.
LIMITS = Limits(seconds=300, memory_mb=6000)


def read_guarded(
    path: Path, *, dual: Dual = "drop", limits: Limits = LIMITS
) -> ReadNetwork:
    """Read a network; what crashes its reader ends with a sentence, too.

    Raises
    ------
    Impossible
        If it cannot be read; the message says why, and names the file and the place.
    """

    def compute() -> ReadNetwork | str:
        try:
            return read(path, dual=dual)
        except (Refused, Failed) as problem:
            return str(problem)

    try:
        ending = run_guarded(compute, limits=limits)
    except KilledFromOutside as killed:
        raise Impossible(f"{path}: {killed}") from None
    except RuntimeError as bug:
        raise Impossible(
            f"{path}: a bug; please report it with the file\n{bug}"
        ) from None
    if ending.crash:
        raise Impossible(f"{path}: {ending.crash}")
    if isinstance(ending.value, str):
        raise Impossible(ending.value)
    assert isinstance(ending.value, ReadNetwork)
    return ending.value


def told(finding: Finding, path: Path) -> str:
    """Return a finding as a line that names its file."""
    where = f"{finding.where}: " if finding.where else ""
    return one_line(f"{path}: {finding.level}: {where}{finding.text}")
