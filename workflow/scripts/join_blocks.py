"""Put the blocks of a network together: who responds most to each of its nodes."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bioripple.answers.joined import join_parts
from bioripple.answers.output import ANSWERED
from bioripple.runtime.records import read_record
from bioripple.runtime.step import run_script


def main(*, blocks: Sequence[Path], outcome: Path) -> None:
    """Write the answer beside the outcome, and the outcome, the worst of all blocks."""
    records = [read_record(path) for path in blocks]
    ANSWERED.clear(outcome.parent)
    bad = [record for record in records if not record.ok]
    if not bad:
        join_parts([path.with_suffix("") for path in blocks], outcome.parent)
    whole = bad[0] if bad else records[0]
    facts = whole.facts | {
        "is_whole": all(record.facts.get("converged", False) for record in records),
        "conditions": whole.facts.get("nodes", 0),
        "not_done": 0,
    }
    replace(whole, facts=facts).write(outcome)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
