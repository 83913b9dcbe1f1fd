"""Score the learned kinetics, each seed by itself and all together."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.npyio import NpzFile

from bioripple.benchmark_cases import Cases
from bioripple.benchmark_scores import (
    NO_SEED,
    Labels,
    Row,
    as_table,
    ensemble,
    rank_defined,
    score,
)
from bioripple.collection import write_table
from bioripple.kinetics_runs import PREDICTOR, TOGETHER, labels_of
from bioripple.logs import log_to


def main(
    *,
    outcomes: Path,
    truths: Path,
    summary: Path,
    predictions: Sequence[Path],
    scores: Path,
) -> None:
    """Write a row for each model, tier, truth, split and seed.

    Ablations are scored by themselves only, each under its variant's name.
    """
    cases = Cases(outcomes=outcomes, inputs=truths, truths=truths, summary=summary)
    runs: dict[Labels, dict[Labels, NpzFile]] = defaultdict(dict)
    for path in predictions:
        labels = labels_of(path)
        run = np.load(path, allow_pickle=False)
        runs[replace(labels, seed=NO_SEED)][labels] = run
    rows: list[Row] = []
    for model in cases.models:
        for truth, matrix in cases.truths_of(model).items():
            targets = rank_defined(matrix)
            for common, seeds in runs.items():
                key = f"{model}/{truth}"
                found = {
                    labels: run[key].astype(float)
                    for labels, run in seeds.items()
                    if key in run
                }
                for labels, prediction in found.items():
                    rows += score(model, truth, targets, prediction, labels)
                if found and common.predictor == PREDICTOR:
                    used = "+".join(str(labels.seed) for labels in found)
                    labels = replace(common, predictor=TOGETHER, seed=used)
                    together = ensemble(list(found.values()))
                    rows += score(model, truth, targets, together, labels)
    write_table(scores, as_table(rows))


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        outcomes=Path(snakemake.input.outcomes),
        truths=Path(snakemake.input.truths),
        summary=Path(snakemake.input.summary),
        predictions=[Path(path) for path in snakemake.input.predictions],
        scores=Path(snakemake.output.scores),
    )
