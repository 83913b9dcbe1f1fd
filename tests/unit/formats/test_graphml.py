"""GraphML against networkx, and what hides in XML."""

import re
import time
from io import BytesIO
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from bioripple.errors import Failed, Refused
from bioripple.formats.graphml import read_graphml
from bioripple.formats.read import read
from tests.support.network_files import edges_by_name, read_text, told

HEAD = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
SIGN = '<key id="d" for="edge" attr.name="sign" attr.type="int"/>'


def text_of(inner: str, keys: str = SIGN, direction: str = "directed") -> str:
    graph = f'<graph edgedefault="{direction}">{inner}</graph>'
    return f"{HEAD}{keys}{graph}</graphml>"


def edge(source: str, target: str, word: str, more: str = "") -> str:
    ends = f'source="{source}" target="{target}"{more}'
    return f'<edge {ends}><data key="d">{word}</data></edge>'


NODES = '<node id="A"/><node id="B"/>'


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("attribute", ["sign", "interaction", "weight"])
def test_what_networkx_writes(tmp_path: Path, seed: int, attribute: str) -> None:
    graph = nx.gnp_random_graph(12, 0.2, seed=seed, directed=True)
    graph = nx.relabel_nodes(graph, {k: f"n&<{k}>\"' é" for k in graph})
    draw = np.random.default_rng(seed)
    expected = set()
    for s, t in graph.edges:
        sign = int(draw.choice([-1, 1]))
        words = {
            "sign": sign,
            "interaction": ("-|", "->")[sign > 0],
            "weight": sign / 3,
        }
        graph.edges[s, t][attribute] = words[attribute]
        expected.add((s, t, sign))
    stream = BytesIO()
    nx.write_graphml(graph, stream)
    found = read_text(tmp_path, stream.getvalue(), "n.graphml")
    assert edges_by_name(found.network) == expected
    assert found.network.nodes == tuple(graph.nodes)


def test_defaults_prefixes_and_labels(tmp_path: Path) -> None:
    keys = (
        '<key id="d" for="edge" attr.name="sign"><default>-1</default></key>'
        '<key id="m" for="node" attr.name="name" attr.type="string"/>'
    )
    nodes = '<node id="A"><data key="m">alpha &amp; co</data></node><node id="B"/>'
    text = text_of(nodes + '<edge source="A" target="B"/>' + edge("B", "A", "1"), keys)
    found = read_text(tmp_path, text, "n.graphml")
    assert edges_by_name(found.network) == {("A", "B", -1), ("B", "A", 1)}
    assert found.network.labels == ("alpha & co", "B")
    prefixed = re.sub(r"<(/?)", r"<\1g:", text).replace("xmlns=", "xmlns:g=")
    again = read_text(tmp_path, prefixed, "p.graphml").network
    assert edges_by_name(again) == edges_by_name(found.network)


def test_numbers_with_labels_are_called_by_these(tmp_path: Path) -> None:
    keys = SIGN + (
        '<key id="g" for="node" yfiles.type="nodegraphics"/>'
        '<key id="h" for="edge" yfiles.type="edgegraphics"/>'
    )
    nodes = "".join(
        f'<node id="n{k}"><data key="g"><y:ShapeNode><y:NodeLabel>{name}</y:NodeLabel>'
        "</y:ShapeNode></data></node>"
        for k, name in enumerate(("EGFR", "ERK"))
    )
    found = read_text(
        tmp_path, text_of(nodes + edge("n0", "n1", "1"), keys), "n.graphml"
    )
    assert edges_by_name(found.network) == {("EGFR", "ERK", 1)}
    assert "the ids of its nodes are numbers, so their labels are the names" in told(
        found
    )


def test_edges_without_direction_lead_both_ways(tmp_path: Path) -> None:
    inner = NODES + edge("A", "B", "-1") + edge("A", "A", "1")
    found = read_text(tmp_path, text_of(inner, direction="undirected"), "n.graphml")
    assert edges_by_name(found.network) == {
        ("A", "B", -1),
        ("B", "A", -1),
        ("A", "A", 1),
    }
    assert "its edges have no direction, so each is taken as two" in told(found)


def test_a_strange_word_is_told_with_its_line(tmp_path: Path) -> None:
    text = text_of(NODES + "\n" + edge("A", "B", "1") + "\n" + edge("B", "A", "<b/>pp"))
    found = read_text(tmp_path, text, "n.graphml")
    assert 'line 3: "pp" says nothing about a sign' in told(found, "warning")


BOMB = '<!DOCTYPE g [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>' + text_of(
    '<node id="&b;"/>'
)
OUTSIDE = '<!DOCTYPE g [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + text_of(NODES)


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        (BOMB, Refused, "line 1: declares a document type (DTD), which can hide"),
        (OUTSIDE, Refused, "line 1: declares a document type (DTD)"),
        (text_of('<node id="&unknown;"/>'), Failed, "not well-formed XML (undefined"),
        (text_of(NODES)[:-20], Failed, "the file seems to be cut off"),
        (
            text_of(NODES + edge("A", "X", "1")),
            Failed,
            'a node that is not there ("X")',
        ),
        (
            text_of('<node id="A"/>\n<node id="A"/>'),
            Failed,
            'line 2: node "A" is there',
        ),
        (text_of("<node/>"), Failed, "line 1: a <node> without id"),
        (text_of(NODES + '<edge source="A"/>'), Failed, "an <edge> without source or"),
        (text_of(NODES + "<hyperedge/>"), Refused, "line 1: a <hyperedge>"),
        (
            text_of('<node id="A"><graph><node id="B"/></graph></node>'),
            Refused,
            "line 1: another <graph> within a node",
        ),
        (text_of('<node id="A"><node id="B"/></node>'), Failed, "a <node> within"),
        (
            text_of(NODES + edge("A", "B", "1", ' directed="false"')),
            Refused,
            "an edge with another direction",
        ),
        (
            text_of("<x>" * 1000 + "</x>" * 1000),
            Refused,
            "elements are nested too deep",
        ),
        (f"{HEAD}</graphml>", Failed, "has no <graph>"),
        ("no XML at all", Refused, "its name ends in .graphml, and it is no XML"),
    ],
)
def test_what_is_refused(
    tmp_path: Path, text: str, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=re.escape(message)):
        read_text(tmp_path, text, "n.graphml")


def test_twenty_thousand_nodes(tmp_path: Path) -> None:
    draw = np.random.default_rng(1)
    ends = draw.integers(0, 20_000, size=(100_000, 2)).tolist()
    nodes = "\n".join(f'<node id="g{k}"/>' for k in range(20_000))
    edges = "\n".join(edge(f"g{s}", f"g{t}", "1") for s, t in ends)
    (tmp_path / "n.graphml").write_text(text_of(f"{nodes}\n{edges}"), encoding="utf-8")
    start = time.process_time()
    network = read(tmp_path / "n.graphml").network
    assert time.process_time() - start < 5  # .3 s where nothing else runs
    assert network.n_edges == len({tuple(it) for it in ends})


def test_a_lone_reader_has_the_same_edges() -> None:
    edges = read_graphml(text_of(NODES + edge("A", "B", "1")).encode(), [])
    assert (edges.names, edges.where.tolist()) == (["A", "B"], [1])
