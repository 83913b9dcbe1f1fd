"""Matrices to be scored for Table 1: whose, made of what, and held against what.

The files of the whole collection are opened once per process and read model by model.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bioripple.arrays import Flags, Floats, Signs
from bioripple.errors import Failed
from bioripple.evaluation.labels import labels_for
from bioripple.evaluation.scores import Labels
from bioripple.network.tiers import Topology, has_rest, read_inputs
from bioripple.predictors.gcn.impact import enhancement
from bioripple.predictors.registry import CLASSIFIERS
from bioripple.predictors.topology import BASELINES, baselines
from bioripple.runtime.each_model import arrays_of
from bioripple.runtime.files import open_arrays
from bioripple.vocabulary import (
    AT_REST,
    PUBLISHED_TRUTH,
    REFERENCE,
    TRUTHS,
    TruthName,
)

AT_HORIZON = tuple(truth for truth in TRUTHS if truth not in AT_REST)
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
        What it is held against; by default what belongs to the state at the horizon, of
        which it is made.
    """

    labels: Labels
    values: Floats
    scored: Flags | None = None
    truths: tuple[TruthName, ...] = AT_HORIZON


@dataclass(frozen=True)
class Untrained:
    """What Table 1 has beside the classifiers, and oracles, is made of.

    Attributes
    ----------
    enhancement_factor
        npz of the impacts of all models.
    normalise
        Divide the columns of an impact by its diagonal.
    inputs
        npz of what predictors may know; the networks at rest are taken from it.
    alpha
        See `topology.baselines`.
    """

    enhancement_factor: Path
    normalise: bool
    inputs: Path
    alpha: float


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
    at_rest = sign_at_rest(model, untrained)
    if at_rest is not None and AT_REST & truths.keys():
        for name, values in baselines(at_rest, alpha=untrained.alpha).items():
            yield Prediction(labels_for(name), values, truths=tuple(AT_REST))
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


def sign_at_rest(model: str, untrained: Untrained | None) -> Signs | None:
    """Return the network of a model at rest; None if there is none, or it is not asked.

    Classifiers know the network at the horizon, so they are held against no truth that
    is of a model at rest.
    """
    archive = None if untrained is None else open_arrays(untrained.inputs)
    if archive is None or not has_rest(archive, model):
        return None
    return read_inputs(archive, model, Topology, at_rest=True).sign
