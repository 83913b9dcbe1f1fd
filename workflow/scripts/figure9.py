"""Draw the ablations, the learning curve and accuracies by quarters of the models."""

from pathlib import Path

from bioripple.evaluation.ablations import NUMBERS as ABLATION_NUMBERS
from bioripple.evaluation.strata import NUMBERS as STRATA_NUMBERS
from bioripple.figures import ablations as figure
from bioripple.figures import style
from bioripple.runtime.step import run_script
from bioripple.runtime.tables import read_table


def main(*, ablations: Path, strata: Path, pdf: Path, png: Path) -> None:
    """Write Figure 9 in both formats."""
    drawn = figure.draw(
        read_table(ablations, numbers=ABLATION_NUMBERS),
        read_table(strata, numbers=STRATA_NUMBERS),
    )
    style.save(drawn, pdf=pdf, png=png)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
