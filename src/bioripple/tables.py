"""Table 1: what was published, and what comes out here, under every protocol."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bioripple.accuracy import Protocol
from bioripple.collection import read_table
from bioripple.evaluation_sets import ALL, EVALUATION_SETS, PAPER, UNFILTERED
from bioripple.figures.statistics import bootstrap_interval
from bioripple.methods import BY_ID, METHODS, NO_SPLIT
from bioripple.truths import PUBLISHED_TRUTH, TRUTHS

PROTOCOL = ["truth", "entries", "pooling", "ties"]
COLUMNS = [
    "method",
    "published",
    "evaluation_set",
    *PROTOCOL,
    "split",
    "n_models",
    "mean",
    "ci_low",
    "ci_high",
    "seed_sd",
    "n_seeds",
]
NUMBERS = COLUMNS[-6:]
TIES_SHOWN = ("jitter", "average")
NOTE = (
    f"`{UNFILTERED}` includes models with numerically doubtful responses. "
    f"The paper does not name its models: `{PAPER}` is this project's own choice "
    "of those nearest to a steady state. ± is the standard deviation over seeds. "
    "Jitter breaks the ties of distance, first-neighbour and enhancement "
    "predictions. Learned methods are scored on the entries that their split "
    "leaves for testing, and Distance (directed) beside them on the same entries. "
    f"They learn from ranks of the truth `{PUBLISHED_TRUTH}`, whatever they are held "
    "against; the upper bounds are made of these ranks."
)
COLUMNS_SHOWN = (
    *((name, ties) for name in (PAPER, ALL) for ties in TIES_SHOWN),
    (UNFILTERED, "average"),
)


def read_accuracies(path: Path) -> pd.DataFrame:
    """Read `accuracy.tsv`; an undefined accuracy is NaN, no seed is missing."""
    table = read_table(path, numbers=["accuracy"])
    seeds = [int(cell) if cell else pd.NA for cell in table["seed"]]
    return table.assign(seed=pd.array(seeds, dtype="Int64"))


def table1(
    accuracy: pd.DataFrame,
    members: Mapping[str, set[str]],
    *,
    draws: int,
    seed: int,
) -> pd.DataFrame:
    """Average accuracies over models, for every protocol that they were computed in.

    Parameters
    ----------
    accuracy
        The long table of accuracies; rows without one are left out.
    members
        The models of each evaluation set.
    draws, seed
        Number and seed of the bootstrap's resamples of models.

    Returns
    -------
    pd.DataFrame
        `COLUMNS`, methods in the order of the paper. `mean` is over models, of each
        model's mean over seeds; the interval is the 95 % percentile bootstrap over
        models; `seed_sd` is the standard deviation of the mean over seeds. A split that
        scores no model outside `paper87` has rows for that set only.
    """
    rows = []
    keys = ["method", *PROTOCOL, "split"]
    for key, group in accuracy.groupby(keys, sort=False, dropna=False):
        labels = dict(zip(keys, map(str, key), strict=True))
        for name, models in members.items():
            inside = group[group["model"].isin(models)]
            only_paper = set(inside["model"]) <= members[PAPER] != models
            if name != PAPER and only_paper:
                continue
            row = _row(inside.dropna(subset=["accuracy"]), draws=draws, seed=seed)
            rows.append(labels | {"evaluation_set": name} | row)
    table = pd.DataFrame(rows, columns=COLUMNS)
    table["published"] = table["method"].map(lambda method: BY_ID[method].published)
    table["published"] = table["published"].where(table["truth"] == PUBLISHED_TRUTH)
    return table.sort_values(
        by=["evaluation_set", *PROTOCOL, "method", "split"],
        key=_in_order,
        ignore_index=True,
        kind="stable",
    )


def readable(table: pd.DataFrame, *, protocol: Protocol | None = None) -> str:
    """Lay out one protocol as Markdown, both ways with ties side by side.

    Parameters
    ----------
    table
        What `table1` returned.
    protocol
        Which rows to show, whatever their ties; by default off-diagonal and pooled.

    Returns
    -------
    str
        For each truth a table of methods by evaluation set and ties.
    """
    protocol = protocol or Protocol()
    entries, pooling = protocol.entries, protocol.pooling
    chosen = table[(table["entries"] == entries) & (table["pooling"] == pooling)]
    lines = [
        f"Mean accuracy over models ({entries.replace('_', '-')} entries, {pooling}) "
        "[95 % bootstrap interval over models]. " + NOTE,
    ]
    for truth, rows in chosen.groupby("truth", sort=False):
        lines += ["", f"## Truth `{truth}`", "", *_of_truth(rows), "", _sizes(rows)]
    return "\n".join([*lines, ""])


def _of_truth(rows: pd.DataFrame) -> list[str]:
    """Return the lines of a table of methods by evaluation set and ties."""
    heads = [f"{name}, {ties} ties" for name, ties in COLUMNS_SHOWN]
    lines = [
        "| " + " | ".join(["Method", "Split", "Published", *heads]) + " |",
        "|---" * (3 + len(heads)) + "|",
    ]
    for (method, split), group in rows.groupby(["method", "split"], sort=False):
        by_column = group.set_index(["evaluation_set", "ties"])[NUMBERS].astype(float)
        cells = by_column.to_dict("index")
        value = group["published"].iloc[0]
        published = "–" if pd.isna(value) else f"{value:.2f}"
        shown = [_cell(cells, column) for column in COLUMNS_SHOWN]
        splits = "–" if split == NO_SPLIT else str(split)
        label = BY_ID[str(method)].label
        lines.append("| " + " | ".join([label, splits, published, *shown]) + " |")
    return lines


def _row(scores: pd.DataFrame, *, draws: int, seed: int) -> dict[str, object]:
    models = scores.groupby("model", sort=True)["accuracy"].mean()
    seeds = scores.dropna(subset=["seed"]).groupby("seed")["accuracy"].mean()
    low, high = bootstrap_interval(models.to_numpy(), draws=draws, seed=seed)
    return {
        "n_models": len(models),
        "mean": models.mean(),
        "ci_low": low,
        "ci_high": high,
        "seed_sd": seeds.std(ddof=1),
        "n_seeds": len(seeds),
    }


def _in_order(column: pd.Series) -> pd.Series:
    orders: dict[str, list[str]] = {
        "method": [method.id for method in METHODS],
        "evaluation_set": list(EVALUATION_SETS),
        "ties": list(TIES_SHOWN),
        "truth": [*TRUTHS],
        "entries": ["off_diagonal", "all"],
        "pooling": ["pooled", "columns"],
    }
    order = orders.get(str(column.name))
    return column if order is None else column.map(order.index)


def _cell(cells: Mapping[Any, Mapping[Any, Any]], column: tuple[str, str]) -> str:
    if column not in cells:
        return "–"
    number = cells[column]
    if number["n_models"] == 0:
        return "no model"
    interval = f"[{number['ci_low']:.3f}, {number['ci_high']:.3f}]"
    if number["n_models"] == 1:
        interval = "(one model)"
    text = f"{number['mean']:.3f} {interval}"
    return f"{text} ± {number['seed_sd']:.3f}" if number["n_seeds"] > 1 else text


def _sizes(rows: pd.DataFrame) -> str:
    counts = rows.groupby("evaluation_set")["n_models"].max()
    sizes = "; ".join(
        f"`{name}`: {counts[name]} models" for name in EVALUATION_SETS if name in counts
    )
    return f"{sizes}."
