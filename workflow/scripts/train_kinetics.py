"""Learn kinetics from some models to predict the others: one tier, split and seed."""

import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from bioripple.collection import splits
from bioripple.collection.family_folds import make_kinetics_folds, thin_folds
from bioripple.predictors.kinetics import (
    checkpoint as kinetics_files,
)
from bioripple.predictors.kinetics import (
    training as kinetics_training,
)
from bioripple.predictors.kinetics.network import is_silent
from bioripple.predictors.torch_runs import choose_device, machine_facts
from bioripple.runtime.files import write_arrays, write_json
from bioripple.runtime.guard import Limits
from bioripple.runtime.logs import log_to

log = logging.getLogger(__name__)


def main(
    *,
    inputs: Path,
    truths: Path,
    summary: Path,
    families: Path,
    outcomes: Path,
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
    """Write the predictions of held-out models and how they were made.

    See `kinetics_training.Settings`. With too few models there are none, and `metrics`
    says why.
    """
    start = time.perf_counter()
    torch.set_num_threads(threads)
    run = kinetics_training.Settings(**settings)
    known = kinetics_files.read_examples(
        splits.read_scored_models(outcomes),
        run.tier,
        inputs=inputs,
        truths=truths,
        summary=summary,
        limits=Limits(seconds=max_seconds, memory_mb=max_memory_mb),
    )
    where = choose_device(device)  # a child process cannot use a GPU that is in use
    family = splits.read_families(families)
    examples = kinetics_training.ablate(known.found, run)
    trained: list[kinetics_training.Trained] = []
    too_few = ""
    try:
        folds = make_kinetics_folds(
            known.found, family, split=run.split, n_folds=run.folds, seed=run.seed
        )
        folds = thin_folds(folds, family, share=run.share, seed=run.seed)
        trained = kinetics_training.train_folds(examples, folds, run, device=where)
    except splits.TooFewModels as reason:
        folds, too_few = (), str(reason)
        log.warning("not trained: %s", too_few)
    found = kinetics_files.predict_folds(trained, folds, examples)
    write_arrays(predictions, found)
    kinetics_files.write_curves(losses, trained)
    names = next((each.table.names for each in examples.values()), ())
    kinetics_files.write_checkpoint(
        checkpoint, trained, folds, run, feature_names=names
    )
    silent = sum(map(is_silent, found.values()))
    facts = kinetics_files.metrics(
        trained, folds, run, n_silent=silent, lost=known.lost, not_trained=too_few
    )
    facts |= machine_facts(where, threads=threads)
    write_json(metrics, facts | {"seconds": time.perf_counter() - start})


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(
        snakemake.log[0],
        progress_of=" ".join(["train_kinetics", *map(str, snakemake.wildcards)]),
    )
    main(
        **{name: Path(path) for name, path in snakemake.input.items()},
        **{name: Path(path) for name, path in snakemake.output.items()},
        tier=snakemake.wildcards.tier,
        split=snakemake.wildcards.split,
        seed=int(snakemake.wildcards.seed),
        **snakemake.params.settings,
        device=snakemake.params.device,
        max_seconds=snakemake.params.max_seconds,
        max_memory_mb=snakemake.params.max_memory_mb,
        threads=snakemake.threads,
    )
