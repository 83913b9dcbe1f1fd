"""Score classifiers and what Table 1 has beside them: which, on which entries.

The files of the whole collection are opened once per process and read model by model.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from bioripple.arrays import Flags, Floats
from bioripple.collection.truth_table import read_truths
from bioripple.errors import Failed
from bioripple.evaluation.labels import labels_for
from bioripple.evaluation.scores import NO_SEED, Labels, Row, rows_of
from bioripple.metrics.accuracy import (
    Jitter,
    Targets,
    accuracies_by_truth,
    rank_defined,
)
from bioripple.predictors.gcn.impact import enhancement
from bioripple.predictors.registry import BY_ID, CLASSIFIERS
from bioripple.predictors.topology import BASELINES
from bioripple.runtime.each_model import Gathered, arrays_of, of_each
from bioripple.runtime.files import open_arrays
from bioripple.runtime.guard import Limits
from bioripple.vocabulary import PUBLISHED_TRUTH, REFERENCE, TRUTHS, TruthName

IMPACTS = {
    "bio_impact_oracle": "bio_impact",
    "scaled_impact_oracle": "scaled_impact",
}


@dataclass(frozen=True)
class Run:
    """One trained classifier: its graph, its split, its seed and its predictions."""

    graph: str
    split: str
    seed: int
    path: Path


@dataclass(frozen=True)
class Prediction:
    """A matrix to be scored.

    Attributes
    ----------
    labels
        What it is called in the table.
    values
        n × n.
    scored
        The entries that may be scored, n × n; all if None.
    truths
        What it is held against.
    """

    labels: Labels
    values: Floats
    scored: Flags | None = None
    truths: tuple[TruthName, ...] = TRUTHS


@dataclass(frozen=True)
class Untrained:
    """What Table 1 has beside the classifiers, and oracles, is made of.

    Attributes
    ----------
    enhancement_factor
        npz of the impacts of all models.
    normalise
        Divide the columns of an impact by its diagonal.
    """

    enhancement_factor: Path
    normalise: bool


@dataclass(frozen=True)
class Matrices:
    """Where the matrices of the collection are, and how they are scored.

    Attributes
    ----------
    truths, defined
        npz of the truths of all models, and which truths of which are scored; see
        `truths.read_scored_truths`.
    baselines
        The record of each model by its id.
    runs
        The trained classifiers.
    jitter, jitter_draws, seed
        Noise that breaks ties: its size, number of draws, and seed.
    untrained
        What else is scored; nothing if None.
    """

    truths: Path
    defined: Collection[tuple[str, str]]
    baselines: dict[str, Path]
    runs: tuple[Run, ...]
    jitter: float
    jitter_draws: int
    seed: int
    untrained: Untrained | None = None


def parse_run(path: Path) -> Run:
    """Read graph, split and seed off `…/{graph}/{split}/seed{seed}/predictions.npz`."""
    graph, split, seed = path.parts[-4:-1] if len(path.parts) >= 4 else ("", "", "")
    number = seed.removeprefix("seed")
    if graph not in CLASSIFIERS or not number.isdigit():
        raise ValueError(f"{path}: expected .../GRAPH/SPLIT/seedNUMBER/{path.name}")
    return Run(graph, split, int(number), path)


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
    ranked: dict[tuple[str, int | str], dict[TruthName, Targets]] = {}
    rows: list[Row] = []
    for prediction in predictions(model, truths, matrices):
        labels = prediction.labels
        key = (labels.split, labels.seed)
        if key not in ranked:
            ranked[key] = {
                name: rank_defined(matrix, scored=prediction.scored)
                for name, matrix in truths.items()
            }
        targets = {k: v for k, v in ranked[key].items() if k in prediction.truths}
        jitter = _jitter(model, prediction, matrices)
        found = accuracies_by_truth(targets, prediction.values, jitter=jitter)
        for truth, scores in found.items():
            rows += rows_of(model, truth, labels, scores)
    return rows


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


def predictions(
    model: str, truths: Mapping[TruthName, Floats], matrices: Matrices
) -> Iterator[Prediction]:
    """Yield every prediction for a model, those of one split and seed together.

    Parameters
    ----------
    model
        Id of a scored model.
    truths
        n × n each, NaN where not defined; each predicts itself.
    matrices
        Where the other matrices are.

    Yields
    ------
    Prediction
        The truths, the baselines and the oracles, unless only classifiers are scored;
        then for each split and seed the distance model on the same entries and the
        classifiers of all graphs.

    Raises
    ------
    Failed
        If a step before has nothing of the model.
    """
    known = arrays_of(matrices.baselines[model])
    if matrices.untrained:
        yield from _untrained(model, truths, known, matrices.untrained)
    yield from _learned(model, known[REFERENCE], matrices.runs)


def _untrained(
    model: str,
    truths: Mapping[TruthName, Floats],
    known: Mapping[str, Any],
    untrained: Untrained,
) -> Iterator[Prediction]:
    for truth, matrix in truths.items():
        labels = labels_for("biochemical")
        yield Prediction(labels, np.nan_to_num(matrix), truths=(truth,))
    for name in BASELINES:
        yield Prediction(labels_for(name), known[name])
    impacts = open_arrays(untrained.enhancement_factor)
    if f"{model}/sign" not in impacts:
        raise Failed("it has no enhancement factor")
    for oracle, impact in IMPACTS.items():
        found = impacts[f"{model}/{impact}"]
        factor = enhancement(found, normalise=untrained.normalise)
        # Made of ranks of the published truth: of another one it knows nothing.
        labels = labels_for(oracle)
        yield Prediction(labels, factor * known[REFERENCE], truths=(PUBLISHED_TRUTH,))


def _learned(
    model: str, closeness: Floats, runs: Sequence[Run]
) -> Iterator[Prediction]:
    done: dict[tuple[str, int], Flags] = {}
    for run in sorted(runs, key=lambda run: (run.split, run.seed, run.graph)):
        archive = open_arrays(run.path)
        if f"{model}/enhancement" not in archive:
            continue  # under this split the model is for training only
        scored = np.asarray(archive[f"{model}/scored_entries"], dtype=bool)
        split, seed = run.split, run.seed
        if (split, seed) not in done:
            done[split, seed] = scored
            labels = labels_for(REFERENCE, split=split, seed=seed)
            yield Prediction(labels, closeness, scored)
        elif not np.array_equal(done[split, seed], scored):
            raise ValueError(f"{run.path}: {model} is split unlike in the other graphs")
        factor = archive[f"{model}/enhancement"].astype(np.float64)
        labels = labels_for(run.graph, split=split, seed=seed)
        yield Prediction(labels, factor * closeness, scored)


def _jitter(model: str, prediction: Prediction, matrices: Matrices) -> Jitter | None:
    labels = prediction.labels
    if BY_ID[labels.predictor].ties != "jitter":
        return None
    # "None" for no seed, so that the noise is that of tables made before
    drawn = "None" if labels.seed == NO_SEED else str(labels.seed)
    names = (model, labels.predictor, labels.split, drawn)
    # The noise hangs on what is scored alone, not on what else is, or in which order.
    seed = (matrices.seed, *(crc32(name.encode()) for name in names))
    return Jitter(size=matrices.jitter, draws=matrices.jitter_draws, seed=seed)
