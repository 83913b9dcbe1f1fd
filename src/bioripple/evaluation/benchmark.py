"""Score predictors of every tier on every truth, model by model."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import pandas as pd

from bioripple.arrays import Floats
from bioripple.collection.family_folds import Fold, make_kinetics_folds
from bioripple.collection.splits import TooFewModels
from bioripple.metrics.accuracy import (
    Protocol,
    Targets,
    accuracies,
    rank_defined,
)
from bioripple.network.tiers import AbundanceState, Tier
from bioripple.predictors.closed_forms import Exponents, abundance_distance
from bioripple.predictors.exponents import best_exponents, grid_accuracies
from bioripple.predictors.registry import rivals
from bioripple.vocabulary import NO_SPLIT, TRUTHS, TruthName

COLUMNS = (
    "model",
    "predictor",
    "tier",
    "truth",
    "split",
    "seed",
    "entries",
    "ties",
    "accuracy",
)
NO_SEED = ""
LOGGER = logging.getLogger(__name__)
FITTED: dict[Tier, str] = {
    "abundance_initial": "initial",
    "abundance_state": "state",
}
Row = dict[str, Any]
Kind = tuple[Tier, TruthName]
Search = Mapping[Kind, Floats]


@dataclass(frozen=True)
class Case:
    """A model with all that it is predicted from and held against.

    Attributes
    ----------
    model
        Its id.
    inputs
        What the highest tier knows.
    truths
        n × n per truth, NaN where not defined; a truth that too little of the model
        has is missing.
    """

    model: str
    inputs: AbundanceState
    truths: Mapping[TruthName, Floats]


@dataclass(frozen=True)
class Labels:
    """What a predictor is called in the table."""

    predictor: str
    tier: Tier
    split: str = NO_SPLIT
    seed: int | str = NO_SEED


def score(
    model: str, truth: TruthName, targets: Targets, prediction: Floats, labels: Labels
) -> list[Row]:
    """Score one prediction, pooled, with average ties.

    Parameters
    ----------
    model, truth, labels
        For the table.
    targets
        The ranked truth; see `accuracy.rank_defined`.
    prediction
        n × n, finite; sizes are ranked.

    Returns
    -------
    list of Row
        Rows of `COLUMNS`, one for off-diagonal and one for all entries; an accuracy is
        NaN where the truth does not vary.
    """
    found = accuracies(targets, prediction, jitter=None)
    return [
        {
            "model": model,
            "predictor": labels.predictor,
            "tier": labels.tier,
            "truth": truth,
            "split": labels.split,
            "seed": labels.seed,
            "entries": protocol.entries,
            "ties": protocol.ties,
            "accuracy": value,
        }
        for protocol, value in found.items()
        if protocol.pooling == "pooled" and protocol.ties == "average"
    ]


def score_rivals(case: Case, *, seed: int) -> list[Row]:
    """Score every predictor that learns nothing on one model."""
    rows: list[Row] = []
    for truth, matrix in case.truths.items():
        targets = rank_defined(matrix)
        for rival in rivals(seed=seed):
            prediction = rival(case.inputs, truth)
            labels = Labels(rival.id, rival.tier)
            rows += score(case.model, truth, targets, prediction, labels)
    return rows


def search_exponents(case: Case, *, seed: int) -> dict[Kind, Floats]:
    """Return the accuracy of every exponent on one model, by tier and truth."""
    return {
        (tier, truth): grid_accuracies(
            case.inputs.sign, getattr(case.inputs, field), matrix, seed=seed
        )
        for tier, field in FITTED.items()
        for truth, matrix in case.truths.items()
    }


def fit_exponents(
    searches: Mapping[str, Search],
    family: Mapping[str, str],
    *,
    n_folds: int,
    seed: int,
) -> dict[str, dict[Kind, Exponents]]:
    """Fit the exponents for each model on models of other families.

    Where there are too few families there are none.

    Parameters
    ----------
    searches
        What `search_exponents` found for each model.
    family
        The family of each model.
    n_folds, seed
        Of the split of families.
    """
    chosen: dict[str, dict[Kind, Exponents]] = {}
    try:
        folds = make_kinetics_folds(
            searches, family, split="families", n_folds=n_folds, seed=seed
        )
    except TooFewModels as reason:
        LOGGER.warning("exponents are not fitted: %s", reason)
        return chosen
    for fold in folds:
        chosen |= dict.fromkeys(fold.held_out, _fit(fold, searches))
    return chosen


def score_fitted(
    case: Case, fitted: Mapping[Kind, Exponents], *, seed: int
) -> list[Row]:
    """Score abundance-weighted distance on one model.

    Parameters
    ----------
    case
        The model.
    fitted
        The exponents, fitted on other families.
    seed
        Of their split, for the table.
    """
    targets = {name: rank_defined(matrix) for name, matrix in case.truths.items()}
    rows: list[Row] = []
    for tier, field in FITTED.items():
        labels = Labels(f"abundance_distance_fitted_{field}", tier, "families", seed)
        abundance = getattr(case.inputs, field)
        for truth, target in targets.items():
            if (tier, truth) in fitted:
                exponents = fitted[tier, truth]
                prediction = abundance_distance(case.inputs.sign, abundance, exponents)
                rows += score(case.model, truth, target, prediction, labels)
    return rows


def _fit(fold: Fold, searches: Mapping[str, Search]) -> dict[Kind, Exponents]:
    """Choose exponents on the training models, where one of them has the truth."""
    found: dict[Kind, Exponents] = {}
    for kind in product(FITTED, TRUTHS):
        known = {m: searches[m][kind] for m in fold.training if kind in searches[m]}
        best = best_exponents(known, known)
        if best is not None:
            found[kind] = best
    return found


def as_table(rows: Iterable[Row]) -> pd.DataFrame:
    """Lay out rows as a table of `COLUMNS`."""
    return pd.DataFrame(rows, columns=list(COLUMNS))


def of_main_protocol(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows on off-diagonal entries with average ties."""
    main = Protocol()
    return rows[(rows["entries"] == main.entries) & (rows["ties"] == main.ties)]
