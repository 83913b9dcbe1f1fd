"""What a part of the learned kinetics is worth: runs without it against whole ones."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from bioripple.evaluation.kinetics_runs import labels_of
from bioripple.evaluation.scores import of_main_protocol
from bioripple.metrics.intervals import Summary, summarise
from bioripple.runtime.files import read_json
from bioripple.vocabulary import LEARNED_KINETICS

SPLIT = "families"
ABLATION_COLUMNS = (
    "variant",
    "tier",
    "truth",
    "n_models",
    "n_families",
    "n_training_models",
    "mean",
    "ci_low",
    "ci_high",
    "difference",
    "difference_low",
    "difference_high",
)
KEYS = ["predictor", "tier", "truth"]
NUMBERS = ABLATION_COLUMNS[3:]


def training_models(metrics: Iterable[Path]) -> dict[tuple[str, str], float]:
    """Read how many models runs learned from.

    Parameters
    ----------
    metrics
        The file `metrics.json` of each run; see `evaluation.kinetics_runs.labels_of`.

    Returns
    -------
    dict
        Mean over folds and seeds, by predictor and tier; those of which no run was
        trained are missing.
    """
    counts: dict[tuple[str, str], list[int]] = {}
    for path in metrics:
        labels = labels_of(path)
        folds = read_json(path)["per_fold"]
        counts.setdefault((labels.predictor, labels.tier), []).extend(
            fold["n_training_models"] for fold in folds
        )
    return {key: float(np.mean(found)) for key, found in counts.items() if found}


def compare(
    ablated: pd.DataFrame,
    whole: pd.DataFrame,
    n_training: Mapping[tuple[str, str], float],
    inside: Collection[str],
    family: Mapping[str, str],
    *,
    draws: int,
    seed: int,
) -> pd.DataFrame:
    """Summarise accuracies of variants and their differences from the whole.

    Parameters
    ----------
    ablated
        Rows of `scores.COLUMNS`; the predictor is the variant.
    whole
        The same of `learned_kinetics`; of its rows those of the same seeds, tiers and
        truths count.
    n_training
        What `training_models` returned, of both.
    inside
        The models that are averaged over.
    family
        The family of each model.
    draws, seed
        Of the bootstrap over families.

    Returns
    -------
    pandas.DataFrame
        `ABLATION_COLUMNS`: for each tier the whole (`learned_kinetics`), whose
        difference is 0, and its variants. Off-diagonal entries, average ties, families
        held out; accuracies are averaged over seeds within each model before they are
        compared model by model.

    Raises
    ------
    ValueError
        If there is no whole run to hold a variant against.
    """
    seeds = set(ablated["seed"])
    of_whole = whole[
        (whole["predictor"] == LEARNED_KINETICS) & whole["seed"].isin(seeds)
    ]
    _check_whole(ablated, of_whole)
    references = _per_model(of_whole, inside)
    rows = []
    for key, values in (references | _per_model(ablated, inside)).items():
        variant, tier, truth = key
        if (variant, tier) not in n_training:  # a tier without variants
            continue
        reference = references.get((LEARNED_KINETICS, tier, truth))
        if reference is None:  # of this truth the whole run has no model
            continue
        found = summarise(values, reference, family, draws=draws, seed=seed)
        rows.append((*key, *_numbers(found, n_training[variant, tier])))
    return pd.DataFrame(rows, columns=list(ABLATION_COLUMNS))


def _numbers(found: Summary, n_training: float) -> tuple[float, ...]:
    """Return what follows the labels in a row of `ABLATION_COLUMNS`."""
    mean = (found.mean, found.ci_low, found.ci_high)
    difference = (found.gain, found.gain_low, found.gain_high)
    return (found.n_models, found.n_families, n_training, *mean, *difference)


def _check_whole(ablated: pd.DataFrame, whole: pd.DataFrame) -> None:
    """Refuse variants of which no run is whole."""
    columns = ["tier", "split", "seed"]
    asked, known = (
        set(part[columns].itertuples(index=False, name=None))
        for part in (ablated, whole)
    )
    if asked - known:
        lacking = ", ".join("/".join(map(str, run)) for run in sorted(asked - known))
        raise ValueError(
            f"no whole run of {lacking} (tier/split/seed) to hold the ablations "
            "against; add it to `kinetics` or take it out of `ablations`"
        )


def _per_model(
    scores: pd.DataFrame, inside: Collection[str]
) -> dict[tuple[str, str, str], pd.Series]:
    """Return the mean accuracy over seeds of each model, by `KEYS`."""
    scores = of_main_protocol(scores)
    chosen = scores[(scores["split"] == SPLIT) & scores["model"].isin(inside)]
    return {
        (str(predictor), str(tier), str(truth)): rows.groupby("model", sort=False)[
            "accuracy"
        ].mean()
        for (predictor, tier, truth), rows in chosen.groupby(KEYS, sort=False)
    }
