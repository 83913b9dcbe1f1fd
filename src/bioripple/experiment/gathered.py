"""Leave few files of many jobs: a table of benchmarks for each step, and no empty logs.

Snakemake writes a benchmark for each job, and makes a log where a job had nothing to
say. With thousands of models those are most of the files of a run. This needs nothing
that Snakemake has not.
"""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from bioripple.experiment.run_state import RESULTS, write_whole
from bioripple.runtime.rows import read_rows, text_of

BENCHMARKS = RESULTS / "benchmarks"
LOGS = Path("logs")
JOB = "job"


def gather(steps: Iterable[str], *, folder: Path = Path()) -> None:
    """Gather the benchmarks of each step in `{step}.tsv`, and remove empty logs.

    Parameters
    ----------
    steps
        Names of the rules whose jobs have ended. A job that has a row already gets a
        new one.
    folder
        Where the run works.
    """
    for step in steps:
        benchmarks = folder / BENCHMARKS / step
        if benchmarks.is_dir():
            _gather_benchmarks(benchmarks, benchmarks.with_suffix(".tsv"))
        for log in (folder / LOGS / step).glob("*.log"):
            if log.stat().st_size == 0:
                log.unlink()


def _gather_benchmarks(each: Path, table: Path) -> None:
    paths = sorted(each.glob("*.tsv"))
    rows = {row[JOB]: row for row in _read(table)}
    for path in paths:
        for row in _read(path):
            rows[path.stem] = {JOB: path.stem, **row}
    columns = list(dict.fromkeys(name for row in rows.values() for name in row))
    if rows:
        text = text_of(
            columns,
            (
                [row.get(name, "") for name in columns]
                for _, row in sorted(rows.items())
            ),
        )
        write_whole(table, text)
    for path in paths:
        path.unlink()
    with suppress(OSError):
        each.rmdir()


def _read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table; none of one that is not there, or not whole."""
    try:
        return read_rows(path)
    except (OSError, ValueError):
        return []
