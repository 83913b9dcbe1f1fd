"""Predict the enhancement factor of the models that a trained GCN is scored on."""

from pathlib import Path

import torch

from bioripple.collection.splits import make_folds
from bioripple.predictors.checkpoint import read_checkpoint
from bioripple.predictors.gcn.folds import classifiers, plan_of
from bioripple.predictors.gcn.graph import read_networks
from bioripple.predictors.gcn.impact import Readout
from bioripple.predictors.gcn.prediction import predict_folds, set_stage
from bioripple.predictors.gcn.settings import Settings
from bioripple.predictors.torch_runs import choose_device
from bioripple.runtime.files import write_arrays
from bioripple.runtime.step import run_script


def main(
    *,
    checkpoint: Path,
    enhancement_factor: Path,
    outcomes: Path,
    families: Path,
    readout: Readout,
    normalise: bool,
    device: str,
    threads: int,
    predictions: Path,
) -> None:
    """Write enhancements and masks of scored entries; none if none was trained."""
    torch.set_num_threads(threads)
    where = choose_device(device)
    trained = read_checkpoint(checkpoint, Settings)
    if not trained.weights:
        write_arrays(predictions, {})
        return
    run = trained.settings
    networks = read_networks(enhancement_factor, more=run.needs)
    plan = plan_of(networks, run, outcomes=outcomes, families=families)
    arrays = predict_folds(
        classifiers(trained, device=where),
        make_folds(plan, kind=run.split, seed=run.seed),
        set_stage(networks, run, device=where),
        readout=readout,
        normalise=normalise,
    )
    write_arrays(predictions, arrays)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
