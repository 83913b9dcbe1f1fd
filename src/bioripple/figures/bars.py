"""Figure 3's numbers: the mean accuracy of every predictor on an evaluation set."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from bioripple.evaluation.scores import NO_SEED
from bioripple.figures.data import SPLIT_LABELS, Protocol, evaluation_set, sets_drawn
from bioripple.metrics.intervals import Mean, mean_by_family
from bioripple.predictors.registry import TABLE1, Predictor
from bioripple.vocabulary import ALL, NO_SPLIT, PAPER, Ties

OTHER_TIES: dict[Ties, Ties] = {"average": "jitter", "jitter": "average"}
TIED_FAMILIES = ("distance", "first_neighbour", "enhancement")


@dataclass(frozen=True)
class Bar:
    """One bar of Figure 3.

    Attributes
    ----------
    predictor
        Its colour, its name and its published value.
    split
        How the entries were chosen that are scored: `none` for all of them.
    mean
        Mean over models of the mean over seeds.
    low, high
        Bootstrap interval of the mean, over families; NaN for a single one.
    seeds
        Mean over models for each seed; empty without seeds.
    other_ties
        The mean under the other treatment of ties; None where it has none.
    n_models
        Number of models behind the mean.
    """

    predictor: Predictor
    split: str
    mean: float
    low: float
    high: float
    seeds: tuple[float, ...]
    other_ties: float | None
    n_models: int

    @property
    def label(self) -> str:
        """Its name beside the axis."""
        if self.split == NO_SPLIT:
            return self.predictor.label
        return f"{self.predictor.label}, {SPLIT_LABELS.get(self.split, self.split)}"

    @property
    def group(self) -> tuple[str, str]:
        """Bars of one group stand together."""
        family = "" if self.split != NO_SPLIT else self.predictor.family
        return self.split, family

    @property
    def order(self) -> tuple[int, int]:
        """From top to bottom: untrained predictors first, then split by split."""
        splits = (NO_SPLIT, *SPLIT_LABELS)
        place = splits.index(self.split) if self.split in splits else len(splits)
        return place, TABLE1.index(self.predictor)


def accuracy_bars(
    accuracy: pd.DataFrame,
    outcomes: pd.DataFrame,
    *,
    models: str,
    protocol: Protocol,
    family: Mapping[str, str],
    bootstrap_draws: int,
    seed: int,
) -> list[Bar]:
    """Return the bars of one evaluation set.

    Parameters
    ----------
    accuracy, outcomes
        As `data.read_accuracy` and `data.outcomes_by_model` return them.
    models
        Name of the evaluation set.
    protocol
        What the bars show; `other_ties` is its other treatment of ties.
    family
        The family of each model.
    bootstrap_draws, seed
        Of the intervals.

    Returns
    -------
    list of Bar
        What is not trained in the order of `TABLE1`, then the classifiers of each
        split, every one with the numbers of Table 1. What has no score has no bar. For
        `all`, a split that scores no model outside `paper87` has none either: its mean
        beside means over all models would compare different models.
    """
    inside = set(evaluation_set(outcomes, models))
    has_paper = PAPER in sets_drawn(outcomes)
    paper = set(evaluation_set(outcomes, PAPER)) if has_paper else set()
    drawn = protocol.of(accuracy)
    other = replace(protocol, ties=OTHER_TIES[protocol.ties]).of(accuracy)
    bars = []
    for split in sorted(set(drawn["split"])):
        for predictor in TABLE1:
            rows, others = (_rows(t, predictor, split, inside) for t in (drawn, other))
            only_paper = models == ALL and set(rows["model"]) <= paper != inside
            if len(rows) and not (has_paper and only_paper):
                values = rows.groupby("model")["accuracy"].mean()
                mean = mean_by_family(values, family, draws=bootstrap_draws, seed=seed)
                bars.append(_bar(predictor, split, rows, others, mean))
    return sorted(bars, key=lambda bar: bar.order)


def _rows(
    accuracy: pd.DataFrame, predictor: Predictor, split: str, inside: set[str]
) -> pd.DataFrame:
    chosen = (accuracy["predictor"] == predictor.id) & (accuracy["split"] == split)
    return accuracy[chosen & accuracy["model"].isin(inside)]


def _bar(
    predictor: Predictor,
    split: str,
    rows: pd.DataFrame,
    others: pd.DataFrame,
    mean: Mean,
) -> Bar:
    seeds = rows[rows["seed"] != NO_SEED].groupby("seed")["accuracy"].mean()
    has_other = predictor.family in TIED_FAMILIES and len(others) > 0
    other = float(others.groupby("model")["accuracy"].mean().mean())
    return Bar(
        predictor=predictor,
        split=split,
        mean=mean.mean,
        low=mean.low,
        high=mean.high,
        seeds=tuple(float(each) for each in seeds),
        other_ties=other if has_other else None,
        n_models=mean.n_models,
    )
