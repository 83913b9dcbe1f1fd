"""Draw the mean accuracy of every predictor."""

from pathlib import Path
from typing import TYPE_CHECKING

from bioripple.figures import accuracies, style
from bioripple.figures.data import (
    Protocol,
    outcomes_by_model,
    read_accuracy,
    sets_drawn,
)
from bioripple.runtime.logs import log_to


def main(
    *,
    accuracy: Path,
    outcomes: Path,
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
        bootstrap_draws=bootstrap_draws,
        seed=seed,
    )
    style.save(figure, pdf=pdf, png=png)


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        accuracy=Path(snakemake.input.accuracy),
        outcomes=Path(snakemake.input.outcomes),
        bootstrap_draws=snakemake.params.bootstrap_draws,
        seed=snakemake.params.seed,
        pdf=Path(snakemake.output.pdf),
        png=Path(snakemake.output.png),
    )
