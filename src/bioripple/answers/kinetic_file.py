"""Ask a kinetic model of a stranger: in a process of its own, within limits."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from bioripple.answers.kinetic import respond_kinetic
from bioripple.answers.kinetic_names import names_of
from bioripple.answers.result import Condition, Responses
from bioripple.datasets.model_file import read_model
from bioripple.errors import Failed, Refused
from bioripple.mapping.parse_sbml import read_document
from bioripple.odes.system import OdeSystem, build_odes
from bioripple.runtime.guard import Limits, run_guarded
from bioripple.sbml.model import SbmlModel
from bioripple.untrusted.xml import MAX_BYTES

Found = TypeVar("Found")
# As in the shipped configuration.
LIMITS = Limits(seconds=120.0, memory_mb=4000)
MAX_NODES = 1_000_000


def in_child(
    path: Path,
    work: Callable[[SbmlModel, OdeSystem], Found],
    *,
    limits: Limits = LIMITS,
    max_bytes: int = MAX_BYTES,
    max_nodes: int = MAX_NODES,
) -> Found:
    """Read an SBML file and do something with it, in a process of its own.

    Parameters
    ----------
    path
        The file; it may be compressed.
    work
        Takes what the file says and its equations; what it returns is pickled.
    limits
        Time and memory.
    max_bytes
        Largest file [bytes].
    max_nodes
        How many expression nodes the equations may need.

    Raises
    ------
    Refused, Failed
        As `work`, or if the file is no sound SBML, or time or memory do not suffice.
    runtime.guard.KilledFromOutside
        If somebody else ended the process.
    RuntimeError
        If there is a bug; the message is the traceback.
    """

    def compute() -> tuple[str, Any]:
        try:
            content = read_model(
                path.resolve(), model="", sha256="", max_bytes=max_bytes
            )
            document = read_document(content, max_bytes=max_bytes, max_nodes=max_nodes)
            return "", work(document, build_odes(document))
        except Refused as problem:
            return "refused", str(problem)
        except (Failed, ArithmeticError) as problem:
            return "failed", str(problem)

    ending = run_guarded(compute, limits=limits)
    if ending.crash:
        raise Failed(f"{path}: {ending.crash}")
    kind, found = ending.value
    if kind == "refused":
        raise Refused(f"{path}: {found}")
    if kind == "failed":
        raise Failed(f"{path}: {found}")
    answer: Found = found
    return answer


def respond_to_file(
    path: Path,
    conditions: Sequence[Condition],
    *,
    limits: Limits = LIMITS,
    **options: Any,
) -> Responses:
    """Answer for a file as `respond_kinetic` does; see `in_child`.

    Parameters
    ----------
    path
        The SBML file.
    conditions
        What is perturbed, by id.
    limits
        Time and memory.
    options
        Of `respond_kinetic`: `horizon`, `t_end`, `targets`, `top`, `simulate`, `seed`.
        Names for people are those of the file.
    """

    def work(document: SbmlModel, system: OdeSystem) -> Responses:
        labels: Mapping[str, str] = names_of(document)
        return respond_kinetic(system, conditions, labels=labels, **options)

    return in_child(path, work, limits=limits)
