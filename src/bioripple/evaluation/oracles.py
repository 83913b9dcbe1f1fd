"""What the enhancement factor would gain if it knew: true ranks times distance.

The factor may rank the columns of the sensitivity matrix or of the Jacobian; the
paper's text names both. Ranks of the sensitivity matrix contain the target itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from bioripple.arrays import Floats
from bioripple.metrics.accuracy import accuracies, rank_truth
from bioripple.network.influence import signs
from bioripple.predictors.gcn.impact import (
    SOURCES,
    Source,
    bio_impact,
    enhancement,
    scaled_impact,
)
from bioripple.predictors.topology import closeness
from bioripple.vocabulary import PUBLISHED_TRUTH, Protocol

Impact = Literal["bio_impact", "scaled_impact"]


@dataclass(frozen=True)
class OracleScore:
    """One accuracy of one variant for one model; see `SOURCES` and `impact`."""

    model: str
    source: Source
    normalise: bool
    impact: Impact
    protocol: Protocol
    accuracy: float


def oracle_scores(
    model: str, jacobian: Floats, sensitivity: Floats
) -> list[OracleScore]:
    """Score every variant of the enhancement factor on one model.

    Parameters
    ----------
    model
        Its id.
    jacobian, sensitivity
        n × n, row = affected, column = affecting.

    Returns
    -------
    list of OracleScore
        Two sources, two impacts, normalised or not, under every protocol with average
        ties: the factors differ in little but ties, which noise would hide.
    """
    targets = rank_truth(sensitivity)
    distance = closeness(signs(jacobian), directed=True)
    responses: dict[Source, Floats] = {
        "sensitivity": sensitivity,
        "jacobian": jacobian,
    }
    scores_ = []
    for source in SOURCES:
        ranks = bio_impact(responses[source])
        impacts: dict[Impact, Floats] = {
            "bio_impact": enhancement(ranks, normalise=False),
            "scaled_impact": enhancement(scaled_impact(ranks), normalise=False),
        }
        for impact, factor in impacts.items():
            for normalise in (False, True):
                prediction = enhancement(factor, normalise=normalise) * distance
                scores = accuracies(targets, prediction, jitter=None)
                scores_ += [
                    OracleScore(model, source, normalise, impact, protocol, value)
                    for protocol, value in scores.items()
                    if protocol.ties == "average"
                ]
    return scores_


def oracle_table(
    scores_: Iterable[OracleScore], sets: Mapping[str, set[str]]
) -> pd.DataFrame:
    """Average scores over the models of each evaluation set.

    Parameters
    ----------
    scores_
        Of all scored models.
    sets
        The models of each evaluation set.

    Returns
    -------
    pd.DataFrame
        `source`, `normalise`, `impact`, `evaluation_set`, the protocol, `n_models`
        (those whose truth varies) and `mean`.
    """
    columns = ["source", "normalise", "impact", "evaluation_set", "truth"]
    columns += ["entries", "pooling", "ties"]
    rows = [
        (
            *(score.source, score.normalise, score.impact, name, PUBLISHED_TRUTH),
            *(score.protocol.entries, score.protocol.pooling, score.protocol.ties),
            score.accuracy,
        )
        for score in scores_
        for name, models in sets.items()
        if score.model in models
    ]
    table = pd.DataFrame(rows, columns=[*columns, "accuracy"])
    return (
        table.groupby(columns, sort=False)["accuracy"]
        .agg(n_models="count", mean="mean")
        .reset_index()
    )
