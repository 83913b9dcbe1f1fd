"""Draw the mean accuracy of every predictor."""

from pathlib import Path

from bioripple.collection.splits import read_families
from bioripple.figures import accuracies, style
from bioripple.figures.data import (
    Protocol,
    outcomes_by_model,
    read_accuracy,
    sets_drawn,
)
from bioripple.runtime.step import run_script


def main(
    *,
    accuracy: Path,
    outcomes: Path,
    families: Path,
    bootstrap_draws: int,
    seed: int,
    pdf: Path,
    png: Path,
) -> None:
    """Write Figure 3 in both formats."""
    models = outcomes_by_model(outcomes)
    figure = accuracies.draw(
        read_accuracy(accuracy),
        models,
        protocol=Protocol(),
        sets=sets_drawn(models),
        family=read_families(families),
        bootstrap_draws=bootstrap_draws,
        seed=seed,
    )
    style.save(figure, pdf=pdf, png=png)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
