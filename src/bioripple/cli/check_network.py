"""`bioripple check`: what is read of a network, and what is wrong with it."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bioripple.answers.grid import read_grid
from bioripple.cli.answering import naming_faults
from bioripple.cli.console import Impossible, complain, say
from bioripple.errors import Failed, Refused
from bioripple.formats.edges import Dual
from bioripple.formats.findings import Finding, ReadNetwork
from bioripple.formats.guarded import read_guarded, told
from bioripple.formats.node_table import read_nodes
from bioripple.formats.unmatched import unmatched
from bioripple.network.census import Census, census
from bioripple.network.signed import SignedNetwork
from bioripple.runtime.text import one_line

Told = tuple[Path, Finding]


def check_network(
    path: Path,
    *,
    nodes: Path | None,
    conditions: Path | None,
    dual: Dual,
    as_json: bool,
) -> int:
    """Check a network and the tables beside it; return the exit code of the command."""
    try:
        with naming_faults(path):
            found = read_guarded(path, dual=dual)
        every = [(path, it) for it in found.findings]
        if nodes is not None:
            table = read_nodes(nodes, found.network)
            every += [(nodes, it) for it in table.findings]
        if conditions is not None:
            named = unknown_columns(
                conditions, found.network, is_kinetic=found.format == "sbml"
            )
            every += [(conditions, it) for it in named]
    except (Impossible, Refused, Failed) as problem:
        complain(problem)
        return 2
    counts = census(found.network)
    text = _json(path, found, counts, every) if as_json else _text(path, found, counts)
    if not as_json:
        text = "\n".join([text, *(told(it, where) for where, it in every)])
    if not say(text):
        return 2
    return int(any(it.level == "warning" for _, it in every))


def unknown_columns(
    path: Path, network: SignedNetwork, *, is_kinetic: bool
) -> list[Finding]:
    """Say which columns of a table of conditions are no nodes or edges of a network.

    Parameters
    ----------
    path
        The table.
    network
        Of nodes that change.
    is_kinetic
        Whether a model is behind it, in which more has a value.

    Raises
    ------
    Refused, Failed
        If the table cannot be read, or has no column but that of the names.
    """
    table = read_grid(path)
    became = "its column is left out"
    if is_kinetic:
        became = "unless the kinetics know it (bioripple inspect), " + became
    columns = [it for it in table.columns if not _is_link(it, network)]
    where = f"line {table.head}"
    return unmatched(((where, it) for it in columns), network.nodes, became)


def _is_link(column: str, network: SignedNetwork) -> bool:
    """Return whether a column is an edge, written as `A->B`."""
    source, arrow, target = column.partition("->")
    s, t = (network.place.get(it.strip()) for it in (source, target))
    if not arrow or s is None or t is None or column in network.place:
        return False
    return bool(network.sign[t, s])


def _text(path: Path, found: ReadNetwork, counts: Census) -> str:
    lines = [
        f"{one_line(str(path))}: {found.format}, SHA-256 {found.sha256}",
        f"  nodes       {counts.nodes}",
        f"  edges       {counts.edges} ({counts.positive} positive, {counts.negative} "
        "negative)",
        f"  self-loops  {counts.self_loops}",
        f"  components  {counts.components} (the largest has {counts.largest} nodes)",
        f"  sources     {counts.sources} (nothing acts on them)",
        f"  sinks       {counts.sinks} (they act on nothing)",
        f"  isolated    {counts.isolated}",
    ]
    return "\n".join(lines)


def _json(path: Path, found: ReadNetwork, counts: Census, every: Sequence[Told]) -> str:
    whole: dict[str, Any] = {
        "file": str(path),
        "format": found.format,
        "sha256": found.sha256,
        **asdict(counts),
        "findings": [{"file": str(where), **asdict(it)} for where, it in every],
    }
    return json.dumps(whole, indent=1)
