"""`bioripple respond`: what is printed, written, refused, and with what exit code."""

import json
import os
import pty
import subprocess
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from bioripple.answers.result import COLUMNS
from tests.cli.conftest import COMMAND, Run, environment, everything

SIF = "EGFR\t->\tRAS\nRAS\t->\tRAF\nRAF\t->\tMEK\nMEK\t->\tERK\nERK\t-|\tRAF\n"


@pytest.fixture(autouse=True)
def network(tmp_path: Path) -> Path:
    (tmp_path / "n.sif").write_text(SIF)
    return tmp_path / "n.sif"


def table(text: str) -> pd.DataFrame:
    return pd.read_csv(StringIO(text), sep="\t")


def test_a_pipe_gets_the_table_and_nothing_else(bioripple: Run) -> None:
    done = bioripple("respond", "n.sif", "--perturb", "EGFR=-1,RAF->MEK=-0.5")
    assert done.exit_code == 0
    found = table(done.stdout)
    assert found.columns.tolist() == list(COLUMNS)
    assert sorted(found["node"]) == ["ERK", "MEK", "RAF", "RAS"]
    assert "self-decay" in done.stderr
    assert "When not to trust this" in done.stderr
    again = bioripple("respond", "n.sif", "--perturb", "EGFR=-1,RAF->MEK=-0.5")
    assert again.stdout == done.stdout


