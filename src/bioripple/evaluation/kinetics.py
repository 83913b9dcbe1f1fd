"""Score the learned kinetics, each seed by itself and all seeds together.

Runs that differ in their seed only go together, under labels that have no seed.
Ablations, which are called like their variant, are scored by themselves only.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from bioripple.arrays import Floats
from bioripple.collection.family_folds import (
    KineticsSplit,
    make_kinetics_folds,
)
from bioripple.evaluation.cases import Case
from bioripple.evaluation.ensembles import choose, mixtures
from bioripple.evaluation.kinetics_runs import labels_of
from bioripple.evaluation.scores import NO_SEED, Labels, Row
from bioripple.evaluation.untrained import Aim, aim, score
from bioripple.network.tiers import Tier
from bioripple.predictors.registry import UNTRAINED
from bioripple.runtime.files import open_arrays
from bioripple.vocabulary import ENSEMBLE, LEARNED_KINETICS, TruthName

LOGGER = logging.getLogger(__name__)
Runs = Mapping[Labels, Mapping[Labels, Mapping[str, Any]]]
Kind = tuple[Labels, TruthName]
Trial = Mapping[Kind, Sequence[Sequence[Row]]]


@dataclass(frozen=True, eq=False)
class Members:
    """What runs that differ in their seed say of one model under one truth.

    Attributes
    ----------
    case
        The model.
    aim
        The truth.
    common
        What they are called but for the seed.
    found
        n × n prediction of each.
    """

    case: Case
    aim: Aim
    common: Labels
    found: Mapping[Labels, Floats]

    def score(self, prediction: Floats, labels: Labels) -> list[Row]:
        """Score one prediction; see `untrained.score`."""
        return score(self.aim, prediction, labels)


def open_runs(predictions: Iterable[Path]) -> Runs:
    """Open runs by their labels, those together that differ in their seed only.

    Parameters
    ----------
    predictions
        npz files of n × n arrays by `{model}/{truth}`, in folders that
        `evaluation.kinetics_runs.labels_of` reads labels off.
    """
    runs: dict[Labels, dict[Labels, Mapping[str, Any]]] = defaultdict(dict)
    for path in predictions:
        labels = labels_of(path)
        runs[replace(labels, seed=NO_SEED)][labels] = open_arrays(path)
    return runs


def score_runs(
    case: Case, predictions: Iterable[Path], *, seed: int
) -> tuple[list[Row], Trial]:
    """Score each seed by itself, and all together with each of `mixtures.WEIGHTS`.

    Parameters
    ----------
    case
        The model.
    predictions
        npz files of n × n arrays by `{model}/{truth}`; see `open_runs`.
    seed
        Of what the untrained predictor beside them draws.

    Returns
    -------
    rows
        The scores of each seed.
    trial
        Those of all seeds together: by labels and truth, rows for each weight.
        Ablations have none.
    """
    rows: list[Row] = []
    trial: dict[Kind, list[list[Row]]] = {}
    for members in _members(case, open_runs(predictions)):
        for labels, prediction in members.found.items():
            rows += members.score(prediction, labels)
        if members.common.predictor == LEARNED_KINETICS:
            tried = _score_together(members, seed=seed)
            trial[members.common, members.aim.truth] = tried
    return rows, trial


def _members(case: Case, runs: Runs) -> Iterator[Members]:
    for truth in case.truths:
        key = f"{case.model}/{truth}"
        against = aim(case, truth)
        for common, seeds in runs.items():
            found = {
                labels: run[key].astype(float)
                for labels, run in seeds.items()
                if key in run
            }
            if found:
                yield Members(case, against, common, found)


def _score_together(members: Members, *, seed: int) -> list[list[Row]]:
    """Score all seeds together, once for each weight of what stands beside them."""
    used = "+".join(str(labels.seed) for labels in members.found)
    labels = replace(members.common, predictor=ENSEMBLE, seed=used)
    tier, truth = cast("Tier", labels.tier), members.aim.truth
    known = members.case.of_tier(tier, truth)
    untrained = UNTRAINED[tier].predict(known, truth, seed=seed)
    return [
        members.score(mixture, labels)
        for mixture in mixtures(list(members.found.values()), untrained)
    ]


def choose_weights(
    trials: Mapping[str, Trial],
    family: Mapping[str, str],
    *,
    n_folds: int,
    seed: int,
) -> list[Row]:
    """Choose on other models how much the untrained predictor beside them counts.

    Parameters
    ----------
    trials
        What `score_runs` returned for each scored model.
    family
        The family of each.
    n_folds, seed
        Of the folds by which a weight is chosen; what they keep together is what the
        runs have kept together.

    Returns
    -------
    list of Row
        The scores under the chosen weights.
    """
    rows: list[Row] = []
    predicted = [model for model, trial in trials.items() if trial]
    kinds = dict.fromkeys(kind for trial in trials.values() for kind in trial)
    for common, truth in kinds:
        LOGGER.info("%s, %s, %s", common.tier, common.split, truth)
        split = cast("KineticsSplit", common.split)
        folds = make_kinetics_folds(
            predicted, family, split=split, n_folds=n_folds, seed=seed
        )
        known = {
            model: trial[common, truth]
            for model, trial in trials.items()
            if (common, truth) in trial
        }
        rows += choose(known, folds)
    return rows
