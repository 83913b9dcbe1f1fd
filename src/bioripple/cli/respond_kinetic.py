"""The part of `bioripple respond` that takes a model's own kinetics."""

from collections.abc import Callable
from pathlib import Path

from bioripple.cli.console import Impossible
from bioripple.cli.kinetics_or_not import NoNumbers
from bioripple.cli.settings import read_settings
from bioripple.errors import Failed, Refused
from bioripple.formats.content import read_content
from bioripple.mapping.parse_sbml import read_document
from bioripple.network.signed import SignedNetwork, signed_network
from bioripple.odes.system import build_odes
from bioripple.respond.conditions import Asked
from bioripple.respond.kinetic import respond_kinetic
from bioripple.respond.kinetic_names import names_of, roles
from bioripple.respond.result import Responses
from bioripple.runtime.guard import KilledFromOutside, run_guarded

Ask = Callable[[SignedNetwork], Asked]


def answer_of_kinetics(
    path: Path,
    ask: Ask,
    *,
    targets: list[str] | None,
    top: int | None,
    horizon: float | None,
    simulate: bool,
    seed: int,
) -> tuple[Responses, Asked, str]:
    """Answer with a model's own kinetics, in a process of its own.

    Parameters
    ----------
    path
        SBML.
    ask
        Makes conditions of all ids that can be perturbed, given as nodes of a network
        without edges.
    targets, top, horizon, simulate, seed
        As `kinetic.respond_kinetic` takes them.

    Returns
    -------
    answer : Responses
        Of those conditions.
    asked : Asked
        What `ask` made.
    sha256 : str
        Of the file.

    Raises
    ------
    Impossible
        If what is asked cannot be.
    NoNumbers
        If the model has no answer.
    """
    settings = read_settings(None)
    chosen = settings.mapping
    content = read_content(path)

    def compute() -> tuple[str, str] | tuple[Responses, Asked, str]:
        try:
            document = read_document(
                content.data,
                max_bytes=chosen["max_file_mb"] * 1024**2,
                max_nodes=chosen["max_expression_nodes"],
            )
            system = build_odes(document)
        except (Refused, Failed) as problem:
            return "no numbers", str(problem)
        try:
            asked = ask(signed_network(roles(system), [], [], []))
            answer = respond_kinetic(
                system,
                asked.conditions,
                labels=names_of(document),
                horizon=horizon,
                targets=targets,
                top=top,
                simulate=simulate,
                seed=seed,
            )
        except Failed as problem:
            return "no numbers", str(problem)
        except (Refused, ValueError) as problem:
            return "impossible", str(problem)
        return answer, asked, content.sha256

    try:
        ending = run_guarded(compute, limits=settings.limits)
    except (KilledFromOutside, RuntimeError) as problem:
        raise Impossible(f"{path}: {problem}") from None
    if ending.crash:
        raise NoNumbers(ending.crash)
    value: tuple[str, str] | tuple[Responses, Asked, str] = ending.value
    if len(value) == 3:
        return value
    kind, reason = value
    if kind == "impossible":
        raise Impossible(reason)
    raise NoNumbers(reason)
