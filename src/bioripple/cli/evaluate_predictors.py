"""`bioripple evaluate`: compare predictions with measurements, or with a model."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from bioripple.answers.acting import as_acting
from bioripple.answers.conditions import read_conditions
from bioripple.answers.kinetics_or_not import file_kind
from bioripple.answers.observed import SCORES, evaluate, read_observed
from bioripple.answers.output import records
from bioripple.cli.answering import (
    answering,
    check_method,
    naming_faults,
    print_table,
    read_network,
    tell,
)
from bioripple.cli.console import Impossible, complain, say
from bioripple.formats.edges import Dual
from bioripple.formats.functions import KINDS
from bioripple.predictors.propagating import AUTO
from bioripple.runtime.tables import write_table


@dataclass(frozen=True)
class Evaluation:
    """What the command line asks.

    Attributes
    ----------
    network, conditions, observed, perturbations, pairs, method, seed, dual
        As the options of `bioripple evaluate`.
    """

    network: Path
    conditions: Path | None
    observed: Path | None
    perturbations: Path | None
    pairs: Path | None
    method: str
    seed: int
    dual: Dual


def evaluate_predictors(asked: Evaluation, *, as_json: bool) -> int:
    """Compare predictions with what is known; return the exit code of the command."""

    def answer() -> int:
        check_method(asked.method)
        if asked.seed < 0:
            raise Impossible(f"--seed: expected a number >= 0, found {asked.seed}")
        if asked.observed is None or asked.conditions is None:
            return _by_model(asked, as_json)
        if asked.pairs is not None:
            raise Impossible("--pairs: is for Boolean models, without --observed")
        return _by_measurements(asked, asked.conditions, asked.observed, as_json)

    return answering(answer)


def _by_measurements(
    asked: Evaluation, conditions: Path, observed: Path, as_json: bool
) -> int:
    network = read_network(asked.network, asked.dual).network
    done = read_conditions(network, conditions)
    acting = done.conditions
    if asked.perturbations is not None:
        acting = as_acting(network, acting, asked.perturbations)
    measured = read_observed(network, acting, observed)
    for name, reason in done.not_done.items():
        complain(f"condition {name!r} is not done: {reason}")
    tell((*done.problems, *measured.problems))
    table = evaluate(network, measured, predictors=[asked.method], seed=asked.seed)
    is_told = _give(table, SCORES, as_json)
    is_whole = not (done.problems or done.not_done or measured.problems)
    return 0 if is_told and is_whole else 1


def _by_model(asked: Evaluation, as_json: bool) -> int:
    """Hold all predictors against a model's own responses."""
    if asked.observed or asked.conditions or asked.perturbations:
        raise Impossible("--observed and --conditions: expected both, or neither")
    if asked.method != AUTO:
        raise Impossible("--method: without --observed, all predictors are compared")
    kind = file_kind(asked.network)
    if kind in KINDS:
        return _by_logic(asked, as_json)
    if asked.pairs is not None:
        raise Impossible(f"--pairs: {asked.network} is {kind}, not a Boolean model")
    if kind != "sbml":
        raise Impossible(
            f"{asked.network}: has no kinetics to compare with, and no logic; give "
            "--conditions and --observed"
        )
    from bioripple.answers.evaluate_file import evaluate_file  # takes long
    from bioripple.answers.evaluate_model import EVALUATED

    with naming_faults(asked.network):
        table = evaluate_file(asked.network, seed=asked.seed)
    if as_json or not sys.stdout.isatty():
        return 0 if _give(table, EVALUATED, as_json) else 1
    told = [
        print_table(_for_people(mine), title=f"{truth} ({at})", most=len(mine))
        for (truth, at), mine in table.groupby(["truth", "at"], sort=False)
    ]
    return 0 if all(told) else 1


def _for_people(table: pd.DataFrame) -> pd.DataFrame:
    """Leave out what a narrow terminal has no room for, and what says nothing."""
    left_out = ["truth", "at", "label", "pairs", "signed_pairs"]
    if not table["problem"].fillna("").astype(str).any():
        left_out.append("problem")
    return table.drop(columns=left_out)


def _by_logic(asked: Evaluation, as_json: bool) -> int:
    """Hold all predictors against what a Boolean model itself does."""
    from bioripple.answers.evaluate_logic import LOGICAL, evaluate_logic_file

    if asked.pairs is not None:
        if asked.pairs.is_dir():
            raise Impossible(f"--pairs: {asked.pairs} is a folder; expected a file")
        if asked.pairs.resolve() == asked.network.resolve():
            raise Impossible(f"--pairs: {asked.pairs} is the model itself")
    read_network(asked.network, asked.dual)  # says what there is to say about it
    table, pairs = evaluate_logic_file(asked.network, dual=asked.dual, seed=asked.seed)
    if asked.pairs is not None:
        write_table(asked.pairs, pairs)
    return 0 if _give(table, LOGICAL, as_json) else 1


def _give(table: pd.DataFrame, columns: Mapping[str, str], as_json: bool) -> bool:
    if not as_json:
        return print_table(table, most=len(table))
    whole = {"columns": dict(columns), "scores": records(table)}
    return say(json.dumps(whole, allow_nan=False))
