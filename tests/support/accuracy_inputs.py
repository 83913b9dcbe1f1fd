"""What the step `accuracy` reads of a collection of small models."""

from pathlib import Path
from typing import Any

import baselines
import enhancement_factor
import truths

from tests.support.mapped_models import LIMITS, write_collection


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
    truths.main(**collection, **answers, **LIMITS, lost=folder / "lost.tsv")
    noise = {"jitter": 0.01, "jitter_draws": 2, "seed": 0}
    return outcomes, {
        "table": table,
        "baselines": records,
        "enhancement_factor": factors,
        "normalise": False,
        **answers,
        **noise,
        **LIMITS,
    }
