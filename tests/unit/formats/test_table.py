"""Tables of edges: columns by name or by what is in them."""

import re
import time
from pathlib import Path

import pytest

from bioripple.errors import Failed, Refused
from bioripple.formats.read import read
from tests.support.network_files import edges_by_name, read_text, told

TWO = {("A", "B", 1), ("B", "C", -1)}


@pytest.mark.parametrize(
    "text",
    [
        "source\ttarget\tsign\nA\tB\t1\nB\tC\t-1\n",
        "target\tsource\tsign\nB\tA\t1\nC\tB\t-1\n",
        "sign,target,source\n1,B,A\n-1,C,B\n",
        "Source;Target;Effect\nA;B;activates\nB;C;inhibits\n",
        "TF\tgene\tmor\nA\tB\t1.0\nB\tC\t-1.0\n",
        "ENTITYA\tENTITYB\tEFFECT\nA\tB\tup-regulates activity\nB\tC\tdown-regulates\n",
        "source_node,interaction,target_node\nA,->,B\nB,-|,C\n",
        "from\tto\tweight\nA\tB\t0.3\nB\tC\t-1e-3\n",
        "#node1\tnode2\tsign\nA\tB\t1\nB\tC\t-1\n",
        "# a list\n\nsource\ttarget\tsign\n# more\nA\tB\t1\n\nB\tC\t-1\n",
        "source\ttarget\tnote\tsign\nA\tB\tx y\t1\nB\tC\t\t-1\n",
        "A\tB\t1\nB\tC\t-1\n",
        "A,activates,B\nB,inhibits,C\n",
        "A B 1\nB C -1\n",
        "geneA name\tother\teffect on it\nA\tB\t1\nB\tC\t-1\n",
        '"source","target","sign"\n"A","B","1"\n"B", "C", "-1"\n',
        "source,target,sign\r\n A , B ,1\r\nB,C,-1\r\n",
    ],
)
@pytest.mark.parametrize("name", ["n.tsv", "n.csv", "n.txt"])
def test_layouts(tmp_path: Path, text: str, name: str) -> None:
    found = read_text(tmp_path, text, name)
    assert edges_by_name(found.network) == TWO
    assert not told(found, "warning")


def test_columns_are_shown_and_swapped_headers_honoured(tmp_path: Path) -> None:
    found = read_text(tmp_path, "target\tsource\tsign\nB\tA\t1\nC\tB\t-1\n", "n.tsv")
    assert (
        "note line 1: columns, between tabs, named by the first line: source "
        '"source", target "target", sign "sign"' in told(found)
    )
    found = read_text(tmp_path, "A,B,1\nB,C,-1\n", "n.csv")
    assert (
        'columns, between ",", no line names them: source "1", target "2", sign "3"'
        in told(found)
    )


OMNIPATH = (
    "source target source_genesymbol target_genesymbol is_directed is_stimulation "
    "is_inhibition consensus_direction consensus_stimulation consensus_inhibition"
).replace(" ", "\t")


def test_omnipath_by_its_columns(tmp_path: Path) -> None:
    rows = [
        "P1 P2 EGFR ERK 1 1 0 1 1 0",
        "P2 P3 ERK AKT 1 0 1 1 0 1",
        "P3 P4 AKT TP53 1 1 1 1 0 1",  # the sources agree on inhibition
        "P1 P4 EGFR TP53 1 True False 1 True False",
        "P4 P1 TP53 EGFR 1 1 1 1 1 1",  # both
        "P4 P2 TP53 ERK 1 0 0 1 0 0",  # none
    ]
    text = "\n".join([OMNIPATH, *(row.replace(" ", "\t") for row in rows)])
    found = read_text(tmp_path, text, "n.tsv")
    assert edges_by_name(found.network) == {
        ("P1", "P2", 1),
        ("P2", "P3", -1),
        ("P3", "P4", -1),
        ("P1", "P4", 1),
    }
    assert found.network.labels == ("EGFR", "ERK", "AKT", "TP53")
    assert 'line 6: "P4" -> "P1" has both signs' in told(found)
    assert 'line 7: "P4" -> "P2" has no sign' in told(found)


