"""Learn kinetics from some models to predict the others: one tier, split and seed."""

from pathlib import Path
from typing import Any

from bioripple.collection.family_folds import KineticsSplit
from bioripple.collection.splits import read_families
from bioripple.network.tiers import Tier
from bioripple.predictors.checkpoint import write_checkpoint
from bioripple.predictors.kinetics import folds as kinetics
from bioripple.predictors.kinetics.example_files import read_examples_file
from bioripple.predictors.kinetics.settings import Settings
from bioripple.predictors.learning import write_curves
from bioripple.predictors.torch_runs import Machine
from bioripple.runtime.files import write_arrays, write_json
from bioripple.runtime.step import run_script


def main(
    *,
    examples: Path,
    families: Path,
    tier: Tier,
    split: KineticsSplit,
    seed: int,
    device: str,
    threads: int,
    predictions: Path,
    metrics: Path,
    losses: Path,
    checkpoint: Path,
    **settings: Any,
) -> None:
    """Write the predictions of held-out models and how they were made."""
    machine = Machine(device, threads=threads)
    chosen = Settings(tier=tier, split=split, seed=seed, **settings)
    known = read_examples_file(examples)
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
