"""Hold every predictor that needs no more than a network against measurements."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bioripple.measured.collect import SET_COLUMNS, Found, find_sets
from bioripple.measured.scores import COLUMNS, score
from bioripple.runtime.each_model import of_each, write_lost
from bioripple.runtime.files import write_text
from bioripple.runtime.guard import Limits
from bioripple.runtime.rows import text_of
from bioripple.runtime.step import run_script


def main(
    *,
    fetched: Sequence[Path],
    folders: Sequence[Path],
    origin: Mapping[str, Any],
    bootstrap_draws: int,
    seed: int,
    max_seconds: float,
    max_memory_mb: int,
    scores: Path,
    sets: Path,
    lost: Path,
) -> None:
    """Write the scores, what each set is, and which could not be read, and why."""
    found = find_sets([*fetched, *folders])
    limits = Limits(seconds=max_seconds, memory_mb=max_memory_mb)

    def compute(name: str) -> Found:
        return found.read(name, origin, seed=seed)

    gathered = of_each(found.tables, compute, limits=limits)
    read = list(gathered.found.values())
    rows = score([it.told for it in read], draws=bootstrap_draws, seed=seed)
    write_text(scores, text_of(list(COLUMNS), ([*row.values()] for row in rows)))
    write_text(sets, text_of(list(SET_COLUMNS), [it.row() for it in read]))
    write_lost(lost, {**found.not_sets, **gathered.lost})


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
