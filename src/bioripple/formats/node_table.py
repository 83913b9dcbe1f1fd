"""What is known of the nodes of a network: their abundances."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bioripple.errors import Refused
from bioripple.formats.columns import plain
from bioripple.formats.findings import Finding
from bioripple.formats.small_table import read_cells
from bioripple.formats.unmatched import unmatched
from bioripple.network.signed import SignedNetwork
from bioripple.runtime.text import one_line


@dataclass(frozen=True, eq=False)
class NodeTable:
    """What a table says of nodes.

    Attributes
    ----------
    abundance
        By id, of nodes of the network only: finite, 0 or more.
    findings
        Ids that do not match, and how many nodes have no abundance.
    """

    abundance: Mapping[str, float]
    findings: tuple[Finding, ...]


def read_nodes(path: Path | str, network: SignedNetwork) -> NodeTable:
    """Read a table of nodes with the columns `id` and `abundance`.

    Parameters
    ----------
    path
        TSV or CSV; other columns are not looked at.
    network
        Whose nodes they are.

    Raises
    ------
    Refused
        If a column is missing, an abundance is no finite number of 0 or more, or an id
        comes twice; the message names file and line.
    Failed
        If it cannot be read.
    """
    path = Path(path)
    (first, head), *rows = read_cells(path)
    places = [
        [plain(it) for it in head].index(it) for it in _columns(path, first, head)
    ]
    found: dict[str, tuple[int, float]] = {}
    for line, cells in rows:
        name, value = (cells[k] if k < len(cells) else "" for k in places)
        where = f"{path}: line {line}"
        if not name:
            raise Refused(f"{where}: no id")
        if name in found:
            raise Refused(
                f'{where}: "{one_line(name, most=60)}" is on line {found[name][0]}, too'
            )
        found[name] = line, _abundance(where, name, value)
    findings = unmatched(
        ((f"line {line}", name) for name, (line, _) in found.items()),
        network.nodes,
        "its row is left out",
    )
    abundance = {name: found[name][1] for name in network.nodes if name in found}
    if missing := network.size - len(abundance):
        text = f"nodes without an abundance: {missing} of {network.size}"
        most = missing > network.size / 2
        if most:
            text += "; how well a prediction fares was measured where all are known"
        findings.append(Finding("warning" if most else "note", "", text))
    return NodeTable(abundance, tuple(findings))


def read_abundances(path: Path | str, network: SignedNetwork) -> NodeTable:
    """Read a table of nodes of which one at least is a node of the network.

    Raises
    ------
    Refused, Failed
        As `read_nodes`, or if there is no such node.
    """
    found = read_nodes(path, network)
    if not found.abundance:
        first = f", such as {found.findings[0].text}" if found.findings else ""
        raise Refused(f"{path}: no row is of a node of the network{first}")
    return found


def _columns(path: Path, line: int, head: list[str]) -> tuple[str, str]:
    found = {plain(it) for it in head}
    if not {"id", "abundance"} <= found:
        shown = ", ".join(f'"{one_line(it, most=30)}"' for it in head[:8])
        raise Refused(
            f"{path}: line {line}: expected columns id and abundance; found {shown}"
        )
    return "id", "abundance"


def _abundance(where: str, name: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < 0:
        raise Refused(
            f'{where}: the abundance of "{one_line(name, most=60)}" is '
            f'"{one_line(value, most=30)}"; expected a number, 0 or more'
        )
    return number
