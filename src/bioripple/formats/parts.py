"""Networks of formats that list nodes and edges with attributes, as they are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from bioripple.errors import Failed
from bioripple.formats.columns import column_signs, sign_columns
from bioripple.formats.edges import FIRST, Edges, Places
from bioripple.formats.findings import Finding
from bioripple.formats.relations import Words
from bioripple.runtime.text import one_line

LABEL_NAMES = ("name", "label", "displayname", "sharedname", "canonicalname")


@dataclass(eq=False)
class Parts:
    """Nodes and edges, filled by a reader one by one.

    Attributes
    ----------
    unit
        What edges are counted in: `line` or `edge`.
    directed
        Whether edges lead one way.
    nodes
        Place of each node, by its id.
    labels
        What people call some of them, by id.
    source, target, where
        Ids of the ends of each edge, and its line or number.
    attributes
        By name: a word for each edge that has one, by the place of the edge.
    defaults
        By name of an attribute: what edges have that do not say it.
    """

    unit: str
    directed: bool = True
    nodes: dict[str, int] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    source: list[str] = field(default_factory=list)
    target: list[str] = field(default_factory=list)
    where: list[int] = field(default_factory=list)
    attributes: dict[str, dict[int, str]] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)

    def add_node(self, name: str, place: str) -> None:
        """Add a node, once.

        Raises
        ------
        Failed
            If there is one of its name.
        """
        if name in self.nodes:
            raise Failed(f'{place}: node "{one_line(name, most=60)}" is there twice')
        self.nodes[name] = len(self.nodes)

    def add_edge(self, source: str, target: str, where: int) -> int:
        """Add an edge; return its place."""
        self.source.append(source)
        self.target.append(target)
        self.where.append(where)
        return len(self.source) - 1

    def set_attribute(self, name: str, edge: int, value: str) -> None:
        """Say something about an edge."""
        self.attributes.setdefault(name, {})[edge] = value


def edges_of(parts: Parts, findings: list[Finding]) -> Edges:
    """Return what was read, with a sign for each edge.

    An edge without direction leads both ways. Where ids are mere numbers, or yEd's n0,
    n1, …, and each node has a label of its own, the labels are the names.

    Raises
    ------
    Failed
        If an edge ends at a node that is not there.
    """
    source, target = _places(parts)
    lines = np.array(parts.where, dtype=np.intp)
    chosen = sign_columns(list({**parts.attributes, **parts.defaults}))
    columns = {name: _column(parts, name, len(lines)) for name in chosen.names}
    sign = column_signs(chosen, columns, lines, parts.unit, findings)
    told = " and ".join(f'"{one_line(it, most=40)}"' for it in chosen.names)
    said = f"the sign of an edge is its {told}" if told else "no edge says a sign"
    findings.append(Finding("note", "", said))
    if not parts.directed:
        findings.append(
            Finding(
                "warning",
                "",
                "its edges have no direction, so each is taken as two, one each way",
            )
        )
        once = source != target
        source, target = (
            np.concatenate([source, target[once]]),
            np.concatenate([target, source[once]]),
        )
        sign = np.concatenate([sign, sign[once]])
        lines = np.concatenate([lines, lines[once]])
    names, labels = _called(parts, findings)
    return Edges(names, source, target, sign, lines, unit=parts.unit, labels=labels)


def _column(parts: Parts, name: str, size: int) -> Words:
    column = np.full(size, parts.defaults.get(name, ""), dtype=np.object_)
    values = parts.attributes.get(name, {})
    column[list(values)] = list(values.values())
    return column


def _places(parts: Parts) -> tuple[Places, Places]:
    """Return the places of the ends of all edges."""
    found = []
    for ends in (parts.source, parts.target):
        places = map(parts.nodes.__getitem__, ends)
        try:
            found.append(np.fromiter(places, dtype=np.intp, count=len(ends)))
        except KeyError:
            strange = [k for k, name in enumerate(ends) if name not in parts.nodes]
            shown = ", ".join(
                f'"{one_line(ends[k], most=60)}"' for k in strange[:FIRST]
            )
            raise Failed(
                f"{parts.unit} {parts.where[strange[0]]}: an edge ends at a node that "
                f"is not there ({shown}); the file may be cut off"
            ) from None
    return found[0], found[1]


def _called(
    parts: Parts, findings: list[Finding]
) -> tuple[list[str], Mapping[str, str]]:
    """Return names and labels; the labels are the names where ids say nothing."""
    ids = list(parts.nodes)
    labels = [parts.labels.get(name, "").strip() for name in ids]
    numbers = all(name.removeprefix("n").lstrip("-").isdecimal() for name in ids)
    if numbers and ids and all(labels) and len(set(labels)) == len(ids):
        if labels != ids:
            findings.append(
                Finding(
                    "note",
                    "",
                    "the ids of its nodes are numbers, so their labels are the names",
                )
            )
        return labels, {}
    return ids, parts.labels
