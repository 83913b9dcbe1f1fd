"""What is written comes back, is what networkx reads, and is whole or not there."""

import csv
import json
import re
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bioripple.errors import Refused
from bioripple.formats.read import read
from bioripple.formats.write import write
from bioripple.network.signed import SignedNetwork, signed_network
from tests.support.network_files import edges_by_name

ENDINGS = [".sif", ".tsv", ".csv", ".graphml", ".cx2", ".json"]
ODD = [
    "<script>alert(1)</script>",
    'a"b"',
    "it's",
    "a/b\\c",
    "🧬 α",
    "&amp;",
    "1",
    "a,b;c|d",
]


def network(names: list[str], edges: list[tuple[int, int, int]]) -> SignedNetwork:
    columns = np.array(edges, dtype=np.intp).reshape(-1, 3).T
    return signed_network(names, columns[0], columns[1], columns[2].astype(np.int8))


SMALL = network(
    ["A", "B", *ODD], [(0, 1, 1), (1, 0, -1), (2, 3, -1), (4, 4, 1), (5, 0, 1)]
)


@pytest.mark.parametrize("ending", ENDINGS)
def test_odd_names_come_back(tmp_path: Path, ending: str) -> None:
    write(SMALL, tmp_path / f"n{ending}")
    found = read(tmp_path / f"n{ending}").network
    assert edges_by_name(found) == edges_by_name(SMALL)
    assert sorted(found.nodes) == sorted(SMALL.nodes)


TRICKY = list(" !#0-+>|\"',;.\x1c\x85\xa0\u2028\ufeff_a")  # blanks, words, marks
LETTERS = st.one_of(st.sampled_from(TRICKY), st.characters(exclude_categories=["Cs"]))
NAMES = st.lists(
    st.text(LETTERS, min_size=1, max_size=6), min_size=1, max_size=6, unique=True
)


@st.composite
def networks(draw: st.DrawFn) -> SignedNetwork:
    names = draw(NAMES)
    places = st.integers(0, len(names) - 1)
    ends = draw(st.lists(st.tuples(places, places), unique=True, max_size=8))
    return network(names, [(s, t, draw(st.sampled_from([1, -1]))) for s, t in ends])


@pytest.mark.parametrize("ending", ENDINGS)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(made=networks())
def test_it_comes_back_or_is_refused_by_name(
    tmp_path: Path, ending: str, made: SignedNetwork
) -> None:
    path = tmp_path / f"n{ending}"
    path.unlink(missing_ok=True)
    try:
        write(made, path)
    except Refused as problem:
        assert 'node "' in str(problem) and "cannot hold it: it " in str(problem)
        assert not path.exists()
        return
    found = read(path).network
    assert edges_by_name(found) == edges_by_name(made)
    assert set(found.nodes) == set(made.nodes)


@pytest.mark.parametrize(
    ("name", "endings", "why"),
    [
        ("a\tb", [".sif", ".tsv", ".csv"], "has a tab, a line break"),
        ("a\nb", [".sif", ".tsv", ".csv"], "has a tab, a line break"),
        (" a", [".sif", ".tsv", ".csv", ".cx2"], "begins or ends with a blank"),
        ("#a", [".sif"], "begins with a #, a ! or"),
        ("!a", [".sif"], "begins with a #, a ! or"),
        ("a\x00", [".graphml"], "has a character that XML cannot hold"),
        ("\ud800", ENDINGS, "has half of a character"),
        ("", ENDINGS, "is empty"),
    ],
)
def test_names_that_a_format_cannot_hold(
    tmp_path: Path, name: str, endings: list[str], why: str
) -> None:
    for ending in endings:
        path = tmp_path / f"n{ending}"
        path.write_text("older", encoding="utf-8")
        with pytest.raises(Refused, match=re.escape(why)):
            write(network([name, "B"], [(0, 1, 1)]), path)
        assert path.read_text(encoding="utf-8") == "older"
    assert len(list(tmp_path.iterdir())) == len(endings)


def test_networkx_reads_the_same(tmp_path: Path) -> None:
    write(SMALL, tmp_path / "n.graphml")
    write(SMALL, tmp_path / "n.json")
    whole = json.loads((tmp_path / "n.json").read_text(encoding="utf-8"))
    for graph in (
        nx.read_graphml(tmp_path / "n.graphml"),
        nx.node_link_graph(whole, edges="edges"),
    ):
        assert {(s, t, it["sign"]) for s, t, it in graph.edges(data=True)} == (
            edges_by_name(SMALL)
        )
        assert set(graph.nodes) == set(SMALL.nodes)


def test_python_s_csv_reads_the_same(tmp_path: Path) -> None:
    write(SMALL, tmp_path / "n.csv")
    with (tmp_path / "n.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = {
        (it["source"], it["target"], int(it["sign"])) for it in rows if it["target"]
    }
    assert found == edges_by_name(SMALL)


@pytest.mark.parametrize("ending", [".graphml", ".json"])
def test_labels_come_back(tmp_path: Path, ending: str) -> None:
    made = SignedNetwork(("s_1", "s_2"), ("EGF & co", "s_2"), SMALL.sign[:2, :2])
    write(made, tmp_path / f"n{ending}")
    assert read(tmp_path / f"n{ending}").network.labels == made.labels


def test_cx2_declares_what_it_has(tmp_path: Path) -> None:
    write(SMALL, tmp_path / "n.cx2")
    aspects = json.loads((tmp_path / "n.cx2").read_text(encoding="utf-8"))
    assert aspects[0] == {"CXVersion": "2.0", "hasFragments": False}
    assert aspects[-1] == {"status": [{"success": True}]}
    found = {name: it[name] for it in aspects for name in it}
    counts = {it["name"]: it["elementCount"] for it in found["metaData"]}
    assert counts == {name: len(found[name]) for name in counts}
    for kind in ("nodes", "edges"):
        declared = found["attributeDeclarations"][0][kind]
        assert all(it["v"].keys() == declared.keys() for it in found[kind])


@pytest.mark.parametrize("name", ["n.xlsx", "n"])
def test_other_endings_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match=r"networks are written as \.sif, \.tsv"):
        write(SMALL, tmp_path / name)
