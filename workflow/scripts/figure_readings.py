"""Draw what every reading gives, beside distance and what was published."""

from pathlib import Path

from bioripple.evaluation.readings import NUMBERS
from bioripple.figures import readings as figure
from bioripple.figures import style
from bioripple.runtime.step import run_script
from bioripple.runtime.tables import read_table


def main(*, readings: Path, pdf: Path, png: Path) -> None:
    """Write the figure in both formats."""
    drawn = figure.draw(read_table(readings, numbers=NUMBERS))
    style.save(drawn, pdf=pdf, png=png)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
