"""Table 2: every predictor by tier, truth and split, with its gain over distance."""

from collections.abc import Mapping

import pandas as pd

from bioripple.benchmark_scores import COLUMNS, NO_SPLIT
from bioripple.intervals import summarise
from bioripple.methods import LEARNED_IDS

REFERENCE = "distance_directed"
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
    "seeds",
)
KEYS = list(TABLE2_COLUMNS[:6])


def from_table1(accuracy: pd.DataFrame) -> pd.DataFrame:
    """Take what Table 1 is made of over into the columns of the benchmark.

    Parameters
    ----------
    accuracy
        The long table of Table 1's accuracies, `seed` missing where there is none.

    Returns
    -------
    pandas.DataFrame
        The graph convolutional networks in every split and with both treatments of
        ties, and the distance model on the same entries; pooled.
    """
    chosen = accuracy["method"].isin([*LEARNED_IDS, REFERENCE])
    chosen &= accuracy["pooling"] == "pooled"
    rows = accuracy[chosen].rename(columns={"method": "predictor"})
    rows = rows.assign(tier="topology", seed=rows["seed"].astype("object"))
    return rows[list(COLUMNS)]


def table2(
    scores: pd.DataFrame,
    members: Mapping[str, set[str]],
    family: Mapping[str, str],
    *,
    draws: int,
    seed: int,
) -> pd.DataFrame:
    """Summarise accuracies over models.

    Parameters
    ----------
    scores
        Rows of `benchmark_scores.COLUMNS`; a row without an accuracy is left out.
    members
        The models of each evaluation set.
    family
        The family of each model.
    draws, seed
        Of the bootstrap over families.

    Returns
    -------
    pandas.DataFrame
        `TABLE2_COLUMNS`. Accuracies are averaged over seeds within each model; the gain
        is over the distance model on the same entries, with the same treatment of ties.
    """
    scores = scores.dropna(subset=["accuracy"])
    seeds = scores.groupby(KEYS, sort=False)["seed"].nunique()
    per_model = scores.groupby([*KEYS, "model"], sort=False)["accuracy"].mean()
    rows = []
    for key, values in per_model.groupby(level=KEYS, sort=False):
        labels = dict(zip(KEYS, key, strict=True))
        accuracy = values.droplevel(KEYS)
        reference = _reference(per_model, labels)
        for name, models in members.items():
            inside = accuracy[accuracy.index.isin(models)]
            if inside.empty:
                continue
            found = summarise(
                inside.to_numpy(),
                reference.reindex(inside.index).to_numpy(),
                [family[model] for model in inside.index],
                draws=draws,
                seed=seed,
            )
            learned = labels["split"] != NO_SPLIT
            row = labels | {"evaluation_set": name} | vars(found)
            rows.append(row | {"seeds": int(seeds[key]) if learned else 0})
    return pd.DataFrame(rows, columns=list(TABLE2_COLUMNS))


def _reference(per_model: pd.Series, labels: Mapping[str, str]) -> pd.Series:
    """Return the distance model's accuracies on the entries that a split scores."""
    wanted = {**labels, "predictor": REFERENCE, "tier": "topology"}
    for split in (labels["split"], NO_SPLIT):
        key = tuple({**wanted, "split": split}[name] for name in KEYS)
        if key in per_model.index.droplevel("model"):
            return per_model.xs(key, level=KEYS)
    raise ValueError(f"no {REFERENCE} with {dict(labels)} to compare with")
