"""Train a graph convolutional network: one graph, one split, one seed, all folds."""

import logging
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from bioripple.collection import splits
from bioripple.predictors.gcn import checkpoint as checkpoints
from bioripple.predictors.gcn.folds import train_folds
from bioripple.predictors.gcn.graph import read_networks, sizes_of
from bioripple.predictors.gcn.training import Settings
from bioripple.predictors.torch_runs import choose_device, machine_facts
from bioripple.runtime.files import write_json
from bioripple.runtime.logs import log_to

log = logging.getLogger(__name__)


def main(
    *,
    enhancement_factor: Path,
    outcomes: Path,
    families: Path,
    device: str,
    threads: int,
    checkpoint: Path,
    metrics: Path,
    losses: Path,
    **settings: Any,
) -> None:
    """Write the models, their loss curves and how they were made; see `Settings`.

    With too few models there is none, and `metrics` says why.
    """
    start = time.perf_counter()
    torch.set_num_threads(threads)
    where = choose_device(device)
    run = Settings(**settings)
    networks = read_networks(enhancement_factor)
    folds: Sequence[splits.Split] = ()
    too_few = ""
    try:
        folds = splits.make_folds(
            sizes_of(networks),
            kind=run.split,
            scored=splits.read_scored_models(outcomes),
            family=splits.read_families(families),
            n_folds=run.folds,
            labelled_share=run.labelled_share,
            seed=run.seed,
        )
    except splits.TooFewModels as reason:
        too_few = str(reason)
        log.warning("not trained: %s", too_few)
    trained = train_folds(networks, folds, run, device=where)
    checkpoints.write_checkpoint(checkpoint, [each.model for each in trained], run)
    checkpoints.write_curves(losses, [each.curve for each in trained])
    facts = checkpoints.metrics(
        trained, run, folds, n_models=len(networks), not_trained=too_few
    )
    facts |= machine_facts(where, threads=threads)
    write_json(metrics, facts | {"seconds": time.perf_counter() - start})


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(
        snakemake.log[0],
        progress_of=" ".join(["train_gcn", *map(str, snakemake.wildcards)]),
    )
    main(
        enhancement_factor=Path(snakemake.input.enhancement_factor),
        outcomes=Path(snakemake.input.outcomes),
        families=Path(snakemake.input.families),
        graph=snakemake.wildcards.graph,
        split=snakemake.wildcards.split,
        seed=int(snakemake.wildcards.seed),
        labelled_share=snakemake.params.labelled_share,
        folds=snakemake.params.folds,
        hidden=snakemake.params.hidden,
        layers=snakemake.params.layers,
        dropout=snakemake.params.dropout,
        learning_rate=snakemake.params.learning_rate,
        epochs=snakemake.params.epochs,
        sources_per_epoch=snakemake.params.sources_per_epoch,
        device=snakemake.params.device,
        threads=snakemake.threads,
        checkpoint=Path(snakemake.output.checkpoint),
        metrics=Path(snakemake.output.metrics),
        losses=Path(snakemake.output.losses),
    )
