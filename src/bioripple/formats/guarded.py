"""Read a network that nobody vouches for, in a process of its own."""

from pathlib import Path

from bioripple.errors import Failed, Refused
from bioripple.formats.edges import Dual
from bioripple.formats.findings import Finding, ReadNetwork
from bioripple.formats.read import read
from bioripple.runtime.guard import Limits, run_guarded
from bioripple.runtime.text import one_line

# A file of the largest size that is read takes a fraction of either.
LIMITS = Limits(seconds=300, memory_mb=6000)


def read_guarded(
    path: Path, *, dual: Dual = "drop", limits: Limits = LIMITS
) -> ReadNetwork:
    """Read a network; what crashes its reader ends with a sentence, too.

    Raises
    ------
    Refused, Failed
        If it cannot be read; the message says why, and names the file and the place.
    runtime.guard.KilledFromOutside
        If somebody else ended the process.
    RuntimeError
        If there is a bug; the message is the traceback.
    """

    def compute() -> ReadNetwork | Refused | Failed:
        try:
            return read(path, dual=dual)
        except (Refused, Failed) as problem:
            return problem

    ending = run_guarded(compute, limits=limits)
    if ending.crash:
        raise Failed(f"{path}: {ending.crash}")
    if isinstance(ending.value, Refused | Failed):
        raise ending.value
    assert isinstance(ending.value, ReadNetwork)
    return ending.value


def told(finding: Finding, path: Path) -> str:
    """Return a finding as a line that names its file."""
    where = f"{finding.where}: " if finding.where else ""
    return one_line(f"{path}: {finding.level}: {where}{finding.text}")
