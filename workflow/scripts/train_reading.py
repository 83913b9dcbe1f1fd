"""Train and ask the classifiers of one reading of the paper: one graph, one seed."""

from pathlib import Path
from typing import Any

from bioripple.collection.splits import read_scored_sizes
from bioripple.predictors import learning
from bioripple.predictors.gcn.folds import plan_of, train_split
from bioripple.predictors.gcn.graph import GraphKind, read_networks
from bioripple.predictors.gcn.prediction import predict_every_way
from bioripple.predictors.gcn.settings import Settings
from bioripple.predictors.torch_runs import Machine
from bioripple.runtime.files import write_arrays, write_json
from bioripple.runtime.step import run_script


def main(
    *,
    enhancement_factor: Path,
    outcomes: Path,
    families: Path,
    graph: GraphKind,
    seed: int,
    max_nodes: int,
    normalise: bool,
    device: str,
    threads: int,
    predictions: Path,
    metrics: Path,
    losses: Path,
    **settings: Any,
) -> None:
    """Write what every scored model is predicted to be, read out in both ways.

    The collection is the scored models of up to `max_nodes` nodes.
    """
    machine = Machine(device, threads=threads)
    run = Settings(graph=graph, seed=seed, **settings)
    nodes = read_scored_sizes(outcomes)
    wanted = {model for model, n in nodes.items() if n <= max_nodes}
    networks = read_networks(enhancement_factor, more=run.needs, models=wanted)
    plan = plan_of(networks, run, outcomes=outcomes, families=families)
    where = machine.device
    found = train_split(networks, plan, run, device=where)
    told = predict_every_way(found, networks, normalise=normalise, device=where)
    write_arrays(predictions, told)
    learning.write_curves(losses, found)
    facts = learning.metrics(found) | {"n_models": len(networks)}
    write_json(metrics, facts | machine.facts())


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"], is_long=True)
