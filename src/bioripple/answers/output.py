"""Answers as files: a table and what its columns mean, and all of it as JSON."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bioripple.answers.result import COLUMNS, Condition, Responses
from bioripple.runtime.files import write_json, write_text
from bioripple.runtime.folders import Results
from bioripple.runtime.tables import write_table

TABLE, COLUMNS_MD, ANSWER, PAGE = (
    "responses.tsv",
    "responses.md",
    "answer.json",
    "index.html",
)
PICTURES = ("network.pdf", "network.png", "heatmap.pdf", "heatmap.png")
MADE_BY = "bioripple respond"
ANSWERED = Results(
    MADE_BY,
    ANSWER,
    (TABLE, COLUMNS_MD, PAGE, *PICTURES, ANSWER),
    ".lock-of-bioripple-respond",
)


def write_answer(folder: Path, answer: Responses) -> None:
    """Write responses.tsv, responses.md and answer.json into a folder.

    Parameters
    ----------
    folder
        As `ANSWERED.replacing` yields it.
    answer
        What `answer.respond` returned.
    """
    write_table(folder / TABLE, answer.table)
    write_text(folder / COLUMNS_MD, explained(TABLE, columns_of(answer), answer.notes))
    write_json(folder / ANSWER, document(answer), indent=None)


def explained(table: str, columns: Mapping[str, str], notes: tuple[str, ...]) -> str:
    """Return what stands beside a table: what each column says, and the notes."""
    listed = "\n".join(f"- `{name}`: {text}" for name, text in columns.items())
    said = "\n".join(f"- {note}" for note in notes)
    return (
        f"# {table}\n\nCells are parted by tabs; an empty cell has no value.\n\n"
        f"{listed}\n\n## Notes\n\n{said}\n"
    )


def document(answer: Responses) -> dict[str, Any]:
    """Return an answer as plain values, for JSON; what has no value is null."""
    return {
        "made_by": MADE_BY,
        "predictor": answer.predictor,
        "conditions": [_plain_condition(each) for each in answer.conditions],
        "notes": list(answer.notes),
        "facts": dict(answer.facts),
        "columns": columns_of(answer),
        "responses": records(answer.table),
        "paths": [
            {
                "condition": condition,
                "node": node,
                "paths": [
                    {"nodes": list(it.nodes), "sign": it.sign, "share": it.share}
                    for it in paths
                ],
            }
            for (condition, node), paths in answer.paths.items()
        ],
    }


def columns_of(answer: Responses) -> dict[str, str]:
    """Return the columns of an answer's table, and what each says."""
    known = dict(COLUMNS)
    if len(answer.table.columns) > len(known):
        from bioripple.answers.kinetic import SIMULATED  # takes long to import

        known |= SIMULATED
    return {name: known[name] for name in answer.table.columns}


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as plain values, by column."""
    columns = [[_plain(value) for value in table[name]] for name in table.columns]
    return [
        dict(zip(table.columns, row, strict=True)) for row in zip(*columns, strict=True)
    ]


def _plain_condition(condition: Condition) -> dict[str, Any]:
    return {
        "name": condition.name,
        "nodes": dict(condition.nodes),
        "links": [
            {"source": source, "target": target, "strength": strength}
            for (source, target), strength in condition.links.items()
        ],
    }


def _plain(value: Any) -> Any:
    if value is pd.NA or value is None or value != value:
        return None
    return value.item() if isinstance(value, np.generic) else value
