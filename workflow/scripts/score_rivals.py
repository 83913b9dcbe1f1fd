"""Score every predictor that is not trained, on every scored model and truth."""

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
    scores: Path,
) -> None:
    """Write `rivals.tsv`, a row for each model, predictor and truth."""
    cases = Cases(outcomes=outcomes, inputs=inputs, truths=truths, summary=summary)
    rows: list[Row] = []
    searches: dict[str, Search] = {}
    for model in cases.models:
        case = cases.case(model)
        rows += score_rivals(case, seed=seed)
        searches[model] = search_exponents(case, seed=seed)
    rows += score_fitted(
        map(cases.case, cases.models),
        searches,
        read_families(families),
        n_folds=folds,
        seed=seed,
    )
    write_table(scores, as_table(rows))


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
        scores=Path(snakemake.output.scores),
    )
