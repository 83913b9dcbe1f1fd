"""Draw how predictors fare on measured sets, beside kinetic models."""

from pathlib import Path

from bioripple.figures import measured as figure
from bioripple.figures import style
from bioripple.predictors.shipped import read_card
from bioripple.runtime.step import run_script
from bioripple.runtime.tables import read_table


def main(*, scores: Path, pdf: Path, png: Path) -> None:
    """Write Figure 10 in both formats."""
    table = read_table(scores, numbers=("value", "low", "high"))
    style.save(figure.draw(table, read_card()), pdf=pdf, png=png)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
