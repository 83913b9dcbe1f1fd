"""Read what predictions are held against, and which truths of which models count."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from bioripple.arrays import Floats
from bioripple.runtime.rows import read_rows
from bioripple.vocabulary import TRUTHS, TruthName


def read_scored_truths(summary: Path) -> set[tuple[str, str]]:
    """Read the pairs of model and truth that predictions are held against.

    Parameters
    ----------
    summary
        Table of `TRUTH_COLUMNS`.
    """
    return {
        (row["model"], row["truth"])
        for row in read_rows(summary, needed=("model", "truth", "scored"))
        if row["scored"] == "true"
    }


def read_truths(
    archive: Mapping[str, Any], model: str, defined: Collection[tuple[str, str]]
) -> dict[TruthName, Floats]:
    """Read what predictions for a model are held against.

    Parameters
    ----------
    archive
        The npz file of the step `truths`.
    model
        Id of a scored model.
    defined
        What `read_scored_truths` returned; the other truths are left out.

    Returns
    -------
    dict
        n × n each, NaN where not defined.
    """
    return {
        name: archive[f"{model}/{name}"] for name in TRUTHS if (model, name) in defined
    }
