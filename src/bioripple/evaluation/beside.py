"""Accuracies over models with distance beside them, by what was tried and by set."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from bioripple.metrics.intervals import summarise
from bioripple.vocabulary import EVALUATION_SETS

SHOWN = (
    *("n_models", "n_families", "mean", "ci_low", "ci_high"),
    *("gain", "gain_low", "gain_high"),
)
Row = dict[str, Any]


def over_models(
    rows: Sequence[Row],
    keys: Sequence[str],
    sets: Mapping[str, set[str]],
    family: Mapping[str, str],
    *,
    draws: int,
    seed: int,
) -> list[Row]:
    """Average accuracies over models, and their gains over distance.

    Parameters
    ----------
    rows
        Each with `keys`, `seed`, `model`, `accuracy`, and `distance`, that of the
        distance model on the same entries.
    keys
        What tells apart what was tried.
    sets
        The models of each evaluation set.
    family
        The family of each model.
    draws, seed
        Of the bootstrap over families.

    Returns
    -------
    list of dict
        For what was tried and each set `keys`, `evaluation_set`, `SHOWN`, `n_seeds`,
        `seed_sd` and `distance`. Accuracies are averaged over seeds within each model;
        `seed_sd` is the standard deviation of the mean over seeds.
    """
    if not rows:
        return []
    found: list[Row] = []
    for key, group in pd.DataFrame(rows).groupby(list(keys), sort=False):
        labels = dict(zip(keys, key, strict=True))
        for name in EVALUATION_SETS:
            inside = group[group["model"].isin(sets.get(name, set()))]
            if len(inside):
                numbers = _numbers(inside, family, draws=draws, seed=seed)
                found.append(labels | {"evaluation_set": name} | numbers)
    return found


def _numbers(
    rows: pd.DataFrame, family: Mapping[str, str], *, draws: int, seed: int
) -> Row:
    models = rows.groupby("model", sort=True)[["accuracy", "distance"]].mean()
    seeds = rows.groupby("seed")["accuracy"].mean()
    found = summarise(
        models["accuracy"], models["distance"], family, draws=draws, seed=seed
    )
    return {name: getattr(found, name) for name in SHOWN} | {
        "n_seeds": len(seeds),
        "seed_sd": float(seeds.std(ddof=1)),
        "distance": float(models["distance"].mean()),
    }
