"""Score the learned kinetics on every model, each seed by itself and all together."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.lib.npyio import NpzFile

from bioripple.accuracy import Targets
from bioripple.benchmark_cases import Cases
from bioripple.benchmark_scores import (
    NO_SEED,
    Case,
    Labels,
    Row,
    as_table,
    rank_defined,
    score,
)
from bioripple.collection import write_table
from bioripple.kinetics_runs import PREDICTOR, TOGETHER, labels_of
from bioripple.logs import log_to
from bioripple.mixtures import choose, mixtures
from bioripple.network import Floats
from bioripple.predictors.kinetics_folds import KineticsSplit, make_kinetics_folds
from bioripple.predictors.rivals import partner
from bioripple.splits import read_families
from bioripple.truths import TruthName

LOGGER = logging.getLogger(__name__)
Found = Mapping[Labels, Floats]


def main(
    *,
    outcomes: Path,
    families: Path,
    inputs: Path,
    truths: Path,
    summary: Path,
    predictions: Sequence[Path],
    folds: int,
    seed: int,
    scores: Path,
) -> None:
    """Write a row for each model, tier, truth, split and seed.

    Ablations are scored by themselves only, each under its variant's name. `folds` and
    `seed` are those of the split by which the weight of their partner is chosen, and
    of what that draws.
    """
    cases = Cases(outcomes=outcomes, inputs=inputs, truths=truths, summary=summary)
    runs = _open(predictions)
    rows: list[Row] = []
    trials: dict[tuple[Labels, TruthName], dict[str, list[list[Row]]]]
    trials = defaultdict(dict)
    for model in cases.models:
        case = cases.case(model)
        for truth, matrix in case.truths.items():
            targets = rank_defined(matrix)
            for common, seeds in runs.items():
                found = {
                    labels: run[f"{model}/{truth}"].astype(float)
                    for labels, run in seeds.items()
                    if f"{model}/{truth}" in run
                }
                for labels, prediction in found.items():
                    rows += score(model, truth, targets, prediction, labels)
                if found and common.predictor == PREDICTOR:
                    mixed = _score_mixtures(case, truth, targets, found, seed=seed)
                    trials[common, truth][model] = mixed
    parts = {
        split: make_kinetics_folds(
            cases.models, read_families(families), split=split, n_folds=folds, seed=seed
        )
        for split in {cast("KineticsSplit", common.split) for common in runs}
    }
    for (common, truth), known in trials.items():
        LOGGER.info("%s, %s, %s", common.tier, common.split, truth)
        rows += choose(known, parts[cast("KineticsSplit", common.split)])
    write_table(scores, as_table(rows))


def _open(predictions: Sequence[Path]) -> dict[Labels, dict[Labels, NpzFile]]:
    """Open the runs, those together that differ in their seed only."""
    runs: dict[Labels, dict[Labels, NpzFile]] = defaultdict(dict)
    for path in predictions:
        labels = labels_of(path)
        run = np.load(path, allow_pickle=False)
        runs[replace(labels, seed=NO_SEED)][labels] = run
    return runs


def _score_mixtures(
    case: Case, truth: TruthName, targets: Targets, found: Found, *, seed: int
) -> list[list[Row]]:
    """Score all seeds together, once for each weight of their untrained partner."""
    used = "+".join(str(labels.seed) for labels in found)
    labels = replace(next(iter(found)), predictor=TOGETHER, seed=used)
    untrained = partner(labels.tier, seed=seed)(case.inputs, truth)
    return [
        score(case.model, truth, targets, mixture, labels)
        for mixture in mixtures(list(found.values()), untrained)
    ]


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        outcomes=Path(snakemake.input.outcomes),
        families=Path(snakemake.input.families),
        inputs=Path(snakemake.input.inputs),
        truths=Path(snakemake.input.truths),
        summary=Path(snakemake.input.summary),
        predictions=[Path(path) for path in snakemake.input.predictions],
        folds=snakemake.params.folds,
        seed=snakemake.params.seed,
        scores=Path(snakemake.output.scores),
    )
