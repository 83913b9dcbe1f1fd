"""`bioripple respond`: predict what responds if something is perturbed."""

import json
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from bioripple.answers.conditions import Asked, conditions_of_file, read_perturbation
from bioripple.answers.from_file import Question, answer_from_file
from bioripple.answers.grid import shown
from bioripple.answers.kinetics_or_not import KINETICS
from bioripple.answers.output import ANSWERED, PAGE, document, write_answer
from bioripple.answers.result import Responses
from bioripple.answers.robustness import MOST_DRAWN
from bioripple.answers.stream import TOP, UNFINISHED, respond_from_all
from bioripple.cli.answering import (
    answering,
    check_method,
    naming_faults,
    print_table,
    read_network,
    tell,
)
from bioripple.cli.console import Impossible, complain, say
from bioripple.cli.stopping import Stop, stoppable
from bioripple.errors import Refused
from bioripple.formats.edges import Dual
from bioripple.formats.small_table import read_small
from bioripple.network.signed import SignedNetwork
from bioripple.predictors.propagating import OWN_NETWORK, PASSINGS


@dataclass(frozen=True)
class Asking:
    """What the command line asks.

    Attributes
    ----------
    network, perturb, conditions, method, targets, top, robustness, seed, dual,
    horizon, simulate, nodes
        As the options of `bioripple respond`.
    """

    network: Path
    perturb: str
    conditions: Path | None
    method: str
    targets: str | None
    top: int | None
    robustness: int | None
    seed: int
    dual: Dual
    horizon: float | None = None
    simulate: bool = False
    nodes: Path | None = None

    def question(self) -> Question:
        """Return it as the engine takes it."""
        return Question(
            self.network,
            self.read_conditions,
            method=self.method,
            targets=_targets(self.targets),
            top=self.top,
            robustness=self.robustness,
            seed=self.seed,
            dual=self.dual,
            horizon=self.horizon,
            simulate=self.simulate,
            nodes=self.nodes,
        )

    def read_conditions(self, network: SignedNetwork) -> Asked:
        """Make conditions of nodes that there are."""
        if self.conditions is None:
            return Asked((read_perturbation(network, self.perturb),))
        return conditions_of_file(network, self.conditions)


def respond_network(
    asking: Asking, *, out: Path | None, as_json: bool, all_sources: bool
) -> int:
    """Answer a question; return the exit code of the command."""

    def answer() -> int:
        _check(asking, out, all_sources, as_json)
        if all_sources:
            assert out is not None
            return _stream(asking, out)
        return _answer(asking, out, as_json)

    return answering(answer)


def _check(asking: Asking, out: Path | None, all_sources: bool, as_json: bool) -> None:
    """Make sure that the options go together, before anything is read."""
    ways = (bool(asking.perturb), asking.conditions is not None, all_sources)
    if sum(ways) != 1:
        raise Impossible(
            "expected one of --perturb, --conditions and --all-sources; found "
            f"{sum(ways)} of them"
        )
    if all_sources:
        if out is None:
            raise Impossible("--all-sources: needs --out DIR; it writes as it goes")
        others = (asking.targets, asking.nodes, asking.horizon)
        if (
            any(it is not None for it in others)
            or asking.robustness
            or asking.simulate
            or as_json
        ):
            raise Impossible(
                "--all-sources: goes without --targets, --robustness, --nodes, "
                "--horizon, --simulate and --json"
            )
    check_method(
        asking.method, known=PASSINGS if all_sources else (*OWN_NETWORK, KINETICS)
    )
    for name, value, least in (
        ("--top", asking.top, 1),
        ("--robustness", asking.robustness, 0),
        ("--seed", asking.seed, 0),
    ):
        if value is not None and value < least:
            raise Impossible(f"{name}: expected a number >= {least}, found {value}")
    if (asking.robustness or 0) > MOST_DRAWN:
        raise Impossible(
            f"--robustness: expected a number <= {MOST_DRAWN}, found "
            f"{asking.robustness}"
        )
    if out is not None:
        ANSWERED.check(out)


def _answer(asking: Asking, out: Path | None, as_json: bool) -> int:
    with naming_faults(asking.network):
        found = answer_from_file(asking.question())
    for name, reason in found.asked.not_done.items():
        complain(f"condition {name!r} is not done: {reason}")
    tell((*found.said, *found.asked.problems))
    answer = found.answer
    if out is not None or as_json:
        answer = found.with_paths()
    is_told = _give(answer, out, as_json)
    return 0 if is_told and found.is_whole else 1


def _targets(text: str | None) -> list[str] | None:
    """Return the ids that are listed, or those in the file that is named."""
    if text is None:
        return None
    path = Path(text)
    parts = text.split(",")
    with suppress(OSError):  # a long list can be no name of a file
        if path.is_file():
            parts = read_small(path).split("\n")
    found = [part.strip() for part in parts if part.strip()]
    if not found:
        raise Refused(f'--targets: expected nodes, found none in "{shown(text)}"')
    if parts == [text] and path.suffix in (".txt", ".tsv", ".csv", ".list"):
        tell([f"--targets: there is no file {shown(text)}; it is taken for a node"])
    return found


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


def _stream(asking: Asking, out: Path) -> int:
    found = read_network(asking.network, asking.dual)
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
            predictor=asking.method,
            top=asking.top or TOP,
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
