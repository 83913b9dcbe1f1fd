"""The table of outcomes: one row for every model of the sheet."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from bioripple import files
from bioripple.evaluation_sets import ALL, EVALUATION_SETS, PAPER, UNFILTERED, paper_set
from bioripple.table_rows import read_cells, text_of
from bioripple.verdict import MAIN_FACTS, Outcome

LONG = ("warnings", "versions")  # facts that fill no cell; `n_warnings` counts them


def outcome_table(
    outcomes: Iterable[Outcome], *, names: Mapping[str, str], paper_set_size: int
) -> pd.DataFrame:
    """Gather the endings of all models.

    Parameters
    ----------
    outcomes
        One for each model.
    names
        Name of each model by id.
    paper_set_size
        Number of models in the evaluation set `paper87`.

    Returns
    -------
    pd.DataFrame
        A row per model in the order of `names`: name, status, step, reason, the main
        facts, `paper87`, then the other facts that are single values.

    Raises
    ------
    ValueError
        If the outcomes and the names are not of the same models.
    """
    by_model = {outcome.model: outcome for outcome in outcomes}
    if by_model.keys() != names.keys():
        odd = sorted(by_model.keys() ^ names.keys())
        raise ValueError(f"outcomes and sheet differ in {len(odd)} models: {odd[:5]}")
    steadiness = {
        model: outcome.facts.get("steadiness")
        for model, outcome in by_model.items()
        if outcome.status == "scored" and not outcome.facts["doubt"]
    }
    chosen = paper_set(steadiness, size=paper_set_size)
    rows = []
    for model, name in names.items():
        outcome = by_model[model]
        row = {"model": model, "name": name} | main_values(outcome)
        rows.append(row | {PAPER: model in chosen} | single_values(outcome))
    # Object columns keep whole numbers whole where some models have none.
    return pd.DataFrame(rows, dtype=object)


def main_values(outcome: Outcome) -> dict[str, object]:
    """Return status, step, reason and main facts, for a row of a table."""
    return {
        "status": outcome.status,
        "step": outcome.step,
        "reason": outcome.reason,
        **{key: outcome.facts.get(key) for key in MAIN_FACTS if key not in LONG},
    }


def single_values(outcome: Outcome) -> dict[str, object]:
    """Return the other facts that are one value each, for the same row."""
    return {
        key: value
        for key, value in outcome.facts.items()
        if key not in MAIN_FACTS
        and (value is None or isinstance(value, bool | int | float | str))
    }


def read_outcomes(path: Path) -> pd.DataFrame:
    """Read the table of outcomes as text, but for `paper87`.

    Parameters
    ----------
    path
        The file that `collect_outcomes` wrote.

    Returns
    -------
    pd.DataFrame
        A row per model; `paper87` holds booleans, an empty cell is an empty text.
    """
    table = read_table(path)
    return table.assign(**{PAPER: table[PAPER] == "true"})


def scored_models(outcomes: pd.DataFrame) -> dict[str, int]:
    """Return the number of nodes of each scored model, in the order of the table."""
    scored = outcomes[outcomes["status"] == "scored"]
    return dict(zip(scored["model"], scored["n_nodes"].astype(int), strict=True))


def members(outcomes: pd.DataFrame) -> dict[str, set[str]]:
    """Return the ids in each evaluation set."""
    models = outcomes["model"].astype(str)
    return {name: set(models[is_member(outcomes, name)]) for name in EVALUATION_SETS}


def is_member(outcomes: pd.DataFrame, name: str) -> pd.Series:
    """Return whether each model is in an evaluation set.

    Raises
    ------
    ValueError
        If there is no such set.
    """
    scored = outcomes["status"] == "scored"
    members = {
        PAPER: outcomes[PAPER],
        ALL: scored & (outcomes["doubt"] == ""),
        UNFILTERED: scored,
    }
    if name not in members:
        expected = ", ".join(map(repr, members))
        raise ValueError(f"evaluation set {name!r}: expected one of {expected}")
    return members[name]


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write a table as `table_rows.text_of` lays it out."""
    rows = table.itertuples(index=False, name=None)
    plain = ([_plain(value) for value in row] for row in rows)
    files.write_text(path, text_of(table.columns.tolist(), plain))


def read_table(path: Path, *, numbers: Collection[str] = ()) -> pd.DataFrame:
    """Read a table as text, so that ids and names are what they are.

    Parameters
    ----------
    path
        What `write_table` wrote.
    numbers
        The columns that hold numbers; read to their last digit, empty = NaN.
    """
    columns, rows = read_cells(path)
    table = pd.DataFrame(rows, columns=columns, dtype=str)
    for name in numbers:
        cells = table[name]
        table[name] = np.array([float(cell or "nan") for cell in cells], np.float64)
    return table


def _plain(value: object) -> object:
    if value is pd.NA:
        return None
    return bool(value) if isinstance(value, np.bool_) else value
