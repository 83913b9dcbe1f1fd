"""What a few measured sources of a network say about its other sources.

Some nodes, the pilots, are perturbed first; their responses are told, with noise, and
predictions are scored on the other sources only, distance beside them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from zlib import crc32

import numpy as np
import pandas as pd

from bioripple.arrays import Flags, Floats, Signs
from bioripple.evaluation.beside import Row, over_models
from bioripple.evaluation.cases import Case
from bioripple.metrics.accuracy import accuracies, pooled_only, rank_defined
from bioripple.predictors.pilots import FORMS, Choice, choose_pilots
from bioripple.predictors.topology import BASELINES
from bioripple.vocabulary import (
    AT_REST,
    REFERENCE,
    Protocol,
    TruthName,
)

KEYS = ("predictor", "truth", "choice", "pilots", "noise", "evaluation_set")
NUMBERS = (
    *("n_models", "n_families", "mean", "ci_low", "ci_high", "seed_sd", "n_seeds"),
    *("distance", "gain", "gain_low", "gain_high"),
)
COLUMNS = (*KEYS, *NUMBERS)
CHOICES: tuple[Choice, ...] = ("random", "reach")


@dataclass(frozen=True)
class Trial:
    """How pilots are drawn and told.

    Attributes
    ----------
    counts
        How many pilots.
    seeds
        Of the draws, one trial for each.
    noise
        Sizes of errors to try: standard deviations of the logarithm [decades]. Those
        above 0 are tried with drawn pilots only.
    """

    counts: Sequence[int]
    seeds: Sequence[int]
    noise: Sequence[float]


def score_case(case: Case, trial: Trial) -> list[Row]:
    """Score what pilots say about one model, for every truth.

    Parameters
    ----------
    case
        The model; only the signs of its network and the responses to its pilots are
        used for predictions.
    trial
        What to try.

    Returns
    -------
    list of dict
        The labels of `KEYS` but the set, `seed`, `model`, `accuracy`, and `distance` on
        the same entries. A model of which the pilots would be more than half of the
        nodes has no rows for that count.
    """
    here = {k: v for k, v in case.truths.items() if k not in AT_REST}
    there = {k: v for k, v in case.truths.items() if k in AT_REST}
    return [
        row
        for truths in (here, there)
        if truths
        for row in _score_state(
            case.model, case.at(next(iter(truths))).sign, truths, trial
        )
    ]


def _score_state(
    model: str, sign: Signs, truths: Mapping[TruthName, Floats], trial: Trial
) -> list[Row]:
    """Score the truths of one state of a model, of which the signs are given."""
    n = len(sign)
    counts = [count for count in trial.counts if 2 * count <= n]
    near = BASELINES[REFERENCE](sign)
    rows: list[Row] = []
    for count, choice, seed in product(counts, CHOICES, trial.seeds):
        rng = np.random.default_rng([seed, crc32(model.encode())])
        pilots = choose_pilots(sign, count, choice=choice, rng=rng)
        others: Flags = np.ones((n, n), dtype=bool)
        others[:, pilots] = False
        errors = rng.normal(size=(n, count))
        for truth, matrix in truths.items():
            targets = pooled_only(rank_defined(matrix, scored=others))
            beside = accuracies(targets, near, jitter=None)[Protocol()]
            tried = [size for size in trial.noise if choice == "random" or size == 0.0]
            for noise, (name, form) in product(tried, FORMS.items()):
                told = matrix[:, pilots] * 10.0 ** (noise * errors)
                found = accuracies(targets, form(sign, told, pilots), jitter=None)
                rows.append(
                    {
                        "predictor": name,
                        "truth": truth,
                        "choice": choice,
                        "pilots": count,
                        "noise": noise,
                        "seed": seed,
                        "model": model,
                        "accuracy": found[Protocol()],
                        "distance": beside,
                    }
                )
    return rows


def summary(
    rows: Sequence[Row],
    sets: Mapping[str, set[str]],
    family: Mapping[str, str],
    *,
    draws: int,
    seed: int,
) -> pd.DataFrame:
    """Average accuracies over models, and their gains over distance.

    Parameters
    ----------
    rows
        What `score_case` returned for all models.
    sets
        The models of each evaluation set.
    family
        The family of each model.
    draws, seed
        Of the bootstrap over families.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`; accuracies are averaged over seeds within each model.
    """
    found = over_models(rows, KEYS[:-1], sets, family, draws=draws, seed=seed)
    return pd.DataFrame(found, columns=list(COLUMNS))
