"""Train a graph convolutional network: one graph, one split, one seed, all folds."""

from pathlib import Path
from typing import Any

from bioripple.predictors import learning
from bioripple.predictors.checkpoint import write_checkpoint
from bioripple.predictors.gcn.folds import plan_of, train_split
from bioripple.predictors.gcn.graph import GraphKind, read_networks
from bioripple.predictors.gcn.settings import Settings
from bioripple.predictors.torch_runs import Machine
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
    """Write the classifiers, their loss curves and how they were made; see `Settings`.

    With too few models there is none, and `metrics` says why.
    """
    machine = Machine(device, threads=threads)
    run = Settings(graph=graph, split=split, seed=seed, **settings)
    networks = read_networks(enhancement_factor, more=run.needs)
    plan = plan_of(networks, run, outcomes=outcomes, families=families)
    found = train_split(networks, plan, run, device=machine.device)
    write_checkpoint(checkpoint, found)
    learning.write_curves(losses, found)
    facts = learning.metrics(found) | {"n_models": len(networks)}
    write_json(metrics, facts | machine.facts())


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"], is_long=True)
