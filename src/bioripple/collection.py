"""The table of outcomes: one row for every model of the sheet."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from bioripple import files, table_rows
from bioripple.evaluation_sets import paper_set
from bioripple.pages import Table, page
from bioripple.verdict import MAIN_FACTS, STATUSES, Outcome
from bioripple.vocabulary import ALL, EVALUATION_SETS, PAPER

LONG = ("warnings", "versions")  # facts that fill no cell; `n_warnings` counts them
PAGE_COLUMNS = (
    *("model", "name", "status", "reason", "doubt", "n_variables", "n_nodes"),
    *("n_satellites", "has_events", "steadiness", "step", PAPER),
)
PAGE_NUMBERS = frozenset({"n_variables", "n_nodes", "n_satellites", "steadiness"})
PAGE_NOTE = (
    "`scored`: takes part in the evaluation, unless there is a `doubt` about its "
    "numbers. `mapped`: has a Jacobian, but too few nodes or no responses. `refused`: "
    "uses something that is not supported, which the reason names. `failed`: its file "
    "or its numbers went wrong. `outcomes.tsv` has more columns."
)


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
        facts, `paper87` where there is such a set, then the other facts that are single
        values.

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
        if chosen:
            row[PAPER] = model in chosen
        rows.append(row | single_values(outcome))
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


def outcome_page(table: pd.DataFrame) -> str:
    """Return the main columns of the table of outcomes as an HTML page."""
    counts = Counter(table["status"])
    told = ", ".join(f"{counts[status]} {status}" for status in STATUSES)
    columns = [name for name in PAGE_COLUMNS if name in table]
    rows = [
        [f"{value:.3g}" if isinstance(value, float) else cell(value) for value in row]
        for row in table[columns].itertuples(index=False, name=None)
    ]
    return page(
        "What became of every model",
        notes=[f"{len(table)} models: {told}.", PAGE_NOTE],
        tables=[Table("Models", columns, rows, PAGE_NUMBERS)],
    )


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


def members(outcomes: pd.DataFrame) -> dict[str, set[str]]:
    """Return the ids in each evaluation set that there is."""
    models = outcomes["model"].astype(str)
    return {name: set(models[is_member(outcomes, name)]) for name in sets_of(outcomes)}


def sets_of(outcomes: pd.DataFrame) -> tuple[str, ...]:
    """Return the names of the evaluation sets that there are, in order.

    `paper87` is one of them only where the collection holds enough of the models that
    the paper had: see `evaluation_sets.paper_set`.
    """
    has_paper = PAPER in outcomes.columns
    return tuple(name for name in EVALUATION_SETS if has_paper or name != PAPER)


def is_member(outcomes: pd.DataFrame, name: str) -> pd.Series:
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


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write a table as `table_rows.text_of` lays it out."""
    rows = table.itertuples(index=False, name=None)
    plain = ([_plain(value) for value in row] for row in rows)
    files.write_text(path, table_rows.text_of(table.columns.tolist(), plain))


def read_table(path: Path, *, numbers: Collection[str] = ()) -> pd.DataFrame:
    """Read a table as text, so that ids and names are what they are.

    Parameters
    ----------
    path
        What `write_table` wrote.
    numbers
        The columns that hold numbers; read to their last digit, empty = NaN.
    """
    columns, rows = table_rows.read_cells(path)
    table = pd.DataFrame(rows, columns=columns, dtype=str)
    for name in numbers:
        cells = table[name]
        table[name] = np.array([float(cell or "nan") for cell in cells], np.float64)
    return table


def cell(value: object) -> str:
    """Return a value of a pandas table as `table_rows.cell` does."""
    return table_rows.cell(_plain(value))


def _plain(value: object) -> object:
    if value is pd.NA:
        return None
    return bool(value) if isinstance(value, np.bool_) else value
