"""`bioripple evaluate`: compare predictions with measurements."""

import json
from pathlib import Path

from bioripple.cli.answering import (
    answering,
    check_method,
    print_table,
    read_network,
    tell,
)
from bioripple.cli.console import Impossible, complain, say
from bioripple.formats.edges import Dual
from bioripple.respond.conditions import as_acting, read_conditions
from bioripple.respond.observed import SCORES, evaluate, read_observed
from bioripple.respond.output import records


def evaluate_observed(
    path: Path,
    conditions: Path,
    observed: Path,
    *,
    perturbations: Path | None,
    method: str,
    as_json: bool,
    seed: int,
    dual: Dual,
) -> int:
    """Compare with measurements; return the exit code of the command."""

    def answer() -> int:
        check_method(method)
        if seed < 0:
            raise Impossible(f"--seed: expected a number >= 0, found {seed}")
        network = read_network(path, dual).network
        asked = read_conditions(network, conditions)
        done = asked.conditions
        if perturbations is not None:
            done = as_acting(network, done, perturbations)
        measured = read_observed(network, done, observed)
        for name, reason in asked.not_done.items():
            complain(f"condition {name!r} is not done: {reason}")
        tell((*asked.problems, *measured.problems))
        table = evaluate(network, measured, predictors=[method], seed=seed)
        if as_json:
            whole = {"columns": SCORES, "scores": records(table)}
            is_told = say(json.dumps(whole, allow_nan=False))
        else:
            is_told = print_table(table)
        is_whole = not (asked.problems or asked.not_done or measured.problems)
        return 0 if is_told and is_whole else 1

    return answering(answer)
