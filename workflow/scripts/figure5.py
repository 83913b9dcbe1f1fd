"""Draw one model's true responses beside the predicted ones."""

from collections.abc import Sequence
from pathlib import Path

from bioripple.figures import heatmaps, style
from bioripple.figures.data import (
    Protocol,
    outcomes_by_model,
    read_accuracy,
)
from bioripple.runtime.step import run_script

PREDICTOR = "sparse_graph"
SPLIT = "models"


def main(
    *,
    accuracy: Path,
    outcomes: Path,
    systems: Sequence[Path],
    sensitivities: Sequence[Path],
    baselines: Sequence[Path],
    predictions: Sequence[Path],
    model: str,
    pdf: Path,
    png: Path,
) -> None:
    """Write Figure 5 in both formats."""
    found = heatmaps.gather(
        read_accuracy(accuracy),
        outcomes_by_model(outcomes),
        systems=systems,
        sensitivities=sensitivities,
        baselines=baselines,
        predictions=predictions,
        protocol=Protocol(),
        predictor=PREDICTOR,
        split=SPLIT,
        model=model,
    )
    style.save(heatmaps.draw(found), pdf=pdf, png=png)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
