"""What a page says, as plain values for JSON: who is who goes by place, not by name."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from bioripple.answers.result import COLUMNS, Condition, Responses
from bioripple.page import colours
from bioripple.page.drawn import MOST_ELEMENTS, Part, is_whole, part
from bioripple.page.layout import HEIGHT, places, short, widths
from bioripple.predictors.propagating import SAID_OF

MOST_ROWS = 100_000  # of a page
MOST_CONDITIONS = 100
MOST_PATHS = 5  # to a node
SHADES = 65
DIGITS = 6
NUMBERS = ("rank", "response", "spread", "sign_agreement", "distance", "baseline")


def contents(answer: Responses) -> dict[str, Any]:
    """Return everything that the script of the page shows.

    Parameters
    ----------
    answer
        Any answer.

    Returns
    -------
    dict
        Lists, strings, whole numbers, finite floats and None only. Nodes are named by
        their places in `nodes`.
    """
    asked = answer.conditions[:MOST_CONDITIONS]
    most_rows = MOST_ROWS // max(len(asked), 1)
    rows = {
        str(name): group.sort_values("rank", kind="stable")
        for name, group in answer.table.groupby("condition", sort=False)
    }
    none = answer.table.iloc[:0]
    parts = [part(answer, each, rows.get(each.name, none)) for each in asked]
    kept = [rows.get(each.name, none).head(most_rows) for each in asked]
    named = _Named(answer, parts, kept)
    return {
        "predictor": predictor_label(answer.predictor),
        "columns": [[name, text] for name, text in COLUMNS.items()],
        "palette": _palette(),
        "height": HEIGHT,
        "nodes": named.nodes(),
        "edges": named.edges(parts),
        "conditions": [
            _condition(answer, each, found, group, named)
            for each, found, group in zip(asked, parts, kept, strict=True)
        ],
        "notes": list(answer.notes),
        "left_out": _left_out(answer, rows, most_rows),
        "facts": [list(fact) for fact in flat(answer.facts)],
    }


def predictor_label(predictor: str) -> str:
    """Return what people call a predictor."""
    if predictor == "kinetics":
        return "the model's own kinetics"
    return SAID_OF[predictor][0] if predictor in SAID_OF else predictor


def flat(facts: Mapping[str, Any], above: str = "") -> list[tuple[str, str]]:
    """Return facts within facts as one list of names and texts."""
    found: list[tuple[str, str]] = []
    for key, value in facts.items():
        name = f"{above} › {key}" if above else str(key)
        if isinstance(value, Mapping):
            found += flat(value, name)
        elif isinstance(value, list | tuple):
            found.append((name, ", ".join(map(str, value))))
        else:
            found.append((name, str(value)))
    return found


def wording(condition: Condition, labels: Mapping[str, str]) -> str:
    """Return what is perturbed and how much, such as `EGFR −100 %, A → B +50 %`."""
    nodes = (
        f"{labels.get(node, node)} {percent(by)}"
        for node, by in condition.nodes.items()
    )
    links = (
        f"{labels.get(source, source)} → {labels.get(target, target)} {percent(by)}"
        for (source, target), by in condition.links.items()
    )
    return ", ".join((*nodes, *links)) or "nothing"


def percent(strength: float) -> str:
    """Return a relative change in percent, with its sign."""
    return f"{100 * strength:+.3g} %".replace("-", "−")


class _Named:
    """The nodes that a page speaks of, each with its place in the page's list."""

    def __init__(
        self, answer: Responses, parts: Sequence[Part], rows: Sequence[pd.DataFrame]
    ) -> None:
        network = answer.network
        used = np.zeros(network.size, dtype=bool)
        for found in parts:
            used[found.nodes] = True
        for group in rows:
            used[[network.place[node] for node in group["node"]]] = True
        self._network = network
        self._used = np.flatnonzero(used)
        self._place = np.cumsum(used) - 1
        self._has = used

    def nodes(self) -> dict[str, list[Any]]:
        """Return ids, names and what fits into a box, with its width."""
        network = self._network
        ids = [network.nodes[k] for k in self._used]
        names = [network.labels[k] for k in self._used]
        return {
            "id": ids,
            "name": names,
            "short": [short(name) for name in names],
            "width": widths(names).round(1).tolist(),
        }

    def edges(self, parts: Sequence[Part]) -> list[list[int]]:
        """Return source, target and sign of every edge that is drawn somewhere."""
        found: dict[tuple[int, int], int] = {}
        for each in parts if len({id(p.network) for p in parts}) > 1 else parts[:1]:
            source, target, sign = each.network.edges
            ends = (self._place[each.nodes[k]].tolist() for k in (source, target))
            pairs = zip(*ends, strict=True)
            found.update(zip(pairs, sign.tolist(), strict=True))
        return [[*pair, sign] for pair, sign in found.items()]

    def of(self, node: str) -> int | None:
        """Return the place of a node by its id, None if the page does not have it."""
        place = self._network.place.get(node)
        return None if place is None or not self._has[place] else self.at(place)

    def at(self, place: int) -> int:
        """Return the place of a node by its place in the network."""
        return int(self._place[place])


