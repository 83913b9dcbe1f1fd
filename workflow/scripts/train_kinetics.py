"""Learn kinetics from some models to predict the others: one tier, split and seed."""

from pathlib import Path
from typing import Any

from bioripple.collection.family_folds import KineticsSplit
from bioripple.collection.splits import read_families, read_scored_models
from bioripple.network.tiers import Tier
from bioripple.predictors.checkpoint import write_checkpoint
from bioripple.predictors.kinetics import folds as kinetics
from bioripple.predictors.kinetics.examples import read_examples
from bioripple.predictors.kinetics.settings import Settings
from bioripple.predictors.learning import write_curves
from bioripple.predictors.torch_runs import Machine
from bioripple.runtime.files import write_arrays, write_json
from bioripple.runtime.guard import Limits
from bioripple.runtime.step import run_script


def main(
    *,
    inputs: Path,
    truths: Path,
    summary: Path,
    families: Path,
    outcomes: Path,
    tier: Tier,
    split: KineticsSplit,
    seed: int,
    device: str,
    threads: int,
    max_seconds: float,
    max_memory_mb: int,
    predictions: Path,
    metrics: Path,
    losses: Path,
    checkpoint: Path,
    **settings: Any,
) -> None:
    """Write the predictions of held-out models and how they were made."""
    machine = Machine(device, threads=threads)
    chosen = Settings(tier=tier, split=split, seed=seed, **settings)
    limits = Limits(seconds=max_seconds, memory_mb=max_memory_mb)
    scored = read_scored_models(outcomes)
    known = read_examples(
        scored, tier, inputs=inputs, truths=truths, summary=summary, limits=limits
    )
    family = read_families(families)
    run = kinetics.train_split(known.found, family, chosen, device=machine.device)
    found = kinetics.predict_split(run, known.found)
    write_arrays(predictions, found)
    write_curves(losses, run)
    write_checkpoint(checkpoint, run)
    facts = kinetics.metrics(run, predictions=found, lost=known.lost)
    write_json(metrics, facts | machine.facts())


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"], is_long=True)
