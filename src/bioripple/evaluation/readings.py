"""Readings of the paper's text side by side: what each of them gives.

A reading is a choice of what the paper leaves open; its classifiers are scored on the
entries that its split scores, and the distance model beside them on the same entries.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import pandas as pd

from bioripple.arrays import Flags, Floats
from bioripple.collection.truth_table import read_truths
from bioripple.errors import Failed
from bioripple.evaluation.beside import Row, over_models
from bioripple.metrics.accuracy import (
    Targets,
    accuracies,
    pooled_only,
    rank_defined,
)
from bioripple.metrics.noise import Noise
from bioripple.predictors.gcn.impact import READOUTS
from bioripple.predictors.registry import BY_ID
from bioripple.predictors.topology import BASELINES
from bioripple.runtime.each_model import Gathered, of_each
from bioripple.runtime.files import open_arrays, read_json
from bioripple.runtime.guard import Limits
from bioripple.vocabulary import (
    ENTRIES,
    PUBLISHED_TRUTH,
    REFERENCE,
    TIES,
    Protocol,
    SplitKind,
)

KEYS = ("reading", "split", "graph", "readout", "evaluation_set", "entries", "ties")
# From what is held out to what is not.
ORDER: tuple[SplitKind, ...] = (
    *("families", "models", "transductive"),
    *("transductive_all", "resubstitution"),
)
NUMBERS = (
    "published",
    "n_models",
    "n_families",
    "mean",
    "ci_low",
    "ci_high",
    "seed_sd",
    "n_seeds",
    "distance",
    "gain",
    "gain_low",
    "gain_high",
)
COLUMNS = (*KEYS, *NUMBERS)
PROTOCOLS = tuple(
    Protocol(entries, "pooled", ties) for entries in ENTRIES for ties in TIES
)


@dataclass(frozen=True)
class ReadingRun:
    """One training of a reading: its graph, its split, its seed and its predictions."""

    reading: str
    graph: str
    split: str
    seed: int
    path: Path


@dataclass(frozen=True)
class Material:
    """What readings are scored with.

    Attributes
    ----------
    truths
        npz of the truths of all models.
    defined
        Which truths of which are scored.
    networks
        npz with `{model}/sign`.
    runs
        What was trained.
    noise
        What breaks ties.
    """

    truths: Path
    defined: Collection[tuple[str, str]]
    networks: Path
    runs: Sequence[ReadingRun]
    noise: Noise


def read_run(predictions: Path, metrics: Path) -> ReadingRun:
    """Return the run that `…/{reading}/{graph}/seed{seed}/predictions.npz` is of.

    Parameters
    ----------
    predictions
        What it predicts.
    metrics
        What it was made of.
    """
    made_of = read_json(metrics)
    return ReadingRun(
        predictions.parts[-4],
        made_of["graph"],
        made_of["split"],
        made_of["seed"],
        predictions,
    )


def score_models(
    models: Sequence[str], material: Material, *, limits: Limits, threads: int
) -> Gathered[list[Row]]:
    """Score models side by side, each under guard; see `score_model`."""
    return of_each(
        models,
        lambda model: score_model(model, material),
        limits=limits,
        workers=threads,
    )


def score_model(model: str, material: Material) -> list[Row]:
    """Score every reading for one model under every pooled protocol.

    Parameters
    ----------
    model
        Id of a scored model.
    material
        What there is of it.

    Returns
    -------
    list of dict
        `reading`, `split`, `graph`, `readout`, `seed`, `entries`, `ties`, `model`,
        `accuracy`, and `distance`, that of the distance model on the same entries.

    Raises
    ------
    Failed
        If its truth is not defined.
    """
    truths = read_truths(open_arrays(material.truths), model, material.defined)
    if PUBLISHED_TRUTH not in truths:
        raise Failed(f"its truth {PUBLISHED_TRUTH} is not scored")
    sign = open_arrays(material.networks)[f"{model}/sign"]
    closeness = BASELINES[REFERENCE](sign)
    beside: dict[bytes, tuple[Targets, dict[Protocol, float]]] = {}
    rows: list[Row] = []
    for run, scored, predictions in _predictions(model, material.runs):
        key = scored.tobytes()
        if key not in beside:
            ranked = rank_defined(truths[PUBLISHED_TRUTH], scored=scored)
            targets = pooled_only(ranked)
            noise = material.noise.of(model, REFERENCE, str(crc32(key)))
            beside[key] = targets, accuracies(targets, closeness, jitter=noise)
        targets, distance = beside[key]
        for readout, factor in predictions.items():
            noise = material.noise.of(
                model, run.reading, run.graph, readout, str(run.seed)
            )
            found = accuracies(targets, factor * closeness, jitter=noise)
            rows += [
                {
                    "reading": run.reading,
                    "split": run.split,
                    "graph": run.graph,
                    "readout": readout,
                    "seed": run.seed,
                    "entries": protocol.entries,
                    "ties": protocol.ties,
                    "model": model,
                    "accuracy": found[protocol],
                    "distance": distance[protocol],
                }
                for protocol in PROTOCOLS
            ]
    return rows


def _predictions(
    model: str, runs: Sequence[ReadingRun]
) -> Iterator[tuple[ReadingRun, Flags, dict[str, Floats]]]:
    for run in runs:
        archive = open_arrays(run.path)
        if f"{model}/scored_entries" in archive:
            scored = np.asarray(archive[f"{model}/scored_entries"], dtype=bool)
            yield (
                run,
                scored,
                {
                    readout: archive[f"{model}/{readout}"].astype(np.float64)
                    for readout in READOUTS
                },
            )


def summary(
    rows: Sequence[Row],
    sets: Mapping[str, set[str]],
    family: Mapping[str, str],
    *,
    draws: int,
    seed: int,
) -> pd.DataFrame:
    """Average accuracies over models, and their gains over distance.

    Parameters
    ----------
    rows
        What `score_model` returned for all models.
    sets
        The models of each evaluation set.
    family
        The family of each model.
    draws, seed
        Of the bootstrap over families.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`. Accuracies are averaged over seeds within each model; `seed_sd` is
        the standard deviation of the mean over seeds. What holds whole models out comes
        first, what is scored on what was learned from last.
    """
    keys = ["split", "reading", "graph", "readout", "entries", "ties"]
    found = over_models(rows, keys, sets, family, draws=draws, seed=seed)
    result = pd.DataFrame(found, columns=list(COLUMNS))
    if result.empty:
        return result
    result["published"] = result["graph"].map(lambda graph: BY_ID[graph].published)
    order = result["split"].map(ORDER.index)
    return result.loc[order.sort_values(kind="stable").index].reset_index(drop=True)
