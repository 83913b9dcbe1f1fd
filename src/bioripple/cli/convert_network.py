"""`bioripple convert`: write a network in another format."""

from pathlib import Path

from bioripple.cli.answering import naming_faults
from bioripple.cli.console import Impossible, complain
from bioripple.errors import Failed, Refused
from bioripple.formats.edges import Dual
from bioripple.formats.guarded import read_guarded, told
from bioripple.formats.write import check_ending, write


def convert_network(path: Path, out: Path, *, dual: Dual) -> int:
    """Convert a network; return the exit code of the command."""
    try:
        check_ending(out)
        if out.is_dir():
            raise Impossible(f"{out}: is a folder; expected a file to write")
        with naming_faults(path):
            found = read_guarded(path, dual=dual)
        write(found.network, out)
    except (Impossible, Refused, Failed) as problem:
        complain(problem)
        return 2
    except OSError as problem:
        complain(f"{out}: cannot be written: {problem.strerror}")
        return 2
    warnings = [it for it in found.findings if it.level == "warning"]
    for finding in warnings:
        complain(told(finding, path))
    return int(bool(warnings))
