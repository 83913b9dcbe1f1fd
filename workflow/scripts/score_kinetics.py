"""Score the learned kinetics, each seed by itself and all together."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.lib.npyio import NpzFile

from bioripple.benchmark_cases import Cases
from bioripple.benchmark_scores import (
    Labels,
    Row,
    as_table,
    ensemble,
    rank_defined,
    score,
)
from bioripple.collection import write_table
from bioripple.logs import log_to
from bioripple.predictors.closed_forms import predict_closed
from bioripple.tiers import Tier

PREDICTOR = "learned_kinetics"
TOGETHER = "learned_kinetics_ensemble"


def main(
    *,
    outcomes: Path,
    inputs: Path,
    truths: Path,
    summary: Path,
    predictions: Sequence[Path],
    scores: Path,
) -> None:
    """Write `kinetics.tsv`, a row for each model, tier, truth, split and seed."""
    cases = Cases(outcomes=outcomes, inputs=inputs, truths=truths, summary=summary)
    runs: dict[tuple[Tier, str], dict[int, NpzFile]] = defaultdict(dict)
    for path in predictions:  # …/{tier}/{split}/seed{seed}/predictions.npz
        tier, split, seed = path.parts[-4:-1]
        number = int(seed.removeprefix("seed"))
        runs[cast("Tier", tier), split][number] = np.load(path, allow_pickle=False)
    rows: list[Row] = []
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
                    seeds_used = "+".join(map(str, found))
                    labels = Labels(TOGETHER, tier, split, seeds_used)
                    closed_form = predict_closed(case.inputs, tier, truth)
                    together = ensemble(list(found.values()), closed_form)
                    rows += score(model, truth, targets, together, labels)
    write_table(scores, as_table(rows))


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        outcomes=Path(snakemake.input.outcomes),
        inputs=Path(snakemake.input.inputs),
        truths=Path(snakemake.input.truths),
        summary=Path(snakemake.input.summary),
        predictions=[Path(path) for path in snakemake.input.predictions],
        scores=Path(snakemake.output.scores),
    )
