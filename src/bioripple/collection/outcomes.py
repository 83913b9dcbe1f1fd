"""Read the table of outcomes: which models there are, and in which sets they are."""

from pathlib import Path

import pandas as pd

from bioripple.runtime.tables import read_table
from bioripple.vocabulary import ALL, EVALUATION_SETS, PAPER


def read_outcomes(path: Path) -> pd.DataFrame:
    """Read the table of outcomes as text, but for `paper87`.

    Parameters
    ----------
    path
        The file that `collect_outcomes` wrote.

    Returns
    -------
    pd.DataFrame
        A row per model; `paper87` holds booleans if it is there, an empty cell is an
        empty text.
    """
    table = read_table(path)
    return table.assign(**{PAPER: table[PAPER] == "true"}) if PAPER in table else table


def scored_models(outcomes: pd.DataFrame) -> dict[str, int]:
    """Return the number of nodes of each scored model, in the order of the table."""
    scored = outcomes[outcomes["status"] == "scored"]
    return dict(zip(scored["model"], scored["n_nodes"].astype(int), strict=True))


def models_by_set(outcomes: pd.DataFrame) -> dict[str, set[str]]:
    """Return the ids in each evaluation set that there is."""
    models = outcomes["model"].astype(str)
    return {name: set(models[is_in_set(outcomes, name)]) for name in sets_of(outcomes)}


def sets_of(outcomes: pd.DataFrame) -> tuple[str, ...]:
    """Return the names of the evaluation sets that there are, in order.

    `paper87` is one of them only where the collection holds enough of the models that
    the paper had: see `collection.evaluation_sets.paper_set`.
    """
    has_paper = PAPER in outcomes.columns
    return tuple(name for name in EVALUATION_SETS if has_paper or name != PAPER)


def is_in_set(outcomes: pd.DataFrame, name: str) -> pd.Series:
    """Return whether each model is in an evaluation set.

    Raises
    ------
    ValueError
        If there is no such set.
    """
    if name not in sets_of(outcomes):
        expected = ", ".join(map(repr, sets_of(outcomes)))
        raise ValueError(f"evaluation set {name!r}: expected one of {expected}")
    if name == PAPER:
        return outcomes[PAPER]
    scored = outcomes["status"] == "scored"
    return scored & (outcomes["doubt"] == "") if name == ALL else scored
