"""What the step `accuracy` reads of a collection of small models."""

from pathlib import Path
from typing import Any

import baselines
import enhancement_factor
import truths

from bioripple.network.influence import signs
from bioripple.network.listed import dense_in_file
from bioripple.runtime.files import write_arrays
from bioripple.runtime.records import read_data
from tests.support.mapped_models import (
    LIMITS,
    write_collection,
    write_steady_states,
)


def write_accuracy_inputs(folder: Path) -> tuple[list[Path], dict[str, Any]]:
    """Run the steps before it on `write_collection`.

    Returns the outcomes of the models and the arguments of `accuracy.main`, but for
    predictions, threads and the tables that it writes.
    """
    table, outcomes = write_collection(folder)
    jacobians = [path.with_name("jacobian.json") for path in outcomes]
    records = [path.with_name("baselines.json") for path in outcomes]
    for jacobian, record in zip(jacobians, records, strict=True):
        baselines.main(
            jacobian=jacobian, record=record, alpha=0.9, max_nodes=1000, **LIMITS
        )
    collection: dict[str, Any] = {"table": table, "outcomes": outcomes}
    collection |= {"jacobians": jacobians}
    factors = folder / "enhancement_factor.npz"
    enhancement_factor.main(
        **collection,
        source="sensitivity",
        max_nodes=1000,
        **LIMITS,
        enhancement_factor=factors,
        oracles=folder / "oracles.tsv",
        lost=folder / "lost.tsv",
    )
    answers: dict[str, Any] = {
        "truths": folder / "truths.npz",
        "summary": folder / "truths.tsv",
    }
    resting = write_steady_states(folder, jacobians, reasons={"m0": "unstable"})
    truths.main(**collection, **resting, **answers, **LIMITS, lost=folder / "lost.tsv")
    inputs = folder / "predictor_inputs.npz"
    network = dense_in_file(read_data(jacobians[1]), "jacobian")
    write_arrays(inputs, {"m1/rest/sign": signs(network)})
    noise = {"jitter": 0.01, "jitter_draws": 2, "seed": 0}
    return outcomes, {
        "table": table,
        "baselines": records,
        "enhancement_factor": factors,
        "inputs": inputs,
        "normalise": False,
        "alpha": 0.9,
        **answers,
        **noise,
        **LIMITS,
    }
