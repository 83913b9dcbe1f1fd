"""Train a graph convolutional network: one graph, one split, one seed, all folds."""

import time
from pathlib import Path
from typing import Any

import torch

from bioripple.collection.splits import read_fold_plan
from bioripple.predictors.gcn import checkpoint as checkpoints
from bioripple.predictors.gcn.folds import train_split
from bioripple.predictors.gcn.graph import GraphKind, read_networks, sizes_of
from bioripple.predictors.gcn.training import Settings
from bioripple.predictors.torch_runs import choose_device, machine_facts
from bioripple.runtime.files import write_json
from bioripple.runtime.step import run_script
from bioripple.vocabulary import SplitKind


def main(
    *,
    enhancement_factor: Path,
    outcomes: Path,
    families: Path,
    graph: GraphKind,
    split: SplitKind,
    seed: int,
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
    run = Settings(graph=graph, split=split, seed=seed, **settings)
    networks = read_networks(enhancement_factor)
    plan = read_fold_plan(
        sizes_of(networks),
        outcomes=outcomes,
        families=families,
        n_folds=run.folds,
        labelled_share=run.labelled_share,
    )
    found = train_split(networks, plan, run, device=where)
    models = [each.model for each in found.trained]
    checkpoints.write_checkpoint(checkpoint, models, run)
    checkpoints.write_curves(losses, [each.curve for each in found.trained])
    facts = checkpoints.metrics(
        found.trained,
        run,
        found.folds,
        n_models=len(networks),
        not_trained=found.not_trained,
    )
    facts |= machine_facts(where, threads=threads)
    write_json(metrics, facts | {"seconds": time.perf_counter() - start})


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"], is_long=True)
