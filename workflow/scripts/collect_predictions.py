"""Say what became of each network."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from bioripple.runtime.records import read_record
from bioripple.runtime.step import run_script
from bioripple.runtime.tables import write_table

FACTS = ("predictor", "nodes", "edges", "conditions", "not_done", "is_whole")
COLUMNS = ("network", "status", "reason", *FACTS)


def main(*, outcomes: Sequence[Path], table: Path) -> None:
    """Write a row for each network, whether there is an answer for it or not."""
    rows = []
    for path in outcomes:
        record = read_record(path)
        row = {
            "network": path.parent.name,
            "status": record.status,
            "reason": record.reason,
        }
        rows.append(row | {name: record.facts.get(name, "") for name in FACTS})
    write_table(table, pd.DataFrame(rows, columns=list(COLUMNS)))


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
