"""Score every predictor beyond Table 1 that is not trained, on every truth."""

from pathlib import Path

from bioripple.collection.splits import read_families
from bioripple.evaluation.cases import Cases
from bioripple.evaluation.scores import Row, as_table
from bioripple.evaluation.untrained import (
    Search,
    fit_exponents,
    score_closed_forms,
    score_fitted,
    search_exponents,
)
from bioripple.runtime.each_model import of_each, write_lost
from bioripple.runtime.guard import Limits
from bioripple.runtime.step import run_script
from bioripple.runtime.tables import write_table


def main(
    *,
    outcomes: Path,
    families: Path,
    wirings: Path,
    inputs: Path,
    truths: Path,
    summary: Path,
    folds: int,
    seed: int,
    max_seconds: float,
    max_memory_mb: int,
    scores: Path,
    lost: Path,
) -> None:
    """Write `untrained.tsv`, a row for each model, predictor and truth."""
    cases = Cases(outcomes, wirings, inputs=inputs, truths=truths, summary=summary)
    limits = Limits(seconds=max_seconds, memory_mb=max_memory_mb)

    def untrained(model: str) -> tuple[list[Row], Search]:
        case = cases.case(model)
        return score_closed_forms(case, seed=seed), search_exponents(case, seed=seed)

    first = of_each(cases.models, untrained, limits=limits)
    searches = {model: search for model, (_, search) in first.found.items()}
    fitted = fit_exponents(searches, read_families(families), n_folds=folds, seed=seed)
    second = of_each(
        (model for model in first.found if model in fitted),
        lambda model: score_fitted(cases.case(model), fitted[model], seed=seed),
        limits=limits,
    )
    rows = [row for found, _ in first.found.values() for row in found]
    rows += [row for found in second.found.values() for row in found]
    write_table(scores, as_table(rows))
    write_lost(lost, first.lost | second.lost)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
