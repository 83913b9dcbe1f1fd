"""Read the tables that the figures draw, and choose rows by protocol."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from bioripple import vocabulary
from bioripple.collection.evaluation_sets import FEWEST_COMPARED
from bioripple.collection.outcomes import is_in_set, read_outcomes, sets_of
from bioripple.evaluation.scores import NO_SEED, read_scores
from bioripple.predictors.registry import CLASSIFIERS, TABLE1
from bioripple.vocabulary import ALL, NO_SPLIT, PAPER, PUBLISHED_TRUTH

# The predictors of the paper's Figures 4 and 6: all but the truth and first neighbours.
COMPARED_IDS: tuple[str, ...] = tuple(
    each.id
    for each in TABLE1
    if each.family in ("propagation", "distance", "enhancement")
)
SPLIT_LABELS = {
    "transductive": "transductive",
    "models": "held-out models",
    "families": "held-out families",
}
_ENTRY_LABELS = {"off_diagonal": "off-diagonal entries", "all": "all entries"}
_POOLING_LABELS = {"pooled": "pooled", "columns": "mean over columns"}
TIE_LABELS = {"average": "average ties", "jitter": "jittered ties"}


@dataclass(frozen=True)
class Protocol(vocabulary.Protocol):
    """Which of the accuracies is drawn; the names are the columns of the table.

    Attributes
    ----------
    truth
        The matrix that predictions are compared with.
    """

    truth: str = PUBLISHED_TRUTH

    def describe(self, *, ties: bool = True) -> str:
        """Return the protocol in words, with or without its treatment of ties."""
        words = [
            _ENTRY_LABELS.get(self.entries, self.entries),
            _POOLING_LABELS.get(self.pooling, self.pooling),
        ]
        if self.truth != PUBLISHED_TRUTH:
            words.append(f"truth {self.truth}")
        if ties:
            words.append(TIE_LABELS.get(self.ties, self.ties))
        return ", ".join(words)

    def of(self, accuracy: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of an accuracy table that follow this protocol."""
        chosen = pd.Series(True, index=accuracy.index)
        for column in ("truth", "entries", "pooling", "ties"):
            chosen &= accuracy[column] == getattr(self, column)
        return accuracy[chosen]


def read_accuracy(path: Path) -> pd.DataFrame:
    """Read `accuracy.tsv`: one row a predictor, protocol, model, split and seed.

    Returns
    -------
    pandas.DataFrame
        Text columns as written, `accuracy` a number; rows whose accuracy is undefined
        are left out.
    """
    return read_scores(path).dropna(subset=["accuracy"])


def outcomes_by_model(path: Path) -> pd.DataFrame:
    """Read `outcomes.tsv`, one row a model, indexed by model.

    Returns
    -------
    pandas.DataFrame
        Text, but `paper87` (where there is such a set) is a Boolean and `n_nodes` an
        integer or missing.
    """
    table: pd.DataFrame = read_outcomes(path).set_index("model")
    table["n_nodes"] = pd.to_numeric(table["n_nodes"], errors="coerce").astype("Int64")
    return table


def evaluation_set(outcomes: pd.DataFrame, name: str) -> list[str]:
    """Return the ids of the models of an evaluation set.

    Parameters
    ----------
    outcomes
        As `outcomes_by_model` returns it.
    name
        `paper87`, `all` or `unfiltered`.

    Raises
    ------
    ValueError
        If there is no such set.
    """
    inside = is_in_set(outcomes, name)
    return [str(model) for model in outcomes.index[inside]]


def sets_drawn(outcomes: pd.DataFrame) -> tuple[str, ...]:
    """Return the names of the evaluation sets drawn: the paper's, if any, and `all`."""
    sets = sets_of(outcomes)
    return tuple(name for name in (PAPER, ALL) if name in sets)


def too_few(table: pd.DataFrame) -> str:
    """Return why so few models cannot be compared; empty if there are enough.

    Parameters
    ----------
    table
        Models by predictors, as `per_predictor` returns it.
    """
    n_models = len(table.dropna(how="all"))
    if n_models >= FEWEST_COMPARED:
        return ""
    scored = "1 was" if n_models == 1 else f"{n_models or 'none'} were"
    return (
        f"Too few models: {scored} scored, and at least {FEWEST_COMPARED} are needed."
    )


def choose_split(accuracy: pd.DataFrame, preferred: str) -> str:
    """Return the preferred split of the classifiers, or one that there is.

    Returns
    -------
    str
        Empty if no classifier was scored.
    """
    learned = accuracy["predictor"].isin(CLASSIFIERS)
    splits = sorted(set(accuracy.loc[learned, "split"]))
    if preferred in splits or not splits:
        return preferred if splits else ""
    return str(splits[0])


def over_seeds(
    accuracy: pd.DataFrame, *, predictor: str, split: str, models: Sequence[str]
) -> pd.Series:
    """Return one predictor's accuracy per model, averaged over its seeds.

    Parameters
    ----------
    accuracy
        Rows of one protocol.
    predictor, split
        Which, and how it was trained (`none` if it was not).
    models
        Those of interest; the ones without a score are left out.
    """
    chosen = (accuracy["predictor"] == predictor) & (accuracy["split"] == split)
    chosen &= accuracy["model"].isin(models)
    return accuracy[chosen].groupby("model")["accuracy"].mean()


def per_predictor(
    accuracy: pd.DataFrame, *, models: Sequence[str], split: str
) -> pd.DataFrame:
    """Return the accuracies that Figures 4 and 6 compare.

    Parameters
    ----------
    accuracy
        Rows of one protocol.
    models
        The evaluation set.
    split
        That of the classifiers.

    Returns
    -------
    pandas.DataFrame
        Models by predictors, NaN where a model has no score; a predictor without any
        score has no column.
    """
    columns = {}
    for predictor in COMPARED_IDS:
        of = split if predictor in CLASSIFIERS else NO_SPLIT
        scores = over_seeds(accuracy, predictor=predictor, split=of, models=models)
        if len(scores):
            columns[predictor] = scores
    return pd.DataFrame(columns, index=pd.Index(sorted(models), name="model"))


def describe_learned(accuracy: pd.DataFrame, split: str) -> str:
    """Return how the classifiers drawn were trained, for the note; may be empty."""
    rows = accuracy[
        accuracy["predictor"].isin(CLASSIFIERS) & (accuracy["split"] == split)
    ]
    if rows.empty:
        return ""
    seeds = rows.loc[rows["seed"] != NO_SEED, "seed"].nunique()
    many = f"mean of {seeds} seeds" if seeds > 1 else "1 seed"
    return f"GCN: {SPLIT_LABELS.get(split, split)}, {many}"
