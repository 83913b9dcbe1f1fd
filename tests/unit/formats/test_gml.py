"""GML against networkx, and damaged files."""

import re
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from bioripple.errors import Failed, Refused
from tests.support.network_files import edges_by_name, read_text, told


@pytest.mark.parametrize("seed", range(3))
def test_what_networkx_writes(tmp_path: Path, seed: int) -> None:
    graph = nx.gnp_random_graph(10, 0.3, seed=seed, directed=True)
    graph = nx.relabel_nodes(graph, {k: f"n <{k}> & é" for k in graph})
    draw = np.random.default_rng(seed)
    for s, t in graph.edges:
        graph.edges[s, t]["sign"] = int(draw.choice([-1, 1]))
    found = read_text(tmp_path, "\n".join(nx.generate_gml(graph)), "n.gml")
    expected = {(s, t, it["sign"]) for s, t, it in graph.edges(data=True)}
    assert edges_by_name(found.network) == expected
    assert found.network.nodes == tuple(graph.nodes)


SMALL = """# by hand
Creator "me"
graph [
  directed 1
  node [ id 1 label "A" graphics [ x 1.5 y -2e3 ] ]
  node [ id 2 label "B" ]
  edge [ source 1 target 2 interaction "-|" ]
  edge [ source 2 target 1 interaction "pp" ]
]
"""


def test_words_and_lines(tmp_path: Path) -> None:
    found = read_text(tmp_path, SMALL, "n.gml")
    assert edges_by_name(found.network) == {("A", "B", -1)}
    assert 'line 8: "pp" says nothing' in told(found)
    same = read_text(tmp_path, SMALL.replace('"B"', '"A"'), "n.gml")
    assert same.network.nodes == ("1", "2")
    assert same.network.labels == ("A", "A")


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        (SMALL[:-3], Failed, "ends within a list; the file seems to be cut off"),
        (SMALL + "]", Failed, "line 10: a ] that closes nothing"),
        (SMALL.replace("id 1 ", ""), Failed, "line 5: a node without id"),
        (SMALL.replace("target 2", ""), Failed, "line 7: an edge without source or"),
        (SMALL.replace("target 2", "target 3"), Failed, "a node that is not there"),
        (SMALL.replace("id 2", "id 1"), Failed, 'line 6: node "1" is there twice'),
        (SMALL.replace("graph [", "graph { ["), Failed, 'line 3: "{ [ directed 1'),
        (SMALL.replace("graph [", "[ ["), Failed, 'line 3: expected a key, found "["'),
        (SMALL + SMALL, Refused, "has 2 graphs; expected one"),
        ("graph " + "[ a " * 5000, Refused, "line 1: lists are nested too deep"),
    ],
)
def test_what_is_refused(
    tmp_path: Path, text: str, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=re.escape(message)):
        read_text(tmp_path, text, "n.gml")
