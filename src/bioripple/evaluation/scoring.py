"""Score classifiers and what Table 1 has beside them under every protocol."""

from collections.abc import Mapping
from dataclasses import dataclass

from bioripple.arrays import Flags, Floats
from bioripple.collection.truth_table import read_truths
from bioripple.evaluation.compared import (
    AT_HORIZON,
    Matrices,
    Prediction,
    predictions,
    sign_at_rest,
)
from bioripple.evaluation.scores import NO_SEED, Row, rows_of
from bioripple.metrics.accuracy import (
    Jitter,
    Targets,
    accuracies_by_truth,
    rank_defined,
)
from bioripple.metrics.measures import Yardstick
from bioripple.metrics.noise import Noise
from bioripple.network.influence import reachable
from bioripple.predictors.registry import BY_ID
from bioripple.runtime.each_model import Gathered, arrays_of, of_each
from bioripple.runtime.files import open_arrays
from bioripple.runtime.guard import Limits
from bioripple.vocabulary import AT_REST, REFERENCE, TruthName


def score_model(model: str, matrices: Matrices) -> list[Row]:
    """Score every prediction for one model under every protocol.

    Parameters
    ----------
    model
        Id of a scored model.
    matrices
        Where its matrices are.

    Returns
    -------
    list of Row
        Rows of `scores.COLUMNS`; an accuracy is NaN where the truth does not vary.
    """
    truths = read_truths(open_arrays(matrices.truths), model, matrices.defined)
    linked = _linked(model, matrices)
    truths = {name: matrix for name, matrix in truths.items() if name in linked}
    ranked: dict[tuple[str, int | str], _Ranked] = {}
    rows: list[Row] = []
    for prediction in predictions(model, truths, matrices):
        labels = prediction.labels
        key = (labels.split, labels.seed)
        if key not in ranked:
            ranked[key] = _rank(truths, linked, prediction.scored)
        known = ranked[key]
        targets = {k: v for k, v in known.targets.items() if k in prediction.truths}
        jitter = _jitter(model, prediction, matrices)
        found = accuracies_by_truth(targets, prediction.values, jitter=jitter)
        has_signs = BY_ID[labels.predictor].has_signs
        for truth, scores in found.items():
            yardstick = known.yardsticks[truth]
            more = yardstick.measure(prediction.values, has_signs=has_signs)
            rows += rows_of(model, truth, labels, scores, more)
    return rows


def _linked(model: str, matrices: Matrices) -> dict[TruthName, Flags]:
    """Return between which nodes there is a path, for the truths that are scored."""
    here = arrays_of(matrices.baselines[model])[REFERENCE] > 0.0
    found: dict[TruthName, Flags] = dict.fromkeys(AT_HORIZON, here)
    sign = sign_at_rest(model, matrices.untrained)
    there = {} if sign is None else dict.fromkeys(AT_REST, reachable(sign))
    return found | there


@dataclass(frozen=True, eq=False)
class _Ranked:
    """The truths of a model on the entries that a split and seed score."""

    targets: dict[TruthName, Targets]
    yardsticks: dict[TruthName, Yardstick]


def _rank(
    truths: Mapping[TruthName, Floats],
    linked: Mapping[TruthName, Flags],
    scored: Flags | None,
) -> _Ranked:
    return _Ranked(
        {name: rank_defined(matrix, scored=scored) for name, matrix in truths.items()},
        {
            name: Yardstick(matrix, linked[name], scored=scored)
            for name, matrix in truths.items()
        },
    )


def score_models(
    nodes: Mapping[str, int], matrices: Matrices, *, limits: Limits, threads: int
) -> Gathered[list[Row]]:
    """Score models side by side, each under guard.

    Parameters
    ----------
    nodes
        Number of nodes of each scored model; the largest are begun first.
    matrices
        Where their matrices are.
    limits
        Time and memory for each model.
    threads
        Number of processes.

    Returns
    -------
    Gathered
        What `score_model` returned, in the order of `nodes` for any number of threads.
    """
    gathered = of_each(
        sorted(nodes, key=lambda model: -nodes[model]),
        lambda model: score_model(model, matrices),
        limits=limits,
        workers=threads,
    )
    found, lost = gathered.found, gathered.lost
    return Gathered(
        {model: found[model] for model in nodes if model in found},
        {model: lost[model] for model in nodes if model in lost},
    )


def _jitter(model: str, prediction: Prediction, matrices: Matrices) -> Jitter | None:
    labels = prediction.labels
    if BY_ID[labels.predictor].ties != "jitter":
        return None
    # "None" for no seed, so that the noise is that of tables made before
    drawn = "None" if labels.seed == NO_SEED else str(labels.seed)
    noise = Noise(matrices.jitter, matrices.jitter_draws, matrices.seed)
    return noise.of(model, labels.predictor, labels.split, drawn)
