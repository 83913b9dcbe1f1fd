"""Score every method on one model: which predictions there are, on which entries.

The files of the whole collection are opened once per process and read model by model.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np

from bioripple.arrays import Flags, Floats
from bioripple.collection.truth_table import read_truths
from bioripple.errors import Failed
from bioripple.evaluation.methods import BASELINE_IDS, BY_ID
from bioripple.metrics.accuracy import (
    Jitter,
    Protocol,
    Targets,
    accuracies_by_truth,
    rank_defined,
)
from bioripple.predictors.gcn.impact import enhancement
from bioripple.runtime.each_model import Gathered, arrays_of, of_each
from bioripple.runtime.files import open_arrays
from bioripple.runtime.guard import Limits
from bioripple.vocabulary import NO_SPLIT, PUBLISHED_TRUTH, TRUTHS, TruthName

JITTERED = ("distance", "first_neighbour", "enhancement")
IMPACTS = {
    "bio_impact_upper_bound": "bio_impact",
    "scaled_impact_upper_bound": "scaled_impact",
}
Row = dict[str, str | int | float]
COLUMNS = (
    "model",
    "method",
    "truth",
    "entries",
    "pooling",
    "ties",
    "split",
    "seed",
    "accuracy",
)


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
    method, split, seed
        Its names in the table; a method that does not learn has no split and no seed.
    values
        n × n.
    scored
        The entries that may be scored, n × n; all if None.
    truths
        What it is held against.
    """

    method: str
    values: Floats
    split: str = NO_SPLIT
    seed: int | None = None
    scored: Flags | None = None
    truths: tuple[TruthName, ...] = TRUTHS


@dataclass(frozen=True)
class Sources:
    """Where the matrices of the collection are, and how they are scored.

    Attributes
    ----------
    truths, defined
        npz of the truths of all models, and which truths of which are scored; see
        `truths.read_scored_truths`.
    baselines
        The record of each model by its id.
    enhancement_factor
        npz of the impacts of all models.
    runs
        The trained classifiers.
    normalise
        Divide the columns of an impact by its diagonal.
    jitter, jitter_draws, seed
        Noise that breaks ties: its size, number of draws, and seed.
    """

    truths: Path
    defined: Collection[tuple[str, str]]
    baselines: dict[str, Path]
    enhancement_factor: Path
    runs: tuple[Run, ...]
    normalise: bool
    jitter: float
    jitter_draws: int
    seed: int


def parse_run(path: Path) -> Run:
    """Read graph, split and seed off `…/{graph}/{split}/seed{seed}/predictions.npz`."""
    graph, split, seed = path.parts[-4:-1] if len(path.parts) >= 4 else ("", "", "")
    number = seed.removeprefix("seed")
    if graph not in BY_ID or not number.isdigit():
        raise ValueError(f"{path}: expected .../GRAPH/SPLIT/seedNUMBER/{path.name}")
    return Run(graph, split, int(number), path)


def score_model(model: str, sources: Sources) -> list[Row]:
    """Score every method on one model under every protocol.

    Parameters
    ----------
    model
        Id of a scored model.
    sources
        Where its matrices are.

    Returns
    -------
    list of Row
        Rows of `accuracy.tsv`; an accuracy is NaN where the truth does not vary.
    """
    truths = read_truths(open_arrays(sources.truths), model, sources.defined)
    ranked: dict[tuple[str, int | None], dict[TruthName, Targets]] = {}
    rows: list[Row] = []
    for prediction in predictions(model, truths, sources):
        key = (prediction.split, prediction.seed)
        if key not in ranked:
            ranked[key] = {
                name: rank_defined(matrix, scored=prediction.scored)
                for name, matrix in truths.items()
            }
        targets = {k: v for k, v in ranked[key].items() if k in prediction.truths}
        jitter = _jitter(model, prediction, sources)
        found = accuracies_by_truth(targets, prediction.values, jitter=jitter)
        rows += [
            _row(model, prediction, truth, *score)
            for truth, scores in found.items()
            for score in scores.items()
        ]
    return rows


def score_models(
    nodes: Mapping[str, int], sources: Sources, *, limits: Limits, threads: int
) -> Gathered[list[Row]]:
    """Score models side by side, each under guard.

    Parameters
    ----------
    nodes
        Number of nodes of each scored model; the largest are begun first.
    sources
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
        lambda model: score_model(model, sources),
        limits=limits,
        workers=threads,
    )
    found, lost = gathered.found, gathered.lost
    return Gathered(
        {model: found[model] for model in nodes if model in found},
        {model: lost[model] for model in nodes if model in lost},
    )


def predictions(
    model: str, truths: Mapping[TruthName, Floats], sources: Sources
) -> Iterator[Prediction]:
    """Yield every prediction for a model, those of one split and seed together.

    Parameters
    ----------
    model
        Id of a scored model.
    truths
        n × n each, NaN where not defined; each is a method of its own.
    sources
        Where the other matrices are.

    Yields
    ------
    Prediction
        The truths, the baselines, the upper bounds, then for each split and seed the
        distance model on the same entries and the classifiers of all graphs.

    Raises
    ------
    Failed
        If a step before has nothing of the model.
    """
    for truth, matrix in truths.items():
        yield Prediction("biochemical", np.nan_to_num(matrix), truths=(truth,))
    known = arrays_of(sources.baselines[model])
    for method in BASELINE_IDS:
        yield Prediction(method, known[method])
    closeness = known["distance_directed"]
    impacts = open_arrays(sources.enhancement_factor)
    if f"{model}/sign" not in impacts:
        raise Failed("it has no enhancement factor")
    for method, name in IMPACTS.items():
        factor = enhancement(impacts[f"{model}/{name}"], normalise=sources.normalise)
        # Made of ranks of the published truth: of another one it bounds nothing.
        yield Prediction(method, factor * closeness, truths=(PUBLISHED_TRUTH,))
    yield from _learned(model, closeness, sources.runs)


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
            yield Prediction("distance_directed", closeness, split, seed, scored)
        elif not np.array_equal(done[split, seed], scored):
            raise ValueError(f"{run.path}: {model} is split unlike in the other graphs")
        factor = archive[f"{model}/enhancement"].astype(np.float64)
        yield Prediction(run.graph, factor * closeness, split, seed, scored)


def _jitter(model: str, prediction: Prediction, sources: Sources) -> Jitter | None:
    # As in DYNAMO's code: propagation has few ties, and its ties are left alone.
    if BY_ID[prediction.method].family not in JITTERED:
        return None
    names = (model, prediction.method, prediction.split, str(prediction.seed))
    # The noise hangs on what is scored alone, not on what else is, or in which order.
    seed = (sources.seed, *(crc32(name.encode()) for name in names))
    return Jitter(size=sources.jitter, draws=sources.jitter_draws, seed=seed)


def _row(
    model: str,
    prediction: Prediction,
    truth: TruthName,
    protocol: Protocol,
    accuracy: float,
) -> Row:
    return {
        "model": model,
        "method": prediction.method,
        "truth": truth,
        "entries": protocol.entries,
        "pooling": protocol.pooling,
        "ties": protocol.ties,
        "split": prediction.split,
        "seed": "" if prediction.seed is None else prediction.seed,
        "accuracy": accuracy,
    }
