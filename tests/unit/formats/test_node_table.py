"""Abundances of nodes, and ids that do not match."""

import re
from pathlib import Path

import pytest

from bioripple.errors import Failed, Refused
from bioripple.formats.node_table import NodeTable, read_abundances, read_nodes
from bioripple.network.signed import signed_network

NETWORK = signed_network(["EGFR", "p-MEK", "ERK"], [0, 1], [1, 2], [1, 1])


def read_table(folder: Path, text: str) -> NodeTable:
    (folder / "nodes.tsv").write_text(text, encoding="utf-8")
    return read_nodes(folder / "nodes.tsv", NETWORK)


@pytest.mark.parametrize(
    "text",
    [
        "id\tabundance\nEGFR\t1e3\nERK\t0\n",
        "abundance,name,ID\n1000.0,x,EGFR\n0,y,ERK\n",
        "# measured\nId;Abundance\n\nERK;0\n EGFR ; 1000 \n",
        '\ufeff"id"\t"abundance"\r\n"EGFR"\t"1000"\r\n"ERK"\t"0"\r\n',
    ],
)
def test_abundances_by_id(tmp_path: Path, text: str) -> None:
    found = read_table(tmp_path, text)
    assert found.abundance == {"EGFR": 1000.0, "ERK": 0.0}
    (only,) = found.findings
    assert only.text == "nodes without an abundance: 1 of 3"


def test_ids_that_do_not_match_are_told_with_near_misses(tmp_path: Path) -> None:
    found = read_table(tmp_path, "id\tabundance\nEGRF\t1\nGAPDH\t1\nMEK\t2\n")
    texts = [(it.where, it.text) for it in found.findings if it.level == "warning"]
    assert texts == [
        (
            "line 2",
            '"EGRF" is no node of the network; its row is left out. Is "EGFR" meant?',
        ),
        ("line 3", '"GAPDH" is no node of the network; its row is left out'),
        (
            "line 4",
            '"MEK" is no node of the network; its row is left out. Is "p-MEK" meant?',
        ),
        (
            "",
            f"nodes without an abundance: {NETWORK.size} of {NETWORK.size}; how well a "
            "prediction fares was measured where all are known",
        ),
    ]
    assert found.abundance == {}


def test_a_table_of_other_nodes_is_none_for_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "nodes.tsv"
    path.write_text("id\tabundance\nEGRF\t1\n")
    with pytest.raises(Refused, match=r'no row is of a node .* "EGRF" is no node'):
        read_abundances(path, NETWORK)
    path.write_text("id\tabundance\nEGFR\t1\n")
    assert read_abundances(path, NETWORK).abundance == {"EGFR": 1.0}


def test_many_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"x{k}\t1\n" for k in range(5000))
    found = read_table(tmp_path, "id\tabundance\n" + rows)
    assert len(found.findings) == 12
    assert "names that are no node of the network: 5000" in found.findings[10].text


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("", Failed, "is empty"),
        ("# only\n", Failed, "has no row"),
        (
            "id\tvalue\nA\t1\n",
            Refused,
            "line 1: expected columns id and abundance; found",
        ),
        (
            "id\tabundance\nERK\tnan\n",
            Refused,
            'line 2: the abundance of "ERK" is "nan"',
        ),
        ("id\tabundance\n\nERK\tinf\n", Refused, "line 3: the abundance"),
        ("id\tabundance\nERK\t-1\n", Refused, "expected a number, 0 or more"),
        ("id\tabundance\nERK\tmuch\n", Refused, 'is "much"; expected a number'),
        ("id\tabundance\nERK\n", Refused, 'the abundance of "ERK" is ""'),
        ("id\tabundance\n\t1\n", Refused, "line 2: no id"),
        ("id\tabundance\nERK\t1\nERK\t1\n", Refused, 'line 3: "ERK" is on line 2, too'),
    ],
)
def test_what_is_refused(
    tmp_path: Path, text: str, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=re.escape(message)) as caught:
        read_table(tmp_path, text)
    assert str(caught.value).startswith(str(tmp_path / "nodes.tsv"))
