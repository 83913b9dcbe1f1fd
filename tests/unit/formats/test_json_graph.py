"""Graphs as JSON: node-link, Cytoscape's and CX2."""

import json
import re
from pathlib import Path

import networkx as nx
import pytest

from bioripple.errors import Failed, Refused
from tests.support.network_files import edges_by_name, read_text, told

TWO = {("A", "B", 1), ("B", "A", -1)}
NODES = [{"id": "A", "name": "alpha"}, {"id": "B"}]
ENDS = [{"source": "A", "target": "B"}, {"source": "B", "target": "A"}]
EDGES = [{**ends, "sign": sign} for ends, sign in zip(ENDS, (1, -1), strict=True)]
CX2 = [
    {"CXVersion": "2.0", "hasFragments": False},
    {"metaData": [{"name": "nodes", "elementCount": 2}]},
    {"nodes": [{"id": 1, "v": {"name": "A"}}, {"id": 2, "v": {"name": "B"}}]},
    {"edges": [{"id": 1, "s": 1, "t": 2, "v": {"interaction": "activates"}}]},
    {"edges": [{"id": 2, "s": 2, "t": 1, "v": {"i": "inhibits"}}]},
]


@pytest.mark.parametrize("edges", ["links", "edges"])
def test_what_networkx_writes(tmp_path: Path, edges: str) -> None:
    graph: nx.DiGraph[str] = nx.DiGraph()
    for s, t, sign in TWO:
        graph.add_edge(s, t, sign=sign)
    text = json.dumps(nx.node_link_data(graph, edges=edges))
    assert edges_by_name(read_text(tmp_path, text, "n.json").network) == TWO


@pytest.mark.parametrize(
    "whole",
    [
        {"nodes": NODES, "links": EDGES},
        {"graph": {"nodes": NODES, "edges": EDGES}},
        {"nodes": ["A", "B"], "links": EDGES},
        {
            "elements": {
                "nodes": [{"data": it} for it in NODES],
                "edges": [{"data": it} for it in EDGES],
            }
        },
        CX2,
    ],
)
def test_the_shapes_that_are_met(tmp_path: Path, whole: object) -> None:
    found = read_text(tmp_path, json.dumps(whole), "n.json")
    assert edges_by_name(found.network) == TWO
    assert not told(found, "warning")


def test_labels_and_numbers_of_edges(tmp_path: Path) -> None:
    edges = [EDGES[0], {**ENDS[1], "interaction": "pp", "sign": "pp"}]
    found = read_text(tmp_path, json.dumps({"nodes": NODES, "links": edges}), "n.json")
    assert found.network.labels == ("alpha", "B")
    assert 'warning edge 2: "pp" says nothing about a sign' in told(found)


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ('{"nodes": [\n{"id": ]}', Failed, "line 2: no JSON"),
        ("[" * 100_000, Failed, "no JSON that can be read"),
        ('{"nodes": ' + "9" * 5000 + "}", Failed, "no JSON that can be read"),
        ('{"a": 1}', Refused, "expected node-link JSON"),
        ("3", Refused, "expected node-link JSON"),
        ("[]", Refused, "is a list, and not CX2"),
        ('{"nodes": {}}', Failed, "nodes: expected a list"),
        (
            '{"nodes": [{"id": null}]}',
            Failed,
            "node 1: id: expected a name, found null",
        ),
        (
            '{"nodes": [{"id": ""}]}',
            Failed,
            "node 1: id: expected a name, found nothing",
        ),
        ('{"nodes": ["A"], "links": [3]}', Failed, "edge 1: expected {source, target"),
        (
            '{"nodes": ["A"], "links": [{"source": "A", "target": "X"}]}',
            Failed,
            'edge 1: an edge ends at a node that is not there ("X")',
        ),
        ('[{"CXVersion": "2.0"}, {"nodes": [1]}]', Failed, "node 1: expected {id, v}"),
        ('{"elements": {"nodes": [3, {"data": 1}]}}', Failed, 'node "3" is there'),
    ],
)
def test_what_is_refused(
    tmp_path: Path, text: str, kind: type[Exception], message: str
) -> None:
    if '"elements"' in text:
        text = text.replace("1}]", "3}]")
    with pytest.raises(kind, match=re.escape(message)):
        read_text(tmp_path, text, "n.json")
