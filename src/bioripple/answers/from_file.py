"""Answer a question about a file: with its kinetics if it has any, else by a predictor.

The command line and the workflow ask here, so that both say the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bioripple.answers.answer import respond
from bioripple.answers.conditions import Asked
from bioripple.answers.grid import shown
from bioripple.answers.kinetics_or_not import KINETICS, NoNumbers, has_kinetics
from bioripple.answers.names import in_places
from bioripple.answers.paths import with_paths
from bioripple.answers.result import Responses
from bioripple.errors import Failed, Refused
from bioripple.formats.edges import Dual
from bioripple.formats.findings import ReadNetwork
from bioripple.formats.guarded import read_guarded, told
from bioripple.formats.node_table import read_abundances
from bioripple.network.signed import SignedNetwork
from bioripple.predictors.propagating import AUTO
from bioripple.runtime.files import sha256


@dataclass(frozen=True)
class Question:
    """What is asked of a file.

    Attributes
    ----------
    network
        The file.
    ask
        Makes the conditions, once it is known which nodes there are.
    method
        `auto`, `kinetics`, or the id of a predictor.
    targets, top, robustness, seed
        As `answer.respond` takes them.
    dual
        What becomes of edges with both signs or with none.
    horizon, simulate
        As `kinetic.respond_kinetic` takes them.
    nodes
        Table of abundances, for predictors that take them.
    """

    network: Path
    ask: Callable[[SignedNetwork], Asked]
    method: str = AUTO
    targets: list[str] | None = None
    top: int | None = None
    robustness: int | None = None
    seed: int = 0
    dual: Dual = "drop"
    horizon: float | None = None
    simulate: bool = False
    nodes: Path | None = None


@dataclass(frozen=True)
class Answered:
    """An answer, and what else there is to say.

    Attributes
    ----------
    answer
        Without paths.
    asked
        The conditions, those that could not be done, and what is wrong with them.
    said
        What reading found, line by line, and why there are no kinetics.
    abundances
        Those that were used, by id.
    is_as_asked
        Whether what answers is what was asked, with all that was told of the nodes.
    """

    answer: Responses
    asked: Asked
    said: tuple[str, ...] = ()
    abundances: Mapping[str, float] | None = None
    is_as_asked: bool = True

    def with_paths(self) -> Responses:
        """Return the answer with the strongest paths to what responds most."""
        known = in_places(self.answer.network, self.abundances)
        return with_paths(self.answer, abundances=known)

    def counts(self) -> dict[str, str | int | bool]:
        """Return what a table of many networks says of an answer."""
        return {
            "predictor": self.answer.predictor,
            "nodes": self.answer.network.size,
            "edges": self.answer.network.n_edges,
            "conditions": len(self.answer.conditions),
            "not_done": len(self.asked.not_done),
            "is_whole": self.is_whole,
        }

    @property
    def is_whole(self) -> bool:
        """Whether all was done as it was asked, and every solution converged."""
        facts = self.answer.facts
        converged = facts.get("solve", {}).get("converged", True)
        lacking = self.asked.problems or self.asked.not_done or facts.get("not_done")
        return self.is_as_asked and bool(converged) and not lacking


def answer_from_file(question: Question) -> Answered:
    """Answer a question about a file.

    Raises
    ------
    Refused, Failed
        If the file cannot be read, or what is asked cannot be.
    runtime.guard.KilledFromOutside, RuntimeError
        As `formats.guarded.read_guarded`.
    """
    if question.nodes is not None and question.method == KINETICS:
        raise Refused("kinetics know abundances themselves: they go without --nodes")
    if question.nodes is None and has_kinetics(question.network, question.method):
        if question.robustness and question.method == KINETICS:
            raise Refused("kinetics lose no edges: robustness is for predictors")
        return _by_kinetics(question)
    if question.horizon is not None or question.simulate:
        without = ", which are not looked at with --nodes" * bool(question.nodes)
        raise Refused(
            f"a horizon and a simulation need the kinetics of a model{without}"
        )
    return _predicted(question)


def _by_kinetics(question: Question) -> Answered:
    """Take the kinetics; if no answer comes of them, and nobody chose them, predict."""
    from bioripple.answers.kinetic_answer import answer_of_kinetics  # takes long

    try:
        answer, asked = answer_of_kinetics(
            question.network,
            question.ask,
            targets=question.targets,
            top=question.top,
            horizon=question.horizon,
            simulate=question.simulate,
            seed=question.seed,
        )
    except NoNumbers as problem:
        lack = f"the kinetics give no answer: {problem}"
        if question.method == KINETICS or question.horizon or question.simulate:
            raise Refused(lack) from None
        try:
            found = _predicted(question)
        except (Refused, Failed) as other:
            raise Refused(f"{lack}; and for a prediction, {other}") from None
        why = (lack, "what follows is predicted from who acts on whom")
        return replace(found, said=(*why, *found.said), is_as_asked=False)
    origin = {
        "file": question.network.name,
        "format": "sbml",
        "sha256": sha256(question.network),
    }
    said = _perturbed_targets(question.targets, asked)
    return Answered(_with_origin(answer, origin), asked, said)


def _predicted(question: Question) -> Answered:
    found = read_guarded(question.network, dual=question.dual)
    if not found.network.size:
        raise Refused(f"{question.network}: expected a network, found no nodes")
    asked = question.ask(found.network)
    said = tuple(told(finding, question.network) for finding in found.findings)
    abundances = None
    warned = False
    if question.nodes is not None:
        table = read_abundances(question.nodes, found.network)
        abundances = table.abundance
        warned = any(finding.level == "warning" for finding in table.findings)
        said += tuple(told(finding, question.nodes) for finding in table.findings)
    answer = respond(
        found.network,
        asked.conditions,
        predictor=question.method,
        targets=question.targets,
        top=question.top,
        robustness=question.robustness,
        seed=question.seed,
        abundances=abundances,
    )
    said += _perturbed_targets(question.targets, asked)
    origin = _origin(found, question)
    return Answered(_with_origin(answer, origin), asked, said, abundances, not warned)


def _perturbed_targets(targets: list[str] | None, asked: Asked) -> tuple[str, ...]:
    """Say of targets that are perturbed themselves why they have no row."""
    return tuple(
        f'condition "{shown(each.name)}": no row for "{shown(node)}", which is '
        "perturbed itself"
        for each in asked.conditions
        for node in dict.fromkeys(targets or ())
        if node in each.nodes
    )


def _origin(found: ReadNetwork, question: Question) -> dict[str, object]:
    """Return what was read, and what there was to say about it."""
    return {
        "file": question.network.name,
        "format": found.format,
        "sha256": found.sha256,
        "dual": question.dual,
        "findings": [
            {"level": it.level, "where": it.where, "text": it.text}
            for it in found.findings
        ],
    }


def _with_origin(answer: Responses, origin: Mapping[str, object]) -> Responses:
    return replace(answer, facts={**answer.facts, "network": origin})
