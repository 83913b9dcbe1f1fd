"""What `bioripple map` says to what cannot be done; it then does nothing."""

import json
from pathlib import Path

import pytest

from bioripple import __version__
from tests.cli.conftest import Run, everything
from tests.cli.folders import SOUND, table, write


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "nowhere: there is no such file or folder"),
        (["in", "in/nowhere.xml"], "in/nowhere.xml: there is no such file"),
        (["bare"], "bare: no file there is called .xml, .sbml"),
        (["others"], "no file there is called .xml"),
        (["in", "--t-end", "-5"], "--t-end: expected a finite time > 0, found -5.0"),
        (["in", "--t-end", "0"], "--t-end: expected a finite time > 0, found 0.0"),
        (["in", "--t-end", "nan"], "--t-end: expected a finite time > 0, found nan"),
        (["in", "--t-end", "inf"], "--t-end: expected a finite time > 0, found inf"),
        (["in", "--t-end", "ten"], "--t-end"),
        (["in", "-p", "0"], "--processes: expected a number > 0, found 0"),
        (["in", "-p", "-2"], "--processes: expected a number > 0, found -2"),
        (["in", "-p", "two"], "--processes"),
        (["in", "-c", "nowhere.yaml"], "nowhere.yaml: there is no such file"),
        (["in", "-c", "rtol.yaml"], "mapping/rtol: -1.0 is less than"),
        (["in", "-c", "typo.yaml"], "mapping/t_ennd: there is no such key; did you"),
        (["in", "-c", "nan.yaml"], "mapping/t_end: nan is no number to work with"),
        (["in", "-c", "code.yaml"], "makes Snakemake run code"),
        (["in", "-o", "in/sound.xml"], "in/sound.xml: is a file; expected a folder"),
        (
            ["in", "-o", "in/sound.xml/out"],
            "in/sound.xml/out: results cannot be written there: Not a directory",
        ),
        (["in", "--speed", "9"], "--speed"),
        ([], "FOLDER_OR_FILE"),
    ],
)
def test_what_is_impossible_is_said_and_nothing_is_done(
    bioripple: Run, tmp_path: Path, arguments: list[str], message: str
) -> None:
    write(tmp_path / "in", sound__xml=SOUND)
    write(tmp_path / "others", readme__md="x")
    (tmp_path / "bare").mkdir()
    for name, text in {
        "rtol": "mapping: {rtol: -1.0}",
        "typo": "mapping: {t_ennd: 3}",
        "nan": "mapping: {t_end: .nan}",
        "code": "__use_yte__: true",
    }.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    before = everything(tmp_path)
    done = bioripple("map", *arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert everything(tmp_path) == before


@pytest.mark.parametrize("name", ["outcomes.tsv", "models", "run.json"])
def test_what_is_not_its_own_is_not_replaced(
    bioripple: Run, tmp_path: Path, name: str
) -> None:
    write(tmp_path / "in", sound__xml=SOUND)
    (tmp_path / "results").mkdir()
    if name == "models":
        (tmp_path / "results/models").mkdir()
    else:
        (tmp_path / "results" / name).write_text('{"made_by": "somebody else"}')
    before = everything(tmp_path)
    done = bioripple("map", "in", "--out", "results")
    assert done.exit_code == 2
    assert f"results: holds '{name}', which no `bioripple map` has made" in done.stderr
    assert everything(tmp_path) == before


def test_its_own_results_are_replaced_and_others_things_stay(
    bioripple: Run, tmp_path: Path
) -> None:
    write(tmp_path / "in", one__xml=SOUND, two__xml=SOUND)
    assert bioripple("map", "in", "--out", "out").exit_code == 0
    (tmp_path / "out/notes.txt").write_text("mine")
    (tmp_path / "in/two.xml").unlink()
    done = bioripple("map", "in", "--out", "out")
    assert done.exit_code == 0
    assert "in place of older ones" in done.stdout
    assert [row["model"] for row in table(tmp_path / "out/outcomes.tsv")] == ["one"]
    assert [path.name for path in (tmp_path / "out/models").iterdir()] == ["one"]
    assert (tmp_path / "out/notes.txt").read_text() == "mine"
    assert not list((tmp_path / "out").glob(".*"))


def test_the_results_may_go_to_the_working_directory(
    bioripple: Run, tmp_path: Path
) -> None:
    write(tmp_path / "in", one__xml=SOUND)
    for _ in range(2):
        assert bioripple("map", "in", "--out", ".").exit_code == 0
    assert (tmp_path / "outcomes.tsv").is_file()
    assert bioripple("map", ".", "--out", ".").exit_code == 0
    rows = table(tmp_path / "outcomes.tsv")
    assert [row["file"] for row in rows] == ["in/one.xml"]


def test_no_file_is_read_from_where_it_would_be_replaced(
    bioripple: Run, tmp_path: Path
) -> None:
    write(tmp_path / "in", one__xml=SOUND)
    assert bioripple("map", "in", "--out", "out").exit_code == 0
    write(tmp_path / "out/models/one", mine__xml=SOUND)
    before = everything(tmp_path)
    done = bioripple("map", "out/models", "--out", "out")
    assert done.exit_code == 2
    assert "lies in out/models, which is replaced" in done.stderr
    assert everything(tmp_path) == before


def test_what_it_was_told_is_kept(bioripple: Run, tmp_path: Path) -> None:
    write(tmp_path / "in", one__xml=SOUND)
    assert bioripple("map", "in").exit_code == 0
    about = json.loads((tmp_path / "mapped/run.json").read_text())
    assert about["made_by"] == "bioripple map"
    assert about["version"] == __version__
    assert about["settings"]["mapping"]["rtol"] == 1e-10


@pytest.mark.parametrize(
    "command",
    [[], ["map"], ["make-sheet"], ["equations"], ["check-config"], ["suite"]],
)
def test_help_fits_a_screen_and_tells_the_exit_codes(
    bioripple: Run, command: list[str]
) -> None:
    done = bioripple(*command, "--help")
    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) < 50
    assert ("Exit codes" in done.stdout) == bool(command)


def test_help_lists_what_people_ask_first_and_cuts_no_sentence(bioripple: Run) -> None:
    listed = bioripple("--help").stdout.partition("Commands:\n")[2]
    assert listed.split()[0] == "respond"
    assert "..." not in listed


def test_code_in_help_keeps_its_lines(bioripple: Run) -> None:
    lines = [line.strip() for line in bioripple("score", "--help").stdout.splitlines()]
    at = lines.index('TIER = "topology"')
    assert lines[at + 1] == "def predict(inputs, truth, seed):"


def test_the_version_is_told(bioripple: Run) -> None:
    assert bioripple("--version").stdout == f"bioripple {__version__}\n"
