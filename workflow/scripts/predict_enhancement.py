"""Predict the enhancement factor of the models that a trained network is scored on."""

from pathlib import Path
from typing import TYPE_CHECKING

import torch

from bioripple.checkpoints import read_checkpoint
from bioripple.files import write_arrays
from bioripple.graph_data import read_networks
from bioripple.logs import log_to
from bioripple.prediction import Readout, predict
from bioripple.splits import make_split, read_model_sets
from bioripple.training import choose_device


def main(
    *,
    checkpoint: Path,
    enhancement_factor: Path,
    outcomes: Path,
    readout: Readout,
    normalise: bool,
    device: str,
    threads: int,
    predictions: Path,
) -> None:
    """Write each scored model's enhancement and the mask of its scored entries."""
    torch.set_num_threads(threads)
    where = choose_device(device)
    trained = read_checkpoint(checkpoint)
    run = trained.settings
    networks = read_networks(enhancement_factor)
    split = make_split(
        networks,
        kind=run.split,
        sets=read_model_sets(outcomes),
        labelled_share=run.labelled_share,
        seed=run.seed,
    )
    model = trained.model(device=where)
    enhancement = predict(
        model,
        networks,
        split.scored,
        kind=run.graph,
        readout=readout,
        normalise=normalise,
        device=where,
    )
    arrays = {f"{name}/enhancement": values for name, values in enhancement.items()}
    masks = {f"{name}/scored_entries": mask for name, mask in split.scored.items()}
    write_arrays(predictions, {**arrays, **masks})


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    log_to(snakemake.log[0])
    main(
        checkpoint=Path(snakemake.input.checkpoint),
        enhancement_factor=Path(snakemake.input.enhancement_factor),
        outcomes=Path(snakemake.input.outcomes),
        readout=snakemake.params.readout,
        normalise=snakemake.params.normalise,
        device=snakemake.params.device,
        threads=snakemake.threads,
        predictions=Path(snakemake.output.predictions),
    )
