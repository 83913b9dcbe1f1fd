"""Score every predictor that is not trained, on every scored model and truth."""

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from bioripple.benchmark_cases import Cases
from bioripple.benchmark_scores import (
    Row,
    Search,
    as_table,
    score_fitted,
    score_rivals,
    search_exponents,
)
from bioripple.collection import write_table
from bioripple.logs import log_to
from bioripple.splits import read_families


def main(
    *,
    outcomes: Path,
    families: Path,
    inputs: Path,
    truths: Path,
    summary: Path,
    folds: int,
    seed: int,
    threads: int,
    scores: Path,
) -> None:
    """Write `rivals.tsv`, a row for each model, predictor and truth."""
    cases = Cases(outcomes=outcomes, inputs=inputs, truths=truths, summary=summary)
    with ProcessPoolExecutor(threads, mp_context=get_context("fork")) as pool:
        found = pool.map(partial(_score, cases, seed=seed), cases.largest_first)
        by_model = dict(zip(cases.largest_first, found, strict=True))
    rows = [row for model in cases.models for row in by_model[model][0]]
    rows += score_fitted(
        map(cases.case, cases.models),
        {model: by_model[model][1] for model in cases.models},
        read_families(families),
        n_folds=folds,
        seed=seed,
    )
    write_table(scores, as_table(rows))


def _score(cases: Cases, model: str, *, seed: int) -> tuple[list[Row], Search]:
    case = cases.case(model)
    return score_rivals(case, seed=seed), search_exponents(case, seed=seed)


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
        folds=snakemake.params.folds,
        seed=snakemake.params.seed,
        threads=snakemake.threads,
        scores=Path(snakemake.output.scores),
    )
