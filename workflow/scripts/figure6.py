"""Draw how accuracy depends on nine properties of the network."""

from pathlib import Path

from bioripple.figures import properties as drawing
from bioripple.figures import style
from bioripple.figures.data import (
    Protocol,
    outcomes_by_model,
    read_accuracy,
    sets_drawn,
)
from bioripple.network.properties import read_properties
from bioripple.runtime.step import run_script

SPLIT = "models"
SHUFFLES = 1000


def main(
    *,
    accuracy: Path,
    outcomes: Path,
    properties: Path,
    seed: int,
    pdf: Path,
    png: Path,
) -> None:
    """Write Figure 6 in both formats."""
    models = outcomes_by_model(outcomes)
    figure = drawing.draw(
        read_accuracy(accuracy),
        models,
        read_properties(properties),
        protocol=Protocol(),
        models=sets_drawn(models)[0],
        split=SPLIT,
        shuffles=SHUFFLES,
        seed=seed,
    )
    style.save(figure, pdf=pdf, png=png)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
