"""Graphs as JSON: node-link (networkx, D3), Cytoscape's and CX2."""

import json
from typing import Any

from bioripple.errors import Failed, Refused
from bioripple.formats.columns import plain
from bioripple.formats.edges import Edges
from bioripple.formats.findings import Finding
from bioripple.formats.parts import LABEL_NAMES, Parts, edges_of
from bioripple.runtime.text import one_line

_EXPECTED = (
    "expected node-link JSON ({nodes: [{id}], links: [{source, target, sign}]}), "
    "Cytoscape's JSON or CX2"
)


def read_json_graph(text: str, findings: list[Finding]) -> Edges:
    """Read a graph in any of the three.

    Parameters
    ----------
    text
        As `content.text_of` returns it.
    findings
        What there is to say is added.

    Raises
    ------
    Refused
        If it is JSON of something else.
    Failed
        If it is no JSON, or an edge ends nowhere.
    """
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        raise Failed(f"line {error.lineno}: no JSON ({error.msg})") from None
    except (ValueError, RecursionError):
        raise Failed("no JSON that can be read: a number or a nest too large") from None
    if isinstance(whole, list):
        return _cx2(whole, findings)
    if not isinstance(whole, dict):
        raise Refused(_EXPECTED)
    elements = whole.get("elements")
    if isinstance(elements, dict):
        nodes, edges = (
            [
                it.get("data") if isinstance(it, dict) else it
                for it in _list(elements, n)
            ]
            for n in ("nodes", "edges")
        )
        return _graph(nodes, edges, True, findings)
    graph = whole["graph"] if _is_graph(whole.get("graph")) else whole
    if not _is_graph(graph):
        raise Refused(_EXPECTED)
    edges = _list(graph, "links" if "links" in graph else "edges")
    return _graph(
        _list(graph, "nodes"), edges, graph.get("directed") is not False, findings
    )


def _is_graph(value: object) -> bool:
    return isinstance(value, dict) and "nodes" in value


def _list(whole: dict[str, Any], name: str) -> list[Any]:
    value = whole.get(name, [])
    if not isinstance(value, list):
        raise Failed(f"{name}: expected a list")
    return value


def _graph(
    nodes: list[Any], edges: list[Any], directed: bool, findings: list[Finding]
) -> Edges:
    parts = Parts("edge", directed=directed)
    for k, node in enumerate(nodes, 1):
        if not isinstance(node, dict):
            node = {"id": node}
        # D3 knows nodes by place or by name; networkx by id
        name = _word(node.get("id", node.get("name")), f"node {k}: id")
        parts.add_node(name, f"node {k}")
        for key, value in node.items():
            if plain(key) in LABEL_NAMES and isinstance(value, str):
                parts.labels.setdefault(name, value)
    for k, edge in enumerate(edges, 1):
        if not isinstance(edge, dict):
            raise Failed(f"edge {k}: expected {{source, target, …}}")
        ends = [_word(edge.get(it), f"edge {k}: {it}") for it in ("source", "target")]
        place = parts.add_edge(ends[0], ends[1], k)
        _set_attributes(parts, place, edge)
    return edges_of(parts, findings)


def _set_attributes(parts: Parts, place: int, edge: dict[str, Any]) -> None:
    for key, value in edge.items():
        if key not in ("source", "target") and isinstance(value, str | int | float):
            parts.set_attribute(key, place, str(value))


def _word(value: object, where: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        shown = one_line(json.dumps(value), most=40)
        raise Failed(f"{where}: expected a name, found {shown}")
    word = str(value)
    if not word:
        raise Failed(f"{where}: expected a name, found nothing")
    return word


def _cx2(aspects: list[Any], findings: list[Finding]) -> Edges:
    """Read CX2: a list of aspects, each a list of its entries."""
    first = aspects[0] if aspects else None
    if not isinstance(first, dict) or first.get("CXVersion") != "2.0":
        raise Refused(
            "is a list, and not CX2 (CXVersion 2.0); of CX 1 export CX2 or a table"
        )
    found: dict[str, list[Any]] = {"nodes": [], "edges": []}
    for aspect in aspects:
        if isinstance(aspect, dict):
            for name in found:
                found[name] += _list(aspect, name)
    parts = Parts("edge")
    for k, node in enumerate(found["nodes"], 1):
        if not isinstance(node, dict):
            raise Failed(f"node {k}: expected {{id, v}}")
        name = _word(node.get("id"), f"node {k}: id")
        parts.add_node(name, f"node {k}")
        for key, value in _values(node).items():
            if plain(key) in (*LABEL_NAMES, "n") and isinstance(value, str):
                parts.labels.setdefault(name, value)
    for k, edge in enumerate(found["edges"], 1):
        if not isinstance(edge, dict):
            raise Failed(f"edge {k}: expected {{s, t, v}}")
        ends = [_word(edge.get(it), f"edge {k}: {it}") for it in ("s", "t")]
        place = parts.add_edge(ends[0], ends[1], k)
        values = _values(edge)
        if "i" in values:  # the usual alias
            values.setdefault("interaction", values["i"])
        _set_attributes(parts, place, values)
    return edges_of(parts, findings)


def _values(entry: dict[str, Any]) -> dict[str, Any]:
    values = entry.get("v", {})
    return values if isinstance(values, dict) else {}
