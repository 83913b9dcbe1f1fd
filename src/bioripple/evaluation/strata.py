"""On which models predictions are good: accuracy by quarters of models."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from bioripple.collection.outcomes import is_in_set
from bioripple.evaluation.scores import of_main_protocol
from bioripple.metrics.statistics import rank_correlation
from bioripple.vocabulary import ALL, ENSEMBLE, LEADING_TRUTH, NO_SPLIT, REFERENCE

STRATA_COLUMNS = (
    "property",
    "quarter",
    "low",
    "high",
    "predictor",
    "tier",
    "n_models",
    "mean",
    "correlation",
)
NUMBERS = ("quarter", "low", "high", "n_models", "mean", "correlation")
SIZE, STEADINESS, SPEED = "n_nodes", "steadiness", "log10_mean_jacobian"
QUARTERS = 4


def model_properties(outcomes: pd.DataFrame, networks: pd.DataFrame) -> pd.DataFrame:
    """Gather the properties by which models are told apart.

    Parameters
    ----------
    outcomes
        The table of outcomes, as text.
    networks
        The table of network properties.

    Returns
    -------
    pandas.DataFrame
        The models of the set `all` by `n_nodes`, `steadiness` (median over nodes of
        |f| / |x| [1 / model time unit]) and `log10_mean_jacobian` (log10 of the mean
        size of the off-diagonal, non-zero entries of the Jacobian, which are in
        1 / model time unit: the larger, the faster); NaN where not known.
    """
    chosen = outcomes[is_in_set(outcomes, ALL)].set_index("model")
    speed = networks.set_index("model")["mean_jacobian"].reindex(chosen.index)
    return pd.DataFrame(
        {
            SIZE: pd.to_numeric(chosen["n_nodes"]),
            STEADINESS: pd.to_numeric(chosen["steadiness"]),
            SPEED: speed,
        }
    ).astype(np.float64)


def quarters(values: ArrayLike) -> NDArray[np.intp]:
    """Divide values at their quartiles.

    Parameters
    ----------
    values : (m,)
        Finite numbers.

    Returns
    -------
    (m,)
        1 for the smallest to 4. Equal values are never parted: a quarter can be larger
        than another, or empty.
    """
    known = np.asarray(values, dtype=np.float64)
    if known.size == 0:
        return np.zeros(0, dtype=np.intp)
    cuts = np.quantile(known, np.arange(1, QUARTERS) / QUARTERS)
    return np.searchsorted(cuts, known, side="left") + 1


def strata(scores: pd.DataFrame, properties: pd.DataFrame) -> pd.DataFrame:
    """Average accuracies within quarters of the models.

    Parameters
    ----------
    scores
        Rows of `scores.COLUMNS`. The distance model and the ensembles of the
        learned kinetics of every tier are taken: truth `dynamo`, off-diagonal entries,
        average ties, families held out.
    properties
        What `model_properties` returned.

    Returns
    -------
    pandas.DataFrame
        `STRATA_COLUMNS`. `low` and `high` are the extreme values in a quarter, whoever
        is scored; `correlation` is Spearman's between property and accuracy over all
        models, the same in all rows of a property and predictor.
    """
    rows = []
    for name in properties:
        values = properties[name].dropna()
        number = pd.Series(quarters(values), index=values.index)
        for (predictor, tier), accuracy in _accuracies(scores).items():
            found = accuracy.reindex(values.index)
            correlation = rank_correlation(values, found)
            for quarter, inside in values.groupby(number):
                known = found[inside.index].dropna()
                place = (name, quarter, inside.min(), inside.max())
                summary = (len(known), known.mean(), correlation)
                rows.append((*place, predictor, tier, *summary))
    return pd.DataFrame(rows, columns=list(STRATA_COLUMNS))


def _accuracies(scores: pd.DataFrame) -> Mapping[tuple[str, str], pd.Series]:
    """Return the accuracy of each model, by predictor and tier."""
    scores = of_main_protocol(scores)
    distance = (scores["predictor"] == REFERENCE) & (scores["split"] == NO_SPLIT)
    learned = (scores["predictor"] == ENSEMBLE) & (scores["split"] == "families")
    chosen = scores[(distance | learned) & (scores["truth"] == LEADING_TRUTH)]
    return {
        (str(predictor), str(tier)): rows.set_index("model")["accuracy"]
        for (predictor, tier), rows in chosen.groupby(["predictor", "tier"], sort=False)
    }
