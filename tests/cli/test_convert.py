"""`bioripple convert`: one network in several formats, whole or not there."""

from pathlib import Path

import pytest

from bioripple.formats.read import read
from tests.cli.conftest import Run
from tests.support.network_files import edges_by_name

BNET = "targets, factors\nA, B & !C\nB, A\nC, C\n"
EDGES = {("B", "A", 1), ("C", "A", -1), ("A", "B", 1), ("C", "C", 1)}


@pytest.mark.parametrize("ending", ["sif", "tsv", "csv", "graphml", "cx2", "json"])
def test_a_boolean_model_becomes_a_network(bioripple: Run, ending: str) -> None:
    Path("n.bnet").write_text(BNET, encoding="utf-8")
    done = bioripple("convert", "n.bnet", f"n.{ending}")
    assert (done.exit_code, done.output) == (0, "")
    assert edges_by_name(read(f"n.{ending}").network) == EDGES


def test_what_is_lost_is_said(bioripple: Run) -> None:
    Path("n.sif").write_text("A + B\nA - B\nB + C\n", encoding="utf-8")
    done = bioripple("convert", "n.sif", "n.tsv")
    assert (done.exit_code, done.stdout) == (1, "")
    assert (
        'n.sif: warning: lines 1, 2: "A" -> "B" has both signs; left out' in done.stderr
    )
    assert Path("n.tsv").read_text(encoding="utf-8") == (
        "source\ttarget\tsign\nB\tC\t1\nA\t\t\n"
    )
    done = bioripple("convert", "n.sif", "n.tsv", "--dual", "positive")
    assert edges_by_name(read("n.tsv").network) == {("A", "B", 1), ("B", "C", 1)}


@pytest.mark.parametrize(
    ("source", "out", "message"),
    [
        ("n.sif", "n.xlsx", 'n.xlsx: ".xlsx"; networks are written as .sif, .tsv'),
        ("n.sif", "n", "n: no ending; networks are written as"),
        ("none.sif", "n.tsv", "none.sif: there is no such file"),
        ("n.sif", "folder.tsv", "folder.tsv: is a folder; expected a file to write"),
        ("n.sif", "n.sif/n.tsv", "n.sif/n.tsv: cannot be written"),
        ("tab.json", "n.sif", 'n.sif: node "a b": SIF cannot hold it: it has a tab'),
    ],
)
def test_what_cannot_be_done(
    bioripple: Run, source: str, out: str, message: str
) -> None:
    Path("n.sif").write_text("A + B\n", encoding="utf-8")
    Path("tab.json").write_text('{"nodes": ["a\\tb"], "links": []}', encoding="utf-8")
    Path("folder.tsv").mkdir()
    before = {path: path.stat().st_mtime_ns for path in Path().iterdir()}
    done = bioripple("convert", source, out)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"bioripple: {message}")
    assert {path: path.stat().st_mtime_ns for path in Path().iterdir()} == before
