"""Predict the enhancement factor of the models that a trained network is scored on."""

from pathlib import Path
from typing import TYPE_CHECKING

import torch
from numpy.typing import ArrayLike

from bioripple.collection.splits import (
    make_folds,
    read_families,
    read_scored_models,
)
from bioripple.predictors.gcn.checkpoint import read_checkpoint
from bioripple.predictors.gcn.graph import read_networks, sizes_of
from bioripple.predictors.gcn.prediction import Readout, predict, set_stage
from bioripple.predictors.torch_runs import choose_device
from bioripple.runtime.files import write_arrays
from bioripple.runtime.logs import log_to


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
    """Write each scored model's enhancement and the mask of its scored entries.

    Nothing is predicted where nothing was trained.
    """
    torch.set_num_threads(threads)
    where = choose_device(device)
    trained = read_checkpoint(checkpoint)
    if not trained.weights:
        write_arrays(predictions, {})
        return
    run = trained.settings
    networks = read_networks(enhancement_factor)
    folds = make_folds(
        sizes_of(networks),
        kind=run.split,
        scored=read_scored_models(outcomes),
        family=read_families(families),
        n_folds=run.folds,
        labelled_share=run.labelled_share,
        seed=run.seed,
    )
    stage = set_stage(networks, kind=run.graph, device=where)
    arrays: dict[str, ArrayLike] = {}
    for model, fold in zip(trained.models(device=where), folds, strict=True):
        found = predict(model, stage, fold.scored, readout=readout, normalise=normalise)
        arrays |= {f"{name}/enhancement": values for name, values in found.items()}
        arrays |= {f"{name}/scored_entries": mask for name, mask in fold.scored.items()}
    write_arrays(predictions, arrays)


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        checkpoint=Path(snakemake.input.checkpoint),
        enhancement_factor=Path(snakemake.input.enhancement_factor),
        outcomes=Path(snakemake.input.outcomes),
        families=Path(snakemake.input.families),
        readout=snakemake.params.readout,
        normalise=snakemake.params.normalise,
        device=snakemake.params.device,
        threads=snakemake.threads,
        predictions=Path(snakemake.output.predictions),
    )
