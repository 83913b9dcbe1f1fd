"""`bioripple respond`: predict what responds if something is perturbed."""

import json
import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from bioripple.cli.answering import (
    answering,
    check_method,
    print_table,
    read_network,
    tell,
)
from bioripple.cli.console import Impossible, complain, say
from bioripple.cli.kinetics_or_not import KINETICS, NoNumbers, has_kinetics
from bioripple.cli.stopping import Stop, stoppable
from bioripple.errors import Refused
from bioripple.formats.edges import Dual
from bioripple.formats.findings import ReadNetwork
from bioripple.network.signed import SignedNetwork
from bioripple.predictors.propagating import OWN_NETWORK, PASSINGS
from bioripple.respond.answer import respond
from bioripple.respond.conditions import Asked, read_conditions, read_perturbation
from bioripple.respond.output import ANSWERED, PAGE, document, write_answer
from bioripple.respond.paths import with_paths
from bioripple.respond.result import Responses
from bioripple.respond.stream import TOP, UNFINISHED, respond_from_all
from bioripple.runtime.files import sha256


@dataclass(frozen=True)
class Question:
    """What the command line asks.

    Attributes
    ----------
    network, perturb, conditions, method, targets, top, robustness, seed, dual,
    horizon, simulate
        As the options of `bioripple respond`.
    """

    network: Path
    perturb: str
    conditions: Path | None
    method: str
    targets: str
    top: int | None
    robustness: int | None
    seed: int
    dual: Dual
    horizon: float | None = None
    simulate: bool = False


def respond_network(
    question: Question, *, out: Path | None, as_json: bool, all_sources: bool
) -> int:
    """Answer a question; return the exit code of the command."""

    def answer() -> int:
        _check(question, out, all_sources)
        if all_sources:
            assert out is not None
            return _stream(question, out)
        return _answer(question, out, as_json)

    return answering(answer)


def _check(question: Question, out: Path | None, all_sources: bool) -> None:
    """Make sure that the options go together, before anything is read."""
    ways = (bool(question.perturb), question.conditions is not None, all_sources)
    if sum(ways) != 1:
        raise Impossible(
            "expected one of --perturb, --conditions and --all-sources; found "
            f"{sum(ways)} of them"
        )
    if all_sources:
        if out is None:
            raise Impossible("--all-sources: needs --out DIR; it writes as it goes")
        if question.targets or question.robustness:
            raise Impossible("--all-sources: goes without --targets and --robustness")
    check_method(
        question.method, known=PASSINGS if all_sources else (*OWN_NETWORK, KINETICS)
    )
    for name, value, least in (
        ("--top", question.top, 1),
        ("--robustness", question.robustness, 0),
        ("--seed", question.seed, 0),
    ):
        if value is not None and value < least:
            raise Impossible(f"{name}: expected a number >= {least}, found {value}")
    if out is not None:
        ANSWERED.check(out)


def _answer(question: Question, out: Path | None, as_json: bool) -> int:
    if has_kinetics(question.network, question.method):
        if question.robustness:
            raise Impossible("--robustness: kinetics lose no edges; choose a --method")
        answer, asked = _by_kinetics(question)
    elif question.horizon is not None or question.simulate:
        raise Impossible("--horizon and --simulate: need the kinetics of a model")
    else:
        answer, asked = _predicted(question)
    for name, reason in asked.not_done.items():
        complain(f"condition {name!r} is not done: {reason}")
    tell(asked.problems)
    if out is not None or as_json:
        answer = with_paths(answer)
    is_told = _give(answer, out, as_json)
    is_whole = not (asked.problems or asked.not_done)
    converged = answer.facts.get("solve", {}).get("converged", True)
    return 0 if is_told and is_whole and converged else 1


def _by_kinetics(question: Question) -> tuple[Responses, Asked]:
    """Take the kinetics; if no answer comes of them, and nobody chose them, predict."""
    from bioripple.cli.respond_kinetic import answer_of_kinetics  # takes long

    try:
        answer, asked = answer_of_kinetics(
            question.network,
            partial(_asked, question),
            targets=_targets(question.targets),
            top=question.top,
            horizon=question.horizon,
            simulate=question.simulate,
            seed=question.seed,
        )
    except NoNumbers as problem:
        if question.method == KINETICS:
            raise Impossible(str(problem)) from None
        complain(f"the kinetics give no answer: {problem}")
        tell(["what follows is predicted from who acts on whom"])
        return _predicted(question)
    digest = sha256(question.network)
    origin = {"file": question.network.name, "format": "sbml", "sha256": digest}
    return replace(answer, facts={**answer.facts, "network": origin}), asked


