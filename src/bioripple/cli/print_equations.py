"""`bioripple equations`: print a model's equations as LaTeX."""

import os
from pathlib import Path

from bioripple.cli.console import Impossible, complain, say
from bioripple.cli.settings import read_settings
from bioripple.datasets.model_file import read_model
from bioripple.errors import Failed, Refused
from bioripple.experiment.config_files import ConfigError
from bioripple.mapping.parse_sbml import read_document
from bioripple.odes.latex import equations
from bioripple.odes.system import build_odes
from bioripple.runtime.guard import KilledFromOutside, run_guarded


def print_equations(file: Path, *, config: Path | None) -> int:
    """Print the equations of a file; return the exit code of the command."""
    try:
        settings = read_settings(config)
        if not os.path.exists(file):
            raise Impossible(f"{file}: there is no such file")
        if not os.path.isfile(file):
            raise Impossible(f"{file}: is a folder or a device; expected an SBML file")
    except (Impossible, ConfigError) as problem:
        complain(problem)
        return 2
    chosen = settings.mapping
    max_bytes = chosen["max_file_mb"] * 1024**2

    def compute() -> tuple[str, str]:
        try:
            content = read_model(
                file.resolve(), model="", sha256="", max_bytes=max_bytes
            )
            document = read_document(
                content, max_bytes=max_bytes, max_nodes=chosen["max_expression_nodes"]
            )
            return "", equations(build_odes(document))
        except (Refused, Failed) as problem:
            kind = "refused" if isinstance(problem, Refused) else "failed"
            return f"{kind}: {problem}", ""

    try:
        ending = run_guarded(compute, limits=settings.limits)
    except KilledFromOutside as killed:
        complain(killed)
        return 1
    except RuntimeError as bug:
        complain(f"a bug; please report it with the file\n{bug}")
        return 1
    why_not, text = (ending.crash, "") if ending.crash else ending.value
    if why_not:
        complain(f"{file}: {why_not}")
        return 1
    return 0 if say(text) else 1