def test_a_table_of_conditions_is_done_as_far_as_it_goes(
    bioripple: Run, tmp_path: Path
) -> None:
    (tmp_path / "c.tsv").write_text("\tEGFR\tMEKK\na\t-1\t0\nb\t0\t-1\n")
    done = bioripple("respond", "n.sif", "--conditions", "c.tsv", "--top", 2)
    assert done.exit_code == 1
    assert table(done.stdout)["condition"].tolist() == ["a", "a"]
    assert 'c.tsv: line 1: there is no node "MEKK" in the network' in done.stderr
    assert 'did you mean "MEK"' in done.stderr
    assert "condition 'b' is not done: perturbs \"MEKK\" only" in done.stderr
    (tmp_path / "c.tsv").write_text("\tMEKK\nb\t-1\n")
    done = bioripple("respond", "n.sif", "--conditions", "c.tsv")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "no condition names a node or link of the network" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-p", "EGRF=-1"], 'there is no node "EGRF" in the network; did you mean'),
        (["-p", "EGFR=nan"], "expected a finite strength"),
        ([], "one of --perturb, --conditions and --all-sources; found 0 of them"),
        (["-p", "EGFR=1", "--all-sources"], "found 2 of them"),
        (["--all-sources"], "--all-sources: needs --out DIR"),
        (
            ["-p", "EGFR=1", "--method", "magic"],
            "expected one of auto, learned_wiring, learned_structure, prop",
        ),
        (["-p", "EGFR=1", "--top", "0"], "--top: expected a number >= 1, found 0"),
        (["-p", "EGFR=1", "--targets", "ERK2"], 'there is no node "ERK2"'),
        (["-p", "EGFR=1", "--simulate"], "need the kinetics of a model"),
        (["--conditions", "no.tsv"], "no.tsv: there is no such file"),
        (["-p", "EGFR=1", "--out", "n.sif"], "n.sif: is a file; expected a folder"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is(
    bioripple: Run, tmp_path: Path, arguments: list[str], message: str
) -> None:
    before = everything(tmp_path)
    done = bioripple("respond", "n.sif", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
    assert everything(tmp_path) == before


def test_a_network_that_is_none_is_refused(bioripple: Run, tmp_path: Path) -> None:
    done = bioripple("respond", "no.sif", "-p", "A=1")
    assert done.exit_code == 2
    assert "no.sif" in done.stderr


def test_a_folder_is_whole_and_what_else_is_there_stays(
    bioripple: Run, tmp_path: Path
) -> None:
    done = bioripple("respond", "n.sif", "-p", "EGFR=-1", "--out", "out")
    assert (done.exit_code, done.stdout) == (0, "")
    out = tmp_path / "out"
    made = {"answer.json", "responses.md", "responses.tsv", "index.html", "network.png"}
    assert made <= set(everything(out))
    assert b"EGFR" in (out / "index.html").read_bytes()
    answer = json.loads((out / "answer.json").read_text())
    assert answer["facts"]["network"]["file"] == "n.sif"
    assert len(answer["facts"]["network"]["sha256"]) == 64
    assert answer["paths"]
    (out / "mine.txt").touch()
    assert bioripple("respond", "n.sif", "-p", "RAS=1", "-o", "out").exit_code == 0
    assert (out / "mine.txt").exists()
    assert "RAS" not in set(table((out / "responses.tsv").read_text())["node"])
    (tmp_path / "other").mkdir()
    (tmp_path / "other/responses.tsv").touch()
    done = bioripple("respond", "n.sif", "-p", "EGFR=-1", "--out", "other")
    assert done.exit_code == 2
    assert "holds 'responses.tsv', which no `bioripple respond` has made" in done.stderr


def test_json_holds_all_of_it(bioripple: Run) -> None:
    done = bioripple("respond", "n.sif", "-p", "EGFR=-1", "--json", "--targets", "ERK")
    content = json.loads(done.stdout)
    (row,) = content["responses"]
    assert (row["node"], row["distance"]) == ("ERK", 4)
    assert content["conditions"][0]["nodes"] == {"EGFR": -1.0}


def test_all_sources_are_streamed(bioripple: Run, tmp_path: Path) -> None:
    done = bioripple("respond", "n.sif", "--all-sources", "--out", "all", "--top", 1)
    assert done.exit_code == 0, done.stderr
    found = table((tmp_path / "all/responses.tsv").read_text())
    assert found["condition"].tolist() == ["EGFR", "RAS", "RAF", "MEK", "ERK"]
    assert found["node"].tolist() == ["RAS", "RAF", "MEK", "ERK", "RAF"]


def test_abundances_tell_why_as_they_tell_what(bioripple: Run, tmp_path: Path) -> None:
    (tmp_path / "nodes.csv").write_text("id,abundance\nEGFR,10\nERK,0.1\nGONE,1\n")
    for asked in (("reverse", "n.sif", "ERK"), ("explain", "n.sif", "EGFR", "ERK")):
        done = bioripple(*asked, "--nodes", "nodes.csv")
        assert done.exit_code == 0
        assert 'line 4: "GONE" is no node' in done.stderr
        assert done.stdout != bioripple(*asked).stdout
        done = bioripple(*asked, "--nodes", "nodes.csv", "--method", "propagation_0.5")
        assert (done.exit_code, done.stdout) == (2, "")
        assert "propagation_0.5 takes none" in done.stderr


def test_reverse_and_explain_answer_in_a_pipe(bioripple: Run) -> None:
    done = bioripple("reverse", "n.sif", "ERK")
    assert done.exit_code == 0
    assert table(done.stdout)["source"].tolist() == ["MEK", "RAF", "RAS", "EGFR"]
    done = bioripple("explain", "n.sif", "EGFR", "ERK")
    paths, edges = done.stdout.split("\n\n")
    assert table(paths)["path"].tolist() == ["EGFR > RAS > RAF > MEK > ERK"]
    assert len(table(edges)) == 5
    content = json.loads(bioripple("explain", "n.sif", "EGFR", "ERK", "--json").stdout)
    assert content["paths"][0]["sign"] == 1
    assert json.loads(bioripple("reverse", "n.sif", "ERK", "--json").stdout)["notes"]
    done = bioripple("explain", "n.sif", "ERK", "EGFR")
    assert (done.exit_code, done.stdout) == (2, "")
    assert 'no path leads from "ERK" to "EGFR"' in done.stderr


def test_evaluate_sets_baselines_beside_it(bioripple: Run, tmp_path: Path) -> None:
    (tmp_path / "c.tsv").write_text("\tEGFR\tERK\na\t-1\t0\nb\t0\t-1\n")
    (tmp_path / "e.tsv").write_text("\ta\tb\nRAF\t-1\t2\nMEK\t-2\t1\n")
    asked = ("evaluate", "n.sif", "--conditions", "c.tsv", "--observed")
    done = bioripple(*asked, "e.tsv")
    assert done.exit_code == 0
    found = table(done.stdout).set_index("predictor")["sign_accuracy"]
    assert found["propagation_0.5"] == found["distance_directed"] == 1.0
    assert found["commoner_sign"] == 0.5
    (tmp_path / "e.tsv").write_text("\ta\tc\nRAF\t-1\t2\n")
    done = bioripple(*asked, "e.tsv", "--json")
    assert done.exit_code == 1
    assert "e.tsv: no such condition: c" in done.stderr
    assert json.loads(done.stdout)["scores"][0]["pairs"] == 1


@pytest.mark.parametrize("colours", [True, False])
def test_people_see_a_table(tmp_path: Path, colours: bool) -> None:
    ours, theirs = pty.openpty()
    variables = {"TERM": "xterm", "COLUMNS": "100"} | (
        {} if colours else {"NO_COLOR": "1"}
    )
    process = subprocess.Popen(
        [*COMMAND, "respond", "n.sif", "-p", "EGFR=-1"],
        cwd=tmp_path,
        env=environment(**variables),
        stdout=theirs,
        stderr=subprocess.PIPE,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            more = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not more:
            break
        shown += more
    _, said = process.communicate(timeout=60)
    os.close(ours)
    text = shown.decode()
    assert process.returncode == 0
    assert "downstream" in text
    assert "sign_agreement" in text
    assert ("\x1b[34m" in text) == colours
    assert b"self-decay" in said


def test_without_measurements_there_is_nothing_to_compare_with(bioripple: Run) -> None:
    done = bioripple("evaluate", "n.sif")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "n.sif: has no kinetics to compare with" in done.stderr
