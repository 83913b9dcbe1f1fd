"""The one table of scores: a row for each accuracy of a prediction for a model.

Tables and figures are selections of such rows, whoever made the prediction.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from bioripple.metrics.measures import NAMES, Measures
from bioripple.runtime.tables import read_table
from bioripple.vocabulary import NO_SPLIT, Protocol, TruthName

ANSWER = "answer"  # in place of a tier, for what knows the answer
NO_SEED = ""
COLUMNS = (
    "predictor",
    "tier",
    "truth",
    "split",
    "seed",
    "entries",
    "pooling",
    "ties",
    "model",
    "accuracy",
    *NAMES,
)
NUMBERS = ("accuracy", *NAMES)
Row = dict[str, Any]


@dataclass(frozen=True)
class Labels:
    """What a prediction is called in the table.

    Attributes
    ----------
    predictor
        Its id, or that of an ablated variant.
    tier
        What it may know; `answer` if it knows the answer.
    split, seed
        How it was trained, or fitted; an ensemble's seeds are joined by a plus sign.
    """

    predictor: str
    tier: str
    split: str = NO_SPLIT
    seed: int | str = NO_SEED


def rows_of(
    model: str,
    truth: TruthName,
    labels: Labels,
    found: Mapping[Protocol, float],
    more: Measures,
) -> list[Row]:
    """Lay out accuracies of one prediction as rows of `COLUMNS`.

    Parameters
    ----------
    model, truth, labels
        Of what, held against what, and whose.
    found
        The accuracies by protocol; NaN where the truth does not vary.
    more
        Further measures, which have no protocol; they stand in the row of the main one.
    """
    others = dict.fromkeys(NAMES, math.nan)
    return [
        {
            "predictor": labels.predictor,
            "tier": labels.tier,
            "truth": truth,
            "split": labels.split,
            "seed": labels.seed,
            "entries": protocol.entries,
            "pooling": protocol.pooling,
            "ties": protocol.ties,
            "model": model,
            "accuracy": accuracy,
            **(vars(more) if protocol == Protocol() else others),
        }
        for protocol, accuracy in found.items()
    ]


def as_table(rows: Iterable[Row]) -> pd.DataFrame:
    """Lay out rows as a table of `COLUMNS`."""
    return pd.DataFrame(rows, columns=list(COLUMNS))


def read_scores(path: Path) -> pd.DataFrame:
    """Read a table of `COLUMNS`: text, but for `NUMBERS`, which are NaN if undefined.

    `seed` is an empty text where nothing was drawn.
    """
    return read_table(path, numbers=NUMBERS)


def of_main_protocol(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows on off-diagonal entries with average ties, pooled if it says."""
    main = Protocol()
    chosen = (rows["entries"] == main.entries) & (rows["ties"] == main.ties)
    if "pooling" in rows:
        chosen &= rows["pooling"] == main.pooling
    return rows[chosen]
