"""Gather models, truths and families in one file for those who develop predictors."""

from pathlib import Path

from bioripple.collection.outcomes import models_by_set, read_outcomes
from bioripple.collection.splits import read_families
from bioripple.evaluation.cases import Cases
from bioripple.evaluation.dataset import write_dataset
from bioripple.runtime.files import sha256, write_text
from bioripple.runtime.step import run_script
from bioripple.vocabulary import ALL


def main(
    *,
    outcomes: Path,
    families: Path,
    wirings: Path,
    inputs: Path,
    truths: Path,
    summary: Path,
    folds: int,
    dataset: Path,
    checksum: Path,
) -> None:
    """Write the models of the set `all`, and the SHA-256 of the file."""
    cases = Cases(outcomes, wirings, inputs=inputs, truths=truths, summary=summary)
    chosen = models_by_set(read_outcomes(outcomes))[ALL]
    found = (cases.case(model) for model in cases.models if model in chosen)
    write_dataset(dataset, found, read_families(families), n_folds=folds)
    write_text(checksum, f"{sha256(dataset)}  {dataset.name}\n")


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
