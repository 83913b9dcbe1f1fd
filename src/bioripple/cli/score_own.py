"""`bioripple score`: a row of Table 2 for a predictor of one's own."""

from pathlib import Path

from bioripple.cli.console import complain, say
from bioripple.errors import Failed, Refused
from bioripple.evaluation.dataset import Dataset
from bioripple.evaluation.own_predictor import load_predictor, score_own
from bioripple.evaluation.table2_layout import readable
from bioripple.runtime.tables import write_table


def score_own_file(
    predictor: Path,
    *,
    data: Path,
    table: Path | None,
    scores: Path | None,
    draws: int,
    seed: int,
) -> int:
    """Score a predictor; return the exit code of the command."""
    try:
        dataset = Dataset(data)
        rows, every = score_own(
            load_predictor(predictor), dataset, draws=draws, seed=seed
        )
        for path, content in ((table, rows), (scores, every)):
            if path is not None:
                write_table(path, content)
    except (Refused, Failed, OSError) as problem:
        complain(problem)
        return 2
    return 0 if say(readable(rows)) else 2
