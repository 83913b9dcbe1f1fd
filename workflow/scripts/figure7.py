"""Draw what is left of the published gain, step by step."""

from pathlib import Path

from bioripple.evaluation.table2 import NUMBERS
from bioripple.figures import gains, style
from bioripple.runtime.step import run_script
from bioripple.runtime.tables import read_table


def main(*, table: Path, pdf: Path, png: Path) -> None:
    """Write Figure 7 in both formats."""
    style.save(gains.draw(read_table(table, numbers=NUMBERS)), pdf=pdf, png=png)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