def _condition(
    answer: Responses,
    condition: Condition,
    found: Part,
    rows: pd.DataFrame,
    named: _Named,
) -> dict[str, Any]:
    labels = dict(zip(answer.network.nodes, answer.network.labels, strict=True))
    at = places(found.network, *found.starts(condition))
    return {
        "name": condition.name,
        "wording": wording(condition, labels),
        "perturbed": [
            [named.of(node), percent(by)] for node, by in condition.nodes.items()
        ],
        "links": [
            [named.of(source), named.of(target), percent(by)]
            for (source, target), by in condition.links.items()
        ],
        "most": colours.limit(rows["response"].to_numpy(float)),
        "rows": {
            "node": [named.of(node) for node in rows["node"]],
            "relation": _texts(rows["relation"]),
            **{name: _numbers(rows[name]) for name in NUMBERS},
        },
        "drawn": [named.at(k) for k in found.nodes.tolist()],
        "x": at[:, 0].tolist(),
        "y": at[:, 1].tolist(),
        "paths": _paths(answer, condition, rows, named),
    }


def _paths(
    answer: Responses, condition: Condition, rows: pd.DataFrame, named: _Named
) -> list[list[Any]]:
    """Return for each node that has paths its place and these."""
    found = []
    for node in rows["node"].tolist():
        given = answer.paths.get((condition.name, node), ())[:MOST_PATHS]
        steps = ([named.of(step) for step in way.nodes] for way in given)
        ways = [
            [along, way.sign, _number(way.share)]
            for along, way in zip(steps, given, strict=True)
            if None not in along
        ]
        if ways:
            found.append([named.of(node), ways])
    return found


def _left_out(
    answer: Responses, rows: Mapping[str, pd.DataFrame], most_rows: int
) -> list[str]:
    """Say what the page does not show."""
    network, said = answer.network, []
    if not is_whole(network):
        said.append(
            f"The network has {network.size:,} nodes and {network.n_edges:,} edges; "
            f"up to {MOST_ELEMENTS:,} of both it would be drawn whole. The picture "
            "shows what is perturbed, the largest responses and how the effect gets "
            "there; the table has the others."
        )
    if len(answer.conditions) > MOST_CONDITIONS:
        said.append(
            f"The first {MOST_CONDITIONS} of {len(answer.conditions):,} conditions are "
            "here; responses.tsv has all."
        )
    if max(map(len, rows.values()), default=0) > most_rows:
        said.append(
            f"The {most_rows:,} largest responses of each condition are here; "
            "responses.tsv has all."
        )
    return said


def _numbers(values: "pd.Series[Any]") -> list[float | int | None]:
    # Columns of whole numbers have a kind of missing value of their own.
    return [_number(v) for v in values.to_numpy(dtype=float, na_value=np.nan).tolist()]


def _number(value: float) -> float | int | None:
    if not math.isfinite(value):
        return None
    short_form = float(f"{value:.{DIGITS}g}")
    return int(short_form) if short_form.is_integer() else short_form


def _texts(values: "pd.Series[Any]") -> list[str]:
    return ["" if pd.isna(value) else str(value) for value in values.tolist()]


def _palette() -> list[list[str]]:
    """Return fill and ink from the strongest fall to the strongest rise."""
    steps = np.linspace(-1.0, 1.0, SHADES)
    fills = [colours.colour(math.copysign(at * at, at), 1.0) for at in steps.tolist()]
    return [[fill, colours.ink(fill)] for fill in fills]
