"""How well predictors do on a Boolean model, whose functions they do not see."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bioripple.answers.observed import predicted
from bioripple.answers.result import Condition
from bioripple.arrays import Flags, Floats
from bioripple.errors import Failed, Refused
from bioripple.formats.edges import Dual
from bioripple.formats.functions import read_boolean
from bioripple.formats.read import read
from bioripple.metrics.accuracy import accuracy
from bioripple.network.boolean import BooleanModel
from bioripple.network.signed import SignedNetwork
from bioripple.network.steps import AWAY, Walker
from bioripple.predictors.propagating import DISTANCE, SFA
from bioripple.responses.logical import (
    MUTATIONS,
    LogicalResponses,
    logical_responses,
)
from bioripple.runtime.guard import Limits, run_guarded
from bioripple.vocabulary import LEARNED_WIRING

MAX_NODES = 400  # published models have some 300 at most
LIMITS = Limits(seconds=300.0, memory_mb=2000)
PROPAGATION = "propagation_signed_directed"
COMPARED = tuple(dict.fromkeys((LEARNED_WIRING, PROPAGATION, SFA, DISTANCE)))
# Columns of the table, and what each says.
LOGICAL: dict[str, str] = {
    "truth": "what is done to a node: knocked_out (held off), forced_on, or switched "
    "(held on against held off)",
    "predictor": "id of the predictor",
    "pairs": "pairs of different nodes of which the model has an answer; fewer than "
    "there are where it had not settled",
    "accuracy": "Spearman correlation of the sizes of true and predicted responses, "
    "over these pairs",
    "joined": "the same over pairs that a path leads along, as where none does is easy",
    "signed_pairs": "how many of these responses are not 0",
    "sign_accuracy": "share of those whose direction is predicted; none predicted is "
    "wrong",
    "commoner_sign": "share of those that have the commoner direction: what guessing "
    "it always would give",
}
PAIRS: dict[str, str] = {
    "source": "id of the node that is held",
    "target": "id of the node that responds",
    **{
        name: f"change of the share of time that the target is on, {what}"
        for name, what in {
            "knocked_out": "if the source is held off",
            "forced_on": "if it is held on",
            "switched": "if it is held on, against held off",
        }.items()
    },
    **{name: f"what {name} predicts for a source that rises" for name in COMPARED},
}


def evaluate_logic(
    model: BooleanModel, network: SignedNetwork, *, seed: int = 0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Hold predictors against a Boolean model.

    Parameters
    ----------
    model
        The truth.
    network
        Its signed graph, which is all that predictors see. It may have nodes that the
        model has not.
    seed
        Of the simulation.

    Returns
    -------
    DataFrame, DataFrame
        Columns `LOGICAL`, a row for each truth and predictor, the best first; and
        columns `PAIRS`, a row for each pair of nodes, ordered by source.

    Raises
    ------
    Failed
        If there are fewer than two nodes.
    Refused
        If there are too many.
    """
    n = len(model.nodes)
    if n < 2:
        raise Failed(f"the model has {n} nodes; expected two that can differ")
    if n > MAX_NODES:
        raise Refused(
            f"the model has {n} nodes; at most {MAX_NODES} are simulated, as each is "
            "held off and on"
        )
    truth = logical_responses(model, seed=seed)
    joined, guesses = _guesses(model, network)
    rows = [
        {"truth": mutation, "predictor": name}
        | _scores(
            truth.change[mutation],
            -guess if mutation == "knocked_out" else guess,
            joined,
        )
        for mutation in MUTATIONS
        for name, guess in guesses.items()
    ]
    table = pd.DataFrame(rows, columns=list(LOGICAL))
    order = table["truth"].map({name: k for k, name in enumerate(MUTATIONS)})
    best = np.lexsort((-table["sign_accuracy"].fillna(0.0), order))
    return table.iloc[best].reset_index(drop=True), _pairs(model, truth, guesses)


def evaluate_logic_file(
    path: Path, *, dual: Dual = "drop", seed: int = 0, limits: Limits = LIMITS
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Hold predictors against a file as `evaluate_logic` does, in a guarded process.

    Parameters
    ----------
    path
        A Boolean model.
    dual
        What becomes of edges with both signs in its graph; see `formats.read.read`.
    seed
        Of the simulation.
    limits
        Time and memory.

    Raises
    ------
    Refused, Failed
        As `read_boolean` and `evaluate_logic`, or if time or memory do not suffice.
    runtime.guard.KilledFromOutside
        If somebody else ended the process.
    """

    def compute() -> tuple[str, Any]:
        try:
            model, network = read_boolean(path), read(path, dual=dual).network
        except (Refused, Failed) as problem:  # these name the file
            return type(problem).__name__, str(problem)
        try:
            return "", evaluate_logic(model, network, seed=seed)
        except (Refused, Failed) as problem:
            return type(problem).__name__, f"{path}: {problem}"

    ending = run_guarded(compute, limits=limits)
    if ending.crash:
        raise Failed(f"{path}: {ending.crash}")
    kind, found = ending.value
    if kind:
        raise {"Refused": Refused, "Failed": Failed}[kind](found)
    table, pairs = found
    return table, pairs


def _guesses(
    model: BooleanModel, network: SignedNetwork
) -> tuple[Flags, dict[str, Floats]]:
    """Return where paths lead, and what predictors say, [i, j] = of j on i."""
    places = [network.place[node] for node in model.nodes]
    walker = Walker(network)
    joined = np.array([walker.steps({it: 0})[places] != AWAY for it in places]).T
    each = [Condition(node, {node: 1.0}) for node in model.nodes]
    guesses = {
        name: np.where(joined, predicted(network, each, name)[places], 0.0)
        for name in COMPARED
    }
    return joined, guesses


def _scores(truth: Floats, guess: Floats, joined: Flags) -> dict[str, object]:
    others = ~np.eye(len(truth), dtype=np.bool_)
    kept = np.isfinite(truth) & others
    signed = kept & (truth != 0.0)
    right = np.sign(truth[signed]) == np.sign(guess[signed])
    known = np.nan_to_num(truth)
    number, up = right.size, int(np.count_nonzero(truth[signed] > 0.0))
    return {
        "pairs": int(np.count_nonzero(kept)),
        "accuracy": accuracy(known, guess, scored=kept),
        "joined": accuracy(known, guess, scored=kept & joined),
        "signed_pairs": number,
        "sign_accuracy": float(right.mean()) if number else np.nan,
        "commoner_sign": max(up, number - up) / number if number else np.nan,
    }


def _pairs(
    model: BooleanModel, truth: LogicalResponses, guesses: dict[str, Floats]
) -> pd.DataFrame:
    n = len(model.nodes)
    source, target = (it.ravel() for it in np.indices((n, n)))
    kept = source != target
    source, target = source[kept], target[kept]
    names = np.array(model.nodes, dtype=object)
    columns: dict[str, Any] = {"source": names[source], "target": names[target]}
    columns |= {name: truth.change[name][target, source] for name in MUTATIONS}
    columns |= {name: guess[target, source] for name, guess in guesses.items()}
    return pd.DataFrame(columns)[list(PAIRS)]
