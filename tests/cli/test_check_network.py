"""`bioripple check`: what was read, what is wrong, and codes that say which."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Run

CLEAN = "A\t+\tB\nB\t-\tC\nC\t+\tC\nalone\n"


def write(name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8")


def test_a_clean_network(bioripple: Run) -> None:
    write("n.sif", CLEAN)
    done = bioripple("check", "n.sif")
    assert (done.exit_code, done.stderr) == (0, "")
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines[0].startswith("n.sif: sif, SHA-256 ")
    assert lines[1:] == [
        "nodes 4",
        "edges 3 (2 positive, 1 negative)",
        "self-loops 1",
        "components 2 (the largest has 3 nodes)",
        "sources 1 (nothing acts on them)",
        "sinks 1 (they act on nothing)",
        "isolated 1",
        'n.sif: note: nodes that act on themselves: 1 ("C")',
    ]


def test_warnings_have_a_code_of_their_own(bioripple: Run) -> None:
    write("n.tsv", "target\tsource\tsign\nB\tA\t1\nB\tA\t-1\nC\tB\tpp\nC\tA\t1\n")
    done = bioripple("check", "n.tsv")
    assert done.exit_code == 1
    assert (
        'note: line 1: columns, between tabs, named by the first line: source "source"'
    )
    assert (
        'n.tsv: warning: lines 2, 3: "A" -> "B" has both signs; left out' in done.stdout
    )
    assert 'n.tsv: warning: line 4: "pp" says nothing about a sign' in done.stdout
    kept = bioripple("check", "n.tsv", "--dual", "negative")
    assert "edges       3 (1 positive, 2 negative)" in kept.stdout


def test_other_tables_are_held_against_it(bioripple: Run) -> None:
    write("n.sif", CLEAN)
    write("nodes.tsv", "id\tabundance\na\t1\nB\t2\n")
    write("conds.tsv", "\tB\tA->B\tA->C\talome\nx\t-1\t0\t0\t1\n")
    done = bioripple(
        "check", "n.sif", "--nodes", "nodes.tsv", "--conditions", "conds.tsv"
    )
    assert done.exit_code == 1
    warnings = [line for line in done.stdout.splitlines() if "warning" in line]
    none = "is no node of the network; its"
    assert warnings == [
        f'nodes.tsv: warning: line 2: "a" {none} row is left out. Is "A" meant?',
        "nodes.tsv: warning: nodes without an abundance: 3 of 4; how well a prediction "
        "fares was measured where all are known",
        f'conds.tsv: warning: line 1: "A->C" {none} column is left out',
        f'conds.tsv: warning: line 1: "alome" {none} column is left out. Is "alone" '
        "meant?",
    ]


def test_json_for_programs(bioripple: Run) -> None:
    write("n.sif", CLEAN + "A ? C\n")
    done = bioripple("check", "n.sif", "--json")
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    assert found["format"] == "sif"
    assert (found["nodes"], found["edges"], found["positive"]) == (4, 3, 2)
    assert found["findings"][0] == {
        "file": "n.sif",
        "level": "warning",
        "where": "line 5",
        "text": '"A" -> "C" has no sign that is known; left out (--dual drop)',
    }


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("n.sif", None, "n.sif: there is no such file"),
        ("n.sif", "", "n.sif: is empty; expected a network"),
        ("n.tsv", "\tA\tB\n1\t0\t0\n", "n.tsv: is a matrix"),
        (
            "n.graphml",
            "<!DOCTYPE a><graphml/>",
            "n.graphml: line 1: declares a document",
        ),
        ("n.sif", "A pp B\n", "n.sif: none of its 1 edges has one known sign"),
    ],
)
def test_what_cannot_be_read(
    bioripple: Run, name: str, text: str | None, message: str
) -> None:
    if text is not None:
        write(name, text)
    done = bioripple("check", name)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"bioripple: {message}")


@pytest.mark.parametrize(
    ("option", "text", "message"),
    [
        (
            "--nodes",
            "id\tabundance\nA\tnan\n",
            't.tsv: line 2: the abundance of "A" is',
        ),
        (
            "--conditions",
            "name\nx\n",
            "t.tsv: line 1 has one cell; expected tabs or commas",
        ),
        ("--conditions", None, "t.tsv: there is no such file"),
    ],
)
def test_tables_that_cannot_be_read(
    bioripple: Run, option: str, text: str | None, message: str
) -> None:
    write("n.sif", CLEAN)
    if text is not None:
        write("t.tsv", text)
    done = bioripple("check", "n.sif", option, "t.tsv")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"bioripple: {message}")


def test_names_cannot_write_lines_of_their_own(bioripple: Run) -> None:
    write("n.csv", 'source,target,sign\n"a\x1b[2J\x07",B,pp\nB,C,1\n')
    done = bioripple("check", "n.csv")
    assert done.exit_code == 1
    assert all(letter.isprintable() or letter == "\n" for letter in done.stdout)


DATA = Path(os.environ.get("BIORIPPLE_TEST_DATA", "/nowhere"))


@pytest.mark.skipif(not (DATA / "measured").is_dir(), reason="no BIORIPPLE_TEST_DATA")
@pytest.mark.parametrize("name", ["nelander_2008", "molinelli_2013", "pezze_2012"])
def test_published_conditions_fit_their_network(bioripple: Run, name: str) -> None:
    folder = DATA / "measured/sfa" / name
    network, conditions = folder / "network.sif", folder / "conds.tsv"
    done = bioripple("check", network, "--conditions", conditions)
    assert done.exit_code == 0, done.stdout
