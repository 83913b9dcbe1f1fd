"""`bioripple reverse` and `bioripple explain`: what moves a node, and by which ways."""

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from bioripple.answers.explain import Explanation, explain
from bioripple.answers.output import records
from bioripple.answers.reverse import reverse
from bioripple.cli.answering import (
    answering,
    check_method,
    print_table,
    read_network,
    tell,
)
from bioripple.cli.console import Impossible, say
from bioripple.formats.edges import Dual
from bioripple.formats.guarded import told
from bioripple.formats.node_table import read_abundances
from bioripple.network.signed import SignedNetwork
from bioripple.predictors.propagating import OWN_NETWORK, PASSINGS


@dataclass(frozen=True)
class Named:
    """Files and choices that name a network and who predicts.

    Attributes
    ----------
    path
        The network.
    nodes
        Table of abundances, if there is one.
    method
        Id of the predictor, or `auto`.
    dual
        What becomes of edges with both signs, or none.
    """

    path: Path
    nodes: Path | None
    method: str
    dual: Dual

    def read(
        self, known: Iterable[str] = OWN_NETWORK
    ) -> tuple[SignedNetwork, Mapping[str, float] | None]:
        """Return the network and the abundances; say what there is to say of them."""
        check_method(self.method, known=known)
        network = read_network(self.path, self.dual).network
        if self.nodes is None:
            return network, None
        table = read_abundances(self.nodes, network)
        tell(told(finding, self.nodes) for finding in table.findings)
        return network, table.abundance


def reverse_node(asked: Named, node: str, *, top: int | None, as_json: bool) -> int:
    """Say what moves a node; return the exit code of the command."""

    def answer() -> int:
        if top is not None and top < 1:
            raise Impossible(f"--top: expected a number >= 1, found {top}")
        network, abundances = asked.read()
        found = reverse(
            network, node, predictor=asked.method, top=top, abundances=abundances
        )
        if as_json:
            whole = {
                "predictor": found.predictor,
                "notes": list(found.notes),
                "responses": records(found.table),
            }
            is_told = say(json.dumps(whole, allow_nan=False))
        else:
            shown = found.table
            if sys.stdout.isatty():
                shown = shown.drop(columns=_said_already(shown))
            is_told = print_table(shown, title=f"what moves {node}")
        tell(f"* {note}" for note in found.notes)
        return 0 if is_told else 1

    return answering(answer)


def _said_already(table: pd.DataFrame) -> list[str]:
    """Return the columns that tell people nothing new."""
    found = ["target"]
    if (table["name"] == table["source"]).all():
        found.append("name")
    if table["spread"].isna().all():
        found.append("spread")
    return found


def explain_response(
    asked: Named, source: str, target: str, *, paths: int, edges: int, as_json: bool
) -> int:
    """Say why a node responds to another; return the exit code of the command."""

    def answer() -> int:
        network, abundances = asked.read(PASSINGS)
        found = explain(
            network,
            source,
            target,
            predictor=asked.method,
            paths=paths,
            edges=edges,
            abundances=abundances,
        )
        is_told = _as_json(found) if as_json else _as_tables(found, edges)
        tell(f"* {note}" for note in found.notes)
        return 0 if is_told else 1

    return answering(answer)


def _as_json(found: Explanation) -> bool:
    whole = {
        "predictor": found.predictor,
        "source": found.source,
        "target": found.target,
        "response": found.response,
        "paths": [asdict(path) for path in found.paths],
        "edges": records(found.edges),
        "notes": list(found.notes),
    }
    return say(json.dumps(whole, allow_nan=False))


def _as_tables(found: Explanation, edges: int) -> bool:
    signs = {1: "activates", -1: "inhibits"}
    listed = pd.DataFrame(
        {
            "path": [" > ".join(path.nodes) for path in found.paths],
            "effect": [signs[path.sign] for path in found.paths],
            "share": [path.share for path in found.paths],
        }
    )
    title = f"{found.source} on {found.target}: response {found.response:.3g}"
    is_told = print_table(listed, title=title, most=len(listed))
    if not edges:
        return is_told
    return is_told and say("") and print_table(found.edges, title="edges", most=edges)
