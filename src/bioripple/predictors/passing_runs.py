"""Train the predictor that ships, and those that say how it does on new families."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bioripple.arrays import Floats
from bioripple.collection.family_folds import make_kinetics_folds
from bioripple.collection.splits import TooFewModels
from bioripple.collection.truth_table import read_scored_truths, read_truths
from bioripple.network.processes import read_processes
from bioripple.network.tiers import Wiring, models_of, read_inputs
from bioripple.predictors.edge_context import edge_context
from bioripple.predictors.passing_examples import PassingExample
from bioripple.predictors.passing_perceptron import PassingPerceptron
from bioripple.predictors.passing_training import PassingSettings, train_passing
from bioripple.predictors.passing_weights import (
    ABUNDANCES,
    KINDS,
    STRUCTURE,
    Weights,
    shares,
)
from bioripple.predictors.process_context import process_context
from bioripple.predictors.torch_runs import fold_seed
from bioripple.predictors.unit_free import unit_free
from bioripple.runtime.each_model import Gathered, of_each
from bioripple.runtime.files import open_arrays
from bioripple.runtime.guard import Limits

Examples = Mapping[str, PassingExample]

# Chosen by families held out, among the few that docs/shipped-predictor.md names. They
# are no part of a configuration: what ships does not hang on whose run it comes from.
SETTINGS = PassingSettings(
    seed=0,
    width=16,
    learning_rate=0.01,
    weight_decay=0.02,
    epochs=20,
    batch=6,
    pairs=96,
    sign_weight=0.5,
    scale_weight=0.1,
    max_nodes=110,
)
N_MEMBERS = 5


@dataclass(frozen=True)
class Shipped:
    """What ships, by `passing_weights.KINDS`.

    Attributes
    ----------
    members
        Perceptrons of each kind, trained on all models; none where there are too few.
    predictions
        Of models held out, n × n by `{model}/{kind}`; see `predict_held_out`.
    facts
        How they were made.
    """

    members: dict[str, list[Weights]]
    predictions: dict[str, NDArray[np.float32]]
    facts: dict[str, Any]


def train_kinds(
    known: Mapping[str, Gathered[PassingExample]],
    family: Mapping[str, str],
    settings: PassingSettings = SETTINGS,
    *,
    n_folds: int,
    n_members: int = N_MEMBERS,
) -> Shipped:
    """Train what ships, and what says how well that does on families held out.

    Parameters
    ----------
    known
        What `read_passing_examples` returned.
    family
        The family of each model.
    settings, n_folds, n_members
        Of the perceptrons; how many folds, and how many members of each kind.
    """
    facts: dict[str, Any] = {
        "settings": asdict(settings),
        "folds": n_folds,
        "members": n_members,
        "not_trained": "",
        "trained_on": {},
        "lost": {},
    }
    made = Shipped({}, {}, facts)
    for kind, gathered in known.items():
        examples = gathered.found
        facts["lost"] |= gathered.lost
        try:
            predictions = predict_held_out(
                examples, family, settings, n_folds=n_folds, name=kind
            )
            members = train_members(examples, settings, n_members=n_members, name=kind)
        except TooFewModels as reason:
            facts["not_trained"] = str(reason)
            continue
        made.members[kind] = members
        made.predictions.update({f"{m}/{kind}": p for m, p in predictions.items()})
        facts["trained_on"][kind] = _counts(examples, family, settings)
    return made


def _counts(
    examples: Examples, family: Mapping[str, str], settings: PassingSettings
) -> dict[str, int]:
    chosen = [
        model
        for model, each in examples.items()
        if each.truths and each.size <= settings.max_nodes
    ]
    families = {family.get(model, model) for model in chosen}
    return {"n_models": len(chosen), "n_families": len(families)}


def read_passing_examples(
    scored: Collection[str],
    *,
    wirings: Path,
    inputs: Path,
    truths: Path,
    summary: Path,
    limits: Limits,
) -> dict[str, Gathered[PassingExample]]:
    """Read networks and their unit-free answers, for all that may be known.

    Parameters
    ----------
    scored
        Ids of models; those without a wiring or an answer are left out.
    wirings, inputs, truths, summary
        What the steps `wirings`, `predictor_inputs` and `truths` write.
    limits
        Time and memory for each model.

    Returns
    -------
    dict
        By `KINDS`, the examples by model.
    """
    defined = read_scored_truths(summary)
    with np.load(wirings, allow_pickle=False) as archive:
        known = set(models_of(archive)) & {model for model, _ in defined}

    def example(model: str, kind: str) -> PassingExample:
        sign = csr_array(read_inputs(open_arrays(wirings), model, Wiring).sign)
        # ASSUME: also for lasting responses, which are of the model at rest, abundances
        # are those at the horizon: who has measured some does not know if they rest.
        state = np.asarray(open_arrays(inputs)[f"{model}/state"], dtype=np.float64)
        answers = read_truths(open_arrays(truths), model, defined)
        return PassingExample(
            size=len(state),
            context=process_context(sign, read_processes(open_arrays(wirings), model))
            if kind == STRUCTURE
            else edge_context(sign, state if kind == ABUNDANCES else None),
            truths=unit_free(answers),
        )

    names = sorted(known & set(scored))
    return {
        kind: of_each(names, partial(example, kind=kind), limits=limits)
        for kind in KINDS
    }


def train_members(
    examples: Examples,
    settings: PassingSettings = SETTINGS,
    *,
    n_members: int = N_MEMBERS,
    name: str = "training",
) -> list[Weights]:
    """Train some perceptrons that differ in their seeds on all models."""
    seeds = [fold_seed(settings.seed, k) for k in range(n_members)]
    return [
        train_passing(
            list(examples.values()), replace(settings, seed=seed), name=f"{name}, {k}"
        ).weights()
        for k, seed in enumerate(seeds, start=1)
    ]


def predict_held_out(
    examples: Examples,
    family: Mapping[str, str],
    settings: PassingSettings = SETTINGS,
    *,
    n_folds: int,
    name: str = "held out",
) -> dict[str, NDArray[np.float32]]:
    """Predict every model by a perceptron that has seen no model of its family.

    Parameters
    ----------
    examples
        Networks and answers; those without answers are predicted, too.
    family
        The family of each; models that have none are left out.
    settings, n_folds
        Of the perceptrons, one for each fold.

    Returns
    -------
    dict
        Signed responses by model, n × n, `[i, j]` of node i to j, 1 on the diagonal.
    """
    folds = make_kinetics_folds(
        examples, family, split="families", n_folds=n_folds, seed=settings.seed
    )
    found = {}
    for number, fold in enumerate(folds):
        chosen = replace(settings, seed=fold_seed(settings.seed, number))
        perceptron: PassingPerceptron = train_passing(
            [examples[model] for model in fold.training],
            chosen,
            name=f"{name}, fold {number + 1} of {len(folds)}",
        )
        weights = perceptron.weights()
        for model in fold.held_out:
            passed = shares(weights, examples[model].context)
            found[model] = dense_responses(passed).astype(np.float32)
    return found


def dense_responses(passed: csr_array) -> Floats:
    """Return what each node does if one is held at 1, n × n: (I - W)⁻¹, scaled."""
    matrix: Any = passed.toarray()
    found = np.linalg.inv(np.eye(len(matrix)) - matrix)
    result: Floats = found / np.diagonal(found)
    return result
