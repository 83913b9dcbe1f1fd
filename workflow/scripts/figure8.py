"""Draw the accuracy of every predictor by tier of information."""

from pathlib import Path
from typing import TYPE_CHECKING

from bioripple.evaluation.table2 import NUMBERS
from bioripple.figures import style, tiers
from bioripple.runtime.logs import log_to
from bioripple.runtime.tables import read_table


def main(*, table: Path, pdf: Path, png: Path) -> None:
    """Write Figure 8 in both formats."""
    style.save(tiers.draw(read_table(table, numbers=NUMBERS)), pdf=pdf, png=png)


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        table=Path(snakemake.input.table),
        pdf=Path(snakemake.output.pdf),
        png=Path(snakemake.output.png),
    )
