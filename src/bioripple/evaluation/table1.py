"""Table 1: what comes out here, under every protocol, beside what was published."""

from collections.abc import Mapping

import pandas as pd

from bioripple.evaluation.scores import NO_SEED
from bioripple.metrics.intervals import mean_by_family
from bioripple.metrics.measures import NAMES
from bioripple.predictors.registry import BY_ID, TABLE1
from bioripple.vocabulary import EVALUATION_SETS, PAPER, PUBLISHED_TRUTH, TRUTHS

PROTOCOL = ["truth", "entries", "pooling", "ties"]
COLUMNS = [
    "predictor",
    "published",
    "evaluation_set",
    *PROTOCOL,
    "split",
    "n_models",
    "n_families",
    "mean",
    "ci_low",
    "ci_high",
    "seed_sd",
    "n_seeds",
    *NAMES,
]
NUMBERS = COLUMNS[COLUMNS.index("n_models") :]
TIES_SHOWN = ("jitter", "average")


def table1(
    accuracy: pd.DataFrame,
    sets: Mapping[str, set[str]],
    family: Mapping[str, str],
    *,
    draws: int,
    seed: int,
) -> pd.DataFrame:
    """Average accuracies over models, for every protocol that they were computed in.

    Parameters
    ----------
    accuracy
        Rows of `scores.COLUMNS`; those without an accuracy are left out.
    sets
        The models of each evaluation set.
    family
        The family of each model; one that has none counts as a family of its own.
    draws, seed
        Number and seed of the bootstrap's resamples of families.

    Returns
    -------
    pd.DataFrame
        `COLUMNS`, predictors in the order of the paper. `mean` is over models, of each
        model's mean over seeds; the interval is the 95 % percentile bootstrap over
        families; `seed_sd` is the standard deviation of the mean over seeds. The
        measures are those of the main protocol, and empty in other rows. A split that
        scores no model outside `paper87` has rows for that set only. `published` is
        empty where there is no `paper87`: nothing here is comparable with it.
    """
    rows = []
    paper = sets.get(PAPER, set())
    keys = ["predictor", *PROTOCOL, "split"]
    for key, group in accuracy.groupby(keys, sort=False, dropna=False):
        labels = dict(zip(keys, map(str, key), strict=True))
        for name, models in sets.items():
            inside = group[group["model"].isin(models)]
            only_paper = set(inside["model"]) <= paper != models
            if name != PAPER and paper and only_paper:
                continue
            defined = inside.dropna(subset=["accuracy"])
            row = _row(defined, family, draws=draws, seed=seed)
            rows.append(labels | {"evaluation_set": name} | row)
    table = pd.DataFrame(rows, columns=COLUMNS)
    table["published"] = table["predictor"].map(lambda name: BY_ID[name].published)
    shown = (table["truth"] == PUBLISHED_TRUTH) & bool(paper)
    table["published"] = table["published"].where(shown)
    return table.sort_values(
        by=["evaluation_set", *PROTOCOL, "predictor", "split"],
        key=_in_order,
        ignore_index=True,
        kind="stable",
    )


def _row(
    scores: pd.DataFrame, family: Mapping[str, str], *, draws: int, seed: int
) -> dict[str, object]:
    models = scores.groupby("model", sort=True)["accuracy"].mean()
    drawn = scores[scores["seed"] != NO_SEED]
    seeds = drawn.groupby("seed")["accuracy"].mean()
    found = mean_by_family(models, family, draws=draws, seed=seed)
    return {
        "n_models": found.n_models,
        "n_families": found.n_families,
        "mean": found.mean,
        "ci_low": found.low,
        "ci_high": found.high,
        "seed_sd": seeds.std(ddof=1),
        "n_seeds": len(seeds),
        **_measured(scores),
    }


def _measured(scores: pd.DataFrame) -> dict[str, float]:
    """Return the mean of each further measure over the models that have it."""
    means = scores.groupby("model")[list(NAMES)].mean().mean()
    return {name: float(means[name]) for name in NAMES}


def _in_order(column: pd.Series) -> pd.Series:
    orders: dict[str, list[str]] = {
        "predictor": [each.id for each in TABLE1],
        "evaluation_set": list(EVALUATION_SETS),
        "ties": list(TIES_SHOWN),
        "truth": [PUBLISHED_TRUTH, *(t for t in TRUTHS if t != PUBLISHED_TRUTH)],
        "entries": ["off_diagonal", "all"],
        "pooling": ["pooled", "columns"],
    }
    order = orders.get(str(column.name))
    return column if order is None else column.map(order.index)