def _predicted(question: Question) -> tuple[Responses, Asked]:
    found = read_network(question.network, question.dual)
    asked = _asked(question, found.network)
    answer = respond(
        found.network,
        asked.conditions,
        predictor=question.method,
        targets=_targets(question.targets),
        top=question.top,
        robustness=question.robustness,
        seed=question.seed,
    )
    return _with_origin(answer, question, found), asked


def _asked(question: Question, network: SignedNetwork) -> Asked:
    if question.conditions is None:
        return Asked((read_perturbation(network, question.perturb),))
    asked = read_conditions(network, question.conditions)
    if not asked.conditions:
        said = "".join(f"\n{problem}" for problem in asked.problems)
        raise Refused(f"no condition names a node or link of the network{said}")
    return asked


def _targets(text: str) -> list[str] | None:
    """Return the ids that are listed, or those in the file that is named."""
    if not text:
        return None
    path = Path(text)
    if path.is_file():
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        return [line.strip() for line in lines if line.strip()]
    return [part.strip() for part in text.split(",") if part.strip()]


def _with_origin(
    answer: Responses, question: Question, found: ReadNetwork
) -> Responses:
    """Add what was read, and what there was to say about it."""
    origin = {
        "file": question.network.name,
        "format": found.format,
        "sha256": found.sha256,
        "dual": question.dual,
        "findings": [
            {"level": it.level, "where": it.where, "text": it.text}
            for it in found.findings
        ],
    }
    return replace(answer, facts={**answer.facts, "network": origin})


def _give(answer: Responses, out: Path | None, as_json: bool) -> bool:
    """Write or print the answer; return whether it got there."""
    if out is not None:
        _write(answer, out)
    is_told = True
    if as_json:
        is_told = say(json.dumps(document(answer), allow_nan=False))
    elif out is None and not sys.stdout.isatty():
        is_told = print_table(answer.table)
    elif sys.stdout.isatty():
        for condition in answer.conditions:
            mine = answer.table[answer.table["condition"] == condition.name]
            print_table(_for_people(mine), title=condition.name)
    tell(f"* {note}" for note in answer.notes)
    if out is not None:
        tell([f"written to {out}"])
    return is_told


def _write(answer: Responses, out: Path) -> None:
    # Only here: drawing takes long to import.
    from bioripple.page.pictures import write_pictures
    from bioripple.page.write import write_page

    with ANSWERED.replacing(out) as folder:
        write_answer(folder, answer)
        write_page(folder / PAGE, answer)
        tell(f"* {said}" for said in write_pictures(folder, answer))


def _for_people(table: pd.DataFrame) -> pd.DataFrame:
    """Leave out what says nothing."""
    said_already = ["condition"]
    if (table["name"] == table["node"]).all():
        said_already.append("name")
    if table["spread"].isna().all():
        said_already += ["spread", "sign_agreement"]
    return table.drop(columns=said_already)


def _stream(question: Question, out: Path) -> int:
    found = read_network(question.network, question.dual)
    network = found.network
    console = Console(stderr=True, highlight=False)
    with (
        stoppable() as stop,
        Progress(
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        ) as bar,
    ):
        task = bar.add_task("", total=network.size)

        def told(done: int, of: int) -> None:
            bar.update(task, completed=done)
            _look(stop, out)

        began = respond_from_all(
            network,
            out,
            sha256=found.sha256,
            predictor=question.method,
            top=question.top or TOP,
            told=told,
        )
    if began:
        tell([f"went on after the {began} sources of an earlier call"])
    tell([f"written to {out}"])
    return 0


def _look(stop: Stop, out: Path) -> None:
    if stop.number:
        tell([f"what is done is kept in {out / UNFINISHED}; the same call goes on"])
    stop.look()
