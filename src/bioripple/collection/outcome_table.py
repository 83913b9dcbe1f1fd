"""The table of outcomes: one row for every model of the sheet."""

from collections import Counter
from collections.abc import Iterable, Mapping

import pandas as pd

from bioripple.collection.evaluation_sets import paper_set
from bioripple.collection.outcome import MAIN_FACTS, Outcome
from bioripple.runtime.pages import Table, page
from bioripple.runtime.tables import cell
from bioripple.vocabulary import PAPER, STATUSES

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
