"""Score the learned kinetics on every model, each seed by itself and all together."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.lib.npyio import NpzFile

from bioripple.benchmark_cases import Cases
from bioripple.benchmark_scores import Labels, Row, as_table, rank_defined, score
from bioripple.collection import write_table
from bioripple.logs import log_to
from bioripple.mixtures import choose, mixtures
from bioripple.predictors.closed_forms import predict_closed
from bioripple.predictors.kinetics_folds import KineticsSplit, make_kinetics_folds
from bioripple.splits import read_families
from bioripple.tiers import Tier
from bioripple.truths import TruthName

LOGGER = logging.getLogger(__name__)
PREDICTOR = "learned_kinetics"
TOGETHER = "learned_kinetics_ensemble"
Run = tuple[Tier, KineticsSplit]
Kind = tuple[Tier, KineticsSplit, TruthName]


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
    """Write `kinetics.tsv`, a row for each model, tier, truth, split and seed.

    `folds` and `seed` are those of the split by which the closed form's weight in the
    ensemble is chosen.
    """
    cases = Cases(outcomes=outcomes, inputs=inputs, truths=truths, summary=summary)
    runs = _open(predictions)
    rows: list[Row] = []
    trials: dict[Kind, dict[str, list[list[Row]]]] = defaultdict(dict)
    for model in cases.models:
        case = cases.case(model)
        for truth, matrix in case.truths.items():
            targets = rank_defined(matrix)
            for (tier, split), seeds in runs.items():
                key = f"{model}/{truth}"
                found = {
                    n: run[key].astype(float) for n, run in seeds.items() if key in run
                }
                for number, prediction in found.items():
                    labels = Labels(PREDICTOR, tier, split, number)
                    rows += score(model, truth, targets, prediction, labels)
                if found:
                    labels = Labels(TOGETHER, tier, split, "+".join(map(str, found)))
                    closed_form = predict_closed(case.inputs, tier, truth)
                    trials[tier, split, truth][model] = [
                        score(model, truth, targets, mixture, labels)
                        for mixture in mixtures(list(found.values()), closed_form)
                    ]
    parts = {
        split: make_kinetics_folds(
            cases.models, read_families(families), split=split, n_folds=folds, seed=seed
        )
        for _, split in runs
    }
    for (tier, split, truth), known in trials.items():
        LOGGER.info("%s, %s, %s", tier, split, truth)
        rows += choose(known, parts[split])
    write_table(scores, as_table(rows))


def _open(predictions: Sequence[Path]) -> dict[Run, dict[int, NpzFile]]:
    runs: dict[Run, dict[int, NpzFile]] = defaultdict(dict)
    for path in predictions:  # …/{tier}/{split}/seed{seed}/predictions.npz
        tier, split, seed = path.parts[-4:-1]
        run = cast("Tier", tier), cast("KineticsSplit", split)
        number = int(seed.removeprefix("seed"))
        runs[run][number] = np.load(path, allow_pickle=False)
    return runs


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
