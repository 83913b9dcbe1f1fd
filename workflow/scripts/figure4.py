"""Draw the accuracies of every pair of predictors, model by model."""

from pathlib import Path

from bioripple.figures import pairs, style
from bioripple.figures.data import (
    Protocol,
    outcomes_by_model,
    read_accuracy,
    sets_drawn,
)
from bioripple.runtime.step import run_script

SPLIT = "models"


def main(*, accuracy: Path, outcomes: Path, pdf: Path, png: Path) -> None:
    """Write Figure 4 in both formats."""
    models = outcomes_by_model(outcomes)
    figure = pairs.draw(
        read_accuracy(accuracy),
        models,
        protocol=Protocol(),
        models=sets_drawn(models)[0],
        split=SPLIT,
    )
    style.save(figure, pdf=pdf, png=png)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