def test_weights_without_a_negative_one_are_doubted(tmp_path: Path) -> None:
    text = "source\ttarget\tweight\nA\tB\t0.3\n"
    found = read_text(tmp_path, text, "n.tsv")
    assert 'column "weight": no number in it is below 0' in told(found, "warning")


def test_rows_that_lack_a_name_are_told(tmp_path: Path) -> None:
    text = "source\ttarget\tsign\nA\tB\t1\nA\t\t1\n\tB\t1\nalone\t\t\n\n"
    found = read_text(tmp_path, text, "n.tsv")
    assert found.network.nodes == ("A", "B", "alone")
    lines = re.findall(r"warning line (\d+): the source or the target", told(found))
    assert lines == ["3", "4"]


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("A\nB\n", Failed, "line 1: one column; expected source, target and sign"),
        ("\tA\tB\n1\t0\t-1\n", Refused, "is a matrix: its first line names columns"),
        (
            "x\tA\tB\tC\nA\t0\t1\t0\nB\t0\t0\t1\nC\t1\t0\t0\n",
            Refused,
            "matrix of edges",
        ),
        ("TR:a,DA:x,DV:x\n1,0,2\n", Refused, "is a MIDAS table of measurements"),
        ("Target\tType\tValue\nA\tnode\t-1\n", Refused, "none for the source"),
        ("a\tb\tc\td\n1\t2\t3\t4\n", Refused, "line 1: it is not clear which columns"),
        (
            "s\tt\tof what\nA\tB\tx\n",
            Refused,
            "it is not clear which columns are which",
        ),
        ("source\ttarget\tsign\nA\tB\t1\t9\n", Failed, "line 2: 4 columns; expected 3"),
        ("source\ttarget\tsign\nA\tB\t1\nA\tC\t1\t2\n", Failed, "line 3: 4 columns"),
        (
            'source\ttarget\tsign\n"A\tB\t1\nC\tD\t1\n',
            Failed,
            "line 2: a quotation mark",
        ),
        ("source\ttarget\tsign\n", Failed, "holds no node"),
        ("source\ttarget\nA\tB\n", Refused, "none of its 1 edges has one known sign"),
    ],
)
def test_what_is_no_list_of_edges_is_told(
    tmp_path: Path, text: str, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=re.escape(message)) as caught:
        read_text(tmp_path, text, "n.tsv")
    assert str(caught.value).startswith(str(tmp_path / "n.tsv"))


def test_numbers_as_names_are_names(tmp_path: Path) -> None:
    found = read_text(tmp_path, "1\t2\t1\n2\t007\t-1\n", "n.tsv")
    assert edges_by_name(found.network) == {("1", "2", 1), ("2", "007", -1)}


@pytest.mark.parametrize(
    ("name", "head", "row"),
    [
        ("n.tsv", "source\ttarget\tsign\n", "g{0}\tg{1}\t1\n"),
        ("n.sif", "", "g{0} + g{1}\n"),
    ],
)
def test_a_million_lines(tmp_path: Path, name: str, head: str, row: str) -> None:
    thousand = "".join(row.format(k, k + 1) for k in range(1000))
    last = row.format("x", "y").replace("+", "what").replace("1\n", "what\n")
    (tmp_path / name).write_text(head + 1000 * thousand + last, encoding="utf-8")
    start = time.process_time()
    found = read(tmp_path / name)
    assert time.process_time() - start < 10  # about 1 s where nothing else runs
    assert found.network.n_edges == 1000
    assert f'warning line {1_000_001 + bool(head)}: "what" says nothing' in told(found)
    assert "count once: 1000 (999000 repeats)" in told(found)


def test_delimiters_within_quotes_part_no_cells(tmp_path: Path) -> None:
    name = "a,b,c,d,e,f,g,h"
    path = tmp_path / "n.csv"
    path.write_text(f'source,target,sign\n"{name}",B,1\n')
    network = read(path).network
    assert network.nodes == (name, "B")
    assert network.n_edges == 1
