"""Score what is not trained, beyond Table 1, on every truth, model by model."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from bioripple.arrays import Floats
from bioripple.collection.family_folds import Fold, make_kinetics_folds
from bioripple.collection.splits import TooFewModels
from bioripple.evaluation.cases import Case
from bioripple.evaluation.labels import labels_for
from bioripple.evaluation.scores import Labels, Row, rows_of
from bioripple.metrics.accuracy import Targets, accuracies, rank_defined
from bioripple.metrics.measures import Yardstick
from bioripple.network.influence import reachable
from bioripple.network.tiers import Tier
from bioripple.predictors.closed_forms import Exponents, abundance_distance
from bioripple.predictors.exponents import best_exponents, grid_accuracies
from bioripple.predictors.registry import BEYOND, BY_ID
from bioripple.vocabulary import REFERENCE, TRUTHS, TruthName

LOGGER = logging.getLogger(__name__)
FITTED: dict[Tier, str] = {
    "abundance_initial": "initial",
    "abundance_state": "state",
}
# The distance model stands in Table 1, but for its accuracy on the wiring.
CLOSED_FORMS = [
    (each, tier)
    for each in (BY_ID[REFERENCE], *BEYOND)
    for tier in each.tiers
    if each.kind == "closed form" and (each.id, tier) != (REFERENCE, "topology")
]
Kind = tuple[Tier, TruthName]
Search = Mapping[Kind, Floats]


@dataclass(frozen=True, eq=False)
class Aim:
    """A truth of a model that many predictions are held against.

    Attributes
    ----------
    model, truth
        Of which model, and which.
    targets
        It, ranked; see `accuracy.rank_defined`.
    yardstick
        It, for the other measures.
    """

    model: str
    truth: TruthName
    targets: Targets
    yardstick: Yardstick


def aim(case: Case, truth: TruthName) -> Aim:
    """Prepare a truth of a model."""
    matrix = case.truths[truth]
    linked = reachable(case.at(truth).sign)
    return Aim(case.model, truth, rank_defined(matrix), Yardstick(matrix, linked))


def score(aim: Aim, prediction: Floats, labels: Labels) -> list[Row]:
    """Score one prediction, pooled, with average ties.

    Parameters
    ----------
    aim
        What it is held against.
    prediction
        n × n, finite; sizes are ranked.
    labels
        Whose it is. Of who is not registered, signs are directions if there are any.

    Returns
    -------
    list of Row
        Rows of `scores.COLUMNS`, one for off-diagonal and one for all entries.
    """
    found = accuracies(aim.targets, prediction, jitter=None)
    pooled = {
        protocol: value
        for protocol, value in found.items()
        if protocol.pooling == "pooled" and protocol.ties == "average"
    }
    registered = BY_ID.get(labels.predictor)
    has_signs = registered.has_signs if registered else bool((prediction < 0.0).any())
    more = aim.yardstick.measure(prediction, has_signs=has_signs)
    return rows_of(aim.model, aim.truth, labels, pooled, more)


def score_closed_forms(case: Case, *, seed: int) -> list[Row]:
    """Score all that learns nothing on a model, but for what Table 1 has of it."""
    rows: list[Row] = []
    for truth in case.truths:
        against = aim(case, truth)
        for predictor, tier in CLOSED_FORMS:
            prediction = predictor.predict(case.of_tier(tier, truth), truth, seed=seed)
            labels = labels_for(predictor.id, tier=tier)
            rows += score(against, prediction, labels)
    return rows


def search_exponents(case: Case, *, seed: int) -> dict[Kind, Floats]:
    """Return the accuracy of every exponent on one model, by tier and truth."""
    return {
        (tier, truth): grid_accuracies(
            case.at(truth).sign,
            getattr(case.at(truth), field),
            matrix,
            seed=seed,
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
    aims = {truth: aim(case, truth) for truth in case.truths}
    rows: list[Row] = []
    for tier, field in FITTED.items():
        name = f"abundance_distance_fitted_{field}"
        labels = labels_for(name, split="families", seed=seed)
        for truth, against in aims.items():
            if (tier, truth) in fitted:
                known = case.at(truth)
                prediction = abundance_distance(
                    known.sign, getattr(known, field), fitted[tier, truth]
                )
                rows += score(against, prediction, labels)
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
