"""Table 2: every predictor by tier, truth and split, with its gain over distance."""

import math
from collections.abc import Collection, Mapping

import pandas as pd

from bioripple.evaluation.scores import of_main_protocol
from bioripple.metrics.intervals import holm, summarise
from bioripple.metrics.measures import NAMES
from bioripple.network.tiers import TIER_ORDER
from bioripple.predictors.registry import CLASSIFIERS
from bioripple.vocabulary import ALL, NO_SPLIT, REFERENCE

TABLE2_COLUMNS = (
    "predictor",
    "tier",
    "truth",
    "split",
    "entries",
    "ties",
    "evaluation_set",
    "n_models",
    "n_families",
    "mean",
    "ci_low",
    "ci_high",
    "gain",
    "gain_low",
    "gain_high",
    "win_rate",
    "gain_p",
    "gain_holm",
    "seeds",
    "seed_sd",
    *NAMES,
)
KEYS = list(TABLE2_COLUMNS[:6])
NUMBERS = TABLE2_COLUMNS[7:]


def of_classifiers(
    accuracy: pd.DataFrame,
    further: pd.DataFrame,
    *,
    splits: Collection[str],
    seeds: Collection[int],
) -> pd.DataFrame:
    """Choose what Table 2 shows of the classifiers and of the distance model.

    Parameters
    ----------
    accuracy
        The scores that Table 1 is made of: rows of `scores.COLUMNS`.
    further
        Those of classifiers that Table 1 has not.
    splits, seeds
        Which classifiers are compared.

    Returns
    -------
    pandas.DataFrame
        The graph convolutional networks in every split and with both treatments of
        ties, and the distance model on the same entries and on all; pooled. Rows are
        by model, split and seed, wherever they come from.
    """
    rows = pd.concat([accuracy, further], ignore_index=True)
    shown = rows["predictor"].isin([*CLASSIFIERS, REFERENCE])
    compared = rows["split"].isin(splits) & rows["seed"].isin([*map(str, seeds)])
    rows = rows[
        shown & (rows["pooling"] == "pooled") & (compared | (rows["split"] == NO_SPLIT))
    ]
    place = {model: k for k, model in enumerate(rows["model"].unique())}
    keys = pd.DataFrame(
        {
            "model": rows["model"].map(place),
            "trained": rows["split"] != NO_SPLIT,
            "split": rows["split"],
            "seed": pd.to_numeric(rows["seed"]),
        }
    )
    return rows.loc[keys.sort_values([*keys.columns]).index]


def table2(
    scores: pd.DataFrame,
    sets: Mapping[str, set[str]],
    family: Mapping[str, str],
    *,
    draws: int,
    seed: int,
) -> pd.DataFrame:
    """Summarise accuracies over models.

    Parameters
    ----------
    scores
        Rows of `scores.COLUMNS`; a row without an accuracy is left out.
    sets
        The models of each evaluation set.
    family
        The family of each model.
    draws, seed
        Of the bootstrap over families.

    Returns
    -------
    pandas.DataFrame
        `TABLE2_COLUMNS`. Accuracies are averaged over seeds within each model; the gain
        is over the distance model on the same entries, with the same treatment of ties:
        over that of the wiring in the tier `wiring`, and for the distance model of the
        topology itself, where there are both; else over that of the topology.
        `seed_sd` is the standard deviation of the mean over seeds, NaN if there is one.
        `gain_holm` is `gain_p` corrected for all gains that `headline` shows, NaN for
        others.
    """
    scores = scores.dropna(subset=["accuracy"])
    by_key = dict(iter(scores.groupby(KEYS)))
    measured = ["accuracy", *NAMES]
    per_model = (
        scores.groupby([*KEYS, "model"], sort=False)[measured].mean().reset_index()
    )
    rows = []
    for key, group in per_model.groupby(KEYS, sort=False):
        labels = dict(zip(KEYS, map(str, key), strict=True))
        reference = _reference(per_model, labels)
        for name, models in sets.items():
            inside = group[group["model"].isin(models)]
            if inside.empty:
                continue
            values = inside.set_index("model")["accuracy"]
            found = summarise(values, reference, family, draws=draws, seed=seed)
            row = labels | {"evaluation_set": name} | vars(found)
            means = {measure: float(inside[measure].mean()) for measure in NAMES}
            rows.append(row | _seeds(by_key[key], models) | means)
    return _corrected(pd.DataFrame(rows, columns=list(TABLE2_COLUMNS)))


def _corrected(table: pd.DataFrame) -> pd.DataFrame:
    """Correct the p of the gains that are shown for how many they are."""
    shown = compared(table)
    table["gain_holm"] = math.nan
    table.loc[shown.index, "gain_holm"] = holm(shown["gain_p"].tolist())
    return table


def compared(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are shown with a gain over another predictor."""
    shown = headline(table)
    return shown[(shown["predictor"] != REFERENCE) & shown["gain_p"].notna()]


def _seeds(scores: pd.DataFrame, models: set[str]) -> dict[str, float]:
    """Count the seeds of a predictor, and say how much it depends on them."""
    inside = scores[scores["model"].isin(models)]
    if (inside["split"] == NO_SPLIT).all():
        return {"seeds": 0, "seed_sd": math.nan}
    # the seeds of an ensemble are joined by a plus sign
    used = {seed for text in inside["seed"] for seed in str(text).split("+")}
    spread = inside.groupby("seed")["accuracy"].mean().std(ddof=1)
    return {"seeds": len(used), "seed_sd": float(spread)}


def _reference(per_model: pd.DataFrame, labels: Mapping[str, str]) -> pd.Series:
    """Return the distance model's accuracies on the entries that a split scores."""
    known = per_model["predictor"] == REFERENCE
    for column in ("truth", "entries", "ties"):
        known &= per_model[column] == labels[column]
    by_wiring = known & (per_model["tier"] == "wiring")
    itself = (labels["predictor"], labels["split"]) == (REFERENCE, NO_SPLIT)
    chosen = known & ~by_wiring
    if labels["tier"] == "wiring" or (itself and by_wiring.any()):
        chosen = by_wiring
    of_split = per_model[chosen & (per_model["split"] == labels["split"])]
    if of_split.empty:  # all entries of a model are scored
        of_split = per_model[chosen & (per_model["split"] == NO_SPLIT)]
    if of_split.empty:
        raise ValueError(f"no {REFERENCE} to compare {dict(labels)} with")
    return of_split.set_index("model")["accuracy"]


def headline(table: pd.DataFrame) -> pd.DataFrame:
    """Choose the rows that are shown, in a table to be read or a figure.

    Parameters
    ----------
    table
        What `table2` returned.

    Returns
    -------
    pandas.DataFrame
        Off-diagonal entries, average ties, evaluation set `all`; what is trained, on
        held-out families; the distance model once, on all entries of a model.
    """
    rows = of_main_protocol(table)
    again = (rows["predictor"] == REFERENCE) & (rows["split"] != NO_SPLIT)
    return rows[
        (rows["evaluation_set"] == ALL)
        & rows["split"].isin([NO_SPLIT, "families"])
        & ~again
    ]


def best_first(rows: pd.DataFrame) -> pd.DataFrame:
    """Sort rows by tier, those of a tier by their mean accuracy."""
    levels = rows["tier"].map(TIER_ORDER.index)
    ranked = rows.assign(level=levels).sort_values(
        ["level", "mean"], ascending=[True, False], kind="stable"
    )
    return ranked.drop(columns="level")
