"""What the captions of the report tell of the models.

Snakemake loads this before any job, so it needs nothing that Snakemake has not.
"""

from collections import Counter
from pathlib import Path
from typing import Any

from bioripple.collection import evaluation_sets
from bioripple.runtime.rows import read_rows
from bioripple.vocabulary import PAPER, STATUSES


def outcome_counts(wildcards: object, input: Any) -> dict[str, int | str]:
    """Return how many models ended how.

    Parameters
    ----------
    wildcards, input
        Of a rule, as Snakemake gives them; the input has the table of `outcomes`.
    """
    rows = read_rows(Path(input.outcomes))
    ends = Counter(row["status"] for row in rows)
    doubtful = sum(row["status"] == "scored" and row["doubt"] != "" for row in rows)
    counted = ends["scored"] - doubtful
    return {
        "models": len(rows),
        # 0 where no set of these models stands for the paper's
        "paper": sum(row.get(PAPER) == "true" for row in rows),
        "all": counted,
        "doubtful": doubtful,
        "caveat": evaluation_sets.caveat(counted),
        **{status: ends[status] for status in STATUSES},
    }
