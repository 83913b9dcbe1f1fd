"""Score a predictor of one's own as the experiment scores its predictors."""

import importlib.util
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bioripple.arrays import Floats
from bioripple.errors import Failed, Refused
from bioripple.evaluation.cases import Case
from bioripple.evaluation.dataset import Dataset
from bioripple.evaluation.labels import labels_for
from bioripple.evaluation.scores import Labels, Row, as_table
from bioripple.evaluation.table2 import table2
from bioripple.evaluation.untrained import aim, score
from bioripple.network.tiers import TIERS, Network, Tier
from bioripple.predictors.registry import BY_ID
from bioripple.vocabulary import ALL, REFERENCE, TRUTHS, TruthName

WITHOUT_LEARNING = ("inputs", "truth", "seed")
Learner = Callable[[list[tuple[Network, Floats]], TruthName, int], Any]


@dataclass(frozen=True)
class OwnPredictor:
    """A predictor that somebody wrote.

    Attributes
    ----------
    name
        What it is called in tables.
    tier
        What it may know.
    predict
        Takes `inputs` (of its tier), `truth` and `seed`, and what `fit` returned if
        there is one; returns n × n, row = affected, of which sizes are ranked.
    fit
        Takes the inputs and the truth of every model that may be learned from, the
        name of the truth and a seed; None if nothing is learned.
    """

    name: str
    tier: Tier
    predict: Callable[..., Floats]
    fit: Learner | None = None


def load_predictor(path: Path) -> OwnPredictor:
    """Load a predictor from a Python file, which runs it.

    Parameters
    ----------
    path
        A file of one's own that defines `TIER`, `predict` and, if it learns, `fit`.

    Raises
    ------
    Refused
        If it is no Python file, or lacks one of them.
    """
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if not path.is_file() or spec is None or spec.loader is None:
        raise Refused(f"{path}: expected a Python file, such as my_predictor.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    tier, predict = getattr(module, "TIER", None), getattr(module, "predict", None)
    if tier not in TIERS:
        known = ", ".join(map(repr, TIERS))
        raise Refused(f"{path}: TIER is {tier!r}; expected one of {known}")
    fit = getattr(module, "fit", None)
    needed = (*WITHOUT_LEARNING, *(["learned"] if fit else []))
    if not callable(predict) or tuple(inspect.signature(predict).parameters) != needed:
        wanted = ", ".join(needed)
        raise Refused(f"{path}: expected a function predict({wanted})")
    return OwnPredictor(path.stem, tier, predict, fit)


def score_own(
    predictor: OwnPredictor, dataset: Dataset, *, draws: int, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score a predictor beside the distance model.

    Parameters
    ----------
    predictor
        Whose predictions are scored; one that learns is scored on families that it
        has not seen.
    dataset
        The models.
    draws
        Of the bootstrap over families.
    seed
        Of the folds, the bootstrap and what the predictor draws.

    Returns
    -------
    table, scores
        Its rows of Table 2, and those of every model, `scores.COLUMNS`.

    Raises
    ------
    Failed
        If a prediction is not n × n finite numbers; the message names the model.
    """
    rows: list[Row] = []
    for case, truth, prediction in _predictions(predictor, dataset, seed=seed):
        against = aim(case, truth)
        rows += score(against, prediction, _labels(predictor, seed))
        network: Tier = "wiring" if predictor.tier == "wiring" else "topology"
        known = case.of_tier(network, truth)
        distance = BY_ID[REFERENCE].predict(known, truth, seed=seed)
        rows += score(against, distance, labels_for(REFERENCE, tier=network))
    scores = as_table(rows)
    table = table2(
        scores, {ALL: set(dataset.models)}, dataset.family, draws=draws, seed=seed
    )
    return table[table["predictor"] == predictor.name], scores


def _labels(predictor: OwnPredictor, seed: int) -> Labels:
    if predictor.fit is None:
        return Labels(predictor.name, predictor.tier)
    return Labels(predictor.name, predictor.tier, "families", seed)


def _predictions(
    predictor: OwnPredictor, dataset: Dataset, *, seed: int
) -> Iterator[tuple[Case, TruthName, Floats]]:
    """Yield a prediction for each model and truth that it has."""
    if predictor.fit is None:
        for model in dataset.models:
            case = dataset.case(model)
            for truth in case.truths:
                yield case, truth, _predict(predictor, case, truth, seed)
        return
    for fold in dataset.folds(seed=seed):
        known = [dataset.case(model) for model in fold.training]
        for truth in TRUTHS:
            examples = [
                (case.of_tier(predictor.tier, truth), case.truths[truth])
                for case in known
                if truth in case.truths
            ]
            if not examples:
                continue
            learned = predictor.fit(examples, truth, seed)
            for model in fold.held_out:
                case = dataset.case(model)
                if truth in case.truths:
                    found = _predict(predictor, case, truth, seed, learned)
                    yield case, truth, found


def _predict(
    predictor: OwnPredictor, case: Case, truth: TruthName, seed: int, *learned: Any
) -> Floats:
    inputs = case.of_tier(predictor.tier, truth)
    found = np.asarray(predictor.predict(inputs, truth, seed, *learned))
    n = case.inputs.size
    if found.shape != (n, n) or found.dtype.kind not in "biuf":
        raise Failed(
            f"{case.model}: predict returned {found.dtype} of shape {found.shape}; "
            f"expected numbers of shape ({n}, {n})"
        )
    if not np.isfinite(found).all():
        bad = int(np.count_nonzero(~np.isfinite(found)))
        raise Failed(
            f"{case.model}: predict returned {bad} numbers that are not finite"
        )
    return found.astype(np.float64)
