"""Answer a question about a file with the model's own kinetics."""

from collections.abc import Callable
from pathlib import Path

from bioripple.answers.conditions import Asked
from bioripple.answers.kinetic import respond_kinetic
from bioripple.answers.kinetic_file import in_child
from bioripple.answers.kinetic_names import names_of, roles
from bioripple.answers.kinetics_or_not import NoNumbers
from bioripple.answers.result import Responses
from bioripple.errors import Failed, Refused
from bioripple.network.signed import SignedNetwork, signed_network
from bioripple.odes.system import OdeSystem
from bioripple.sbml.model import SbmlModel

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
) -> tuple[Responses, Asked]:
    """Answer with a model's own kinetics, in a process of its own.

    Parameters
    ----------
    path
        SBML.
    ask
        Makes conditions of all ids that have a value, given as nodes of a network
        without edges.
    targets, top, horizon, simulate, seed
        As `kinetic.respond_kinetic` takes them.

    Returns
    -------
    answer : Responses
        Of those conditions.
    asked : Asked
        What `ask` made.

    Raises
    ------
    Refused
        If what is asked cannot be.
    NoNumbers
        If the model has no answer.
    """

    def work(document: SbmlModel, system: OdeSystem) -> tuple[Responses, Asked] | str:
        try:
            ids, labels = list(roles(system)), names_of(document)
            called = [labels.get(each, each) for each in ids]
            asked = ask(signed_network(ids, [], [], [], labels=called))
            answer = respond_kinetic(
                system,
                asked.conditions,
                labels=labels,
                horizon=horizon,
                targets=targets,
                top=top,
                simulate=simulate,
                seed=seed,
            )
        except (Refused, ValueError) as problem:
            return str(problem)  # of the question, not of the model
        return answer, asked

    try:
        found = in_child(path, work)
    except (Refused, Failed) as problem:
        raise NoNumbers(str(problem)) from None
    if isinstance(found, str):
        raise Refused(found)
    return found
