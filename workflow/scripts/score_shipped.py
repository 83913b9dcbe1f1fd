"""Write the card of the predictor that ships: how it does on families held out."""

from pathlib import Path

from bioripple.collection.splits import read_families
from bioripple.evaluation.shipped_card import ROW_COLUMNS, HeldOut, card
from bioripple.runtime.each_model import of_each, write_lost
from bioripple.runtime.files import (
    read_json,
    sha256,
    write_json,
    write_text,
)
from bioripple.runtime.guard import Limits
from bioripple.runtime.rows import text_of
from bioripple.runtime.step import run_script


def main(
    *,
    wirings: Path,
    truths: Path,
    summary: Path,
    families: Path,
    weights: Path,
    held_out: Path,
    facts: Path,
    seed: int,
    max_seconds: float,
    max_memory_mb: int,
    card_file: Path,
    scores: Path,
    lost: Path,
) -> None:
    """Write the card, and what it is the mean of, model by model."""
    family = read_families(families)
    cases = HeldOut(held_out, wirings=wirings, truths=truths, summary=summary)
    limits = Limits(seconds=max_seconds, memory_mb=max_memory_mb)
    gathered = of_each(cases.models, cases.score, limits=limits)
    rows = [
        {"model": model, "family": family[model]} | row
        for model, found in gathered.found.items()
        for row in found
    ]
    told = card(rows, facts=read_json(facts), sha256=sha256(weights), seed=seed)
    write_json(card_file, told)
    write_text(scores, text_of(ROW_COLUMNS, [list(row.values()) for row in rows]))
    write_lost(lost, gathered.lost)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
