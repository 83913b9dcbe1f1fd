"""`bioripple respond`, asked what nobody should ask."""

import json
import subprocess
import warnings
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND, Run, environment
from tests.support.sbml_text import compartment, document, parameter, reaction, species


@pytest.fixture(autouse=True)
def network(tmp_path: Path) -> Path:
    (tmp_path / "n.sif").write_text("A\t->\tB\nB\t-|\tC\nC\t->\tA\n")
    return tmp_path / "n.sif"


def test_a_long_list_of_targets_is_no_name_of_a_file(bioripple: Run) -> None:
    done = bioripple("respond", "n.sif", "-p", "A=1", "--targets", "B," * 3000)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.count("asked\t") == 1


def test_a_list_that_is_no_text_is_named(bioripple: Run, tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_bytes(b"B\n\xff\n")
    done = bioripple("respond", "n.sif", "-p", "A=1", "--targets", "t.txt")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "t.txt: line 2: byte 0xff is not UTF-8" in done.stderr


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        ("none.txt", "none.txt: is empty"),
        ("blank.txt", "blank.txt: is empty"),
        (" , ", "--targets: expected nodes, found none"),
    ],
)
def test_a_list_of_nothing_is_no_answer(
    bioripple: Run, tmp_path: Path, targets: str, message: str
) -> None:
    (tmp_path / "none.txt").write_text("")
    (tmp_path / "blank.txt").write_text("\n \n")
    done = bioripple("respond", "n.sif", "-p", "A=1", "--targets", targets)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr


def test_why_a_target_has_no_row_is_said(bioripple: Run) -> None:
    done = bioripple("respond", "n.sif", "-p", "A=1", "--targets", "A,B")
    assert done.exit_code == 0
    assert 'no row for "A", which is perturbed itself' in done.stderr
    assert '"B"' not in done.stderr


@pytest.mark.parametrize("option", [["--json"], ["--simulate"], ["--horizon", "0"]])
def test_all_sources_drop_no_option(bioripple: Run, option: list[str]) -> None:
    done = bioripple("respond", "n.sif", "--all-sources", "--out", "o", *option)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--all-sources: goes without --targets" in done.stderr
    assert option[0] in done.stderr


def test_what_could_not_be_simulated_is_not_done(
    bioripple: Run, tmp_path: Path
) -> None:
    """Without its loss `b` grows for ever."""
    model = document(
        compartment("C"),
        species("a", initialConcentration=3),
        species("b", initialConcentration=1),
        parameter("k", 0.25, constant=True),
        reaction("make", "2", products=("a",)),
        reaction("turn", "0.5 * a", reactants=("a",), products=("b",)),
        reaction("lose", "k * b", reactants=("b",)),
        reaction("see", "0 * b", products=("a",)),
    )
    (tmp_path / "m.xml").write_bytes(model)
    done = bioripple("respond", "m.xml", "-p", "k=-2", "--simulate")
    assert "could not be simulated" in done.stderr
    assert done.exit_code == 1


def test_a_closed_output_is_no_bug(tmp_path: Path) -> None:
    call = " ".join([*COMMAND, "respond", "n.sif", "-p", "A=1", "--out", "o", ">&-"])
    done = subprocess.run(
        ["bash", "-c", call],
        cwd=tmp_path,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == 0
    assert (tmp_path / "o" / "responses.tsv").is_file()


def test_more_copies_than_memory_holds_are_refused(bioripple: Run) -> None:
    done = bioripple("respond", "n.sif", "-p", "A=1", "--robustness", 10**9)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--robustness: expected a number <= 1000, found 1000000000" in done.stderr


def test_letters_that_no_font_has_are_drawn_without_a_word(
    bioripple: Run, tmp_path: Path
) -> None:
    links = [{"source": "a\x1b", "target": "b\x01", "sign": 1}]
    nodes = [{"id": "a\x1b"}, {"id": "b\x01"}]
    (tmp_path / "n.json").write_text(json.dumps({"nodes": nodes, "links": links}))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        done = bioripple("respond", "n.json", "-p", "a\x1b=1", "--out", "o")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "o" / "network.png").is_file()


def test_what_is_perturbed_in_several_options_is_perturbed_together(
    bioripple: Run,
) -> None:
    once = bioripple("respond", "n.sif", "-p", "A=-1,B=0.5")
    assert bioripple("respond", "n.sif", "-p", "A=-1", "-p", "B=0.5").stdout == (
        once.stdout
    )
    assert bioripple("respond", "n.sif", "-p", "A=\u22121,B=0.5").stdout == once.stdout
    done = bioripple("respond", "n.sif", "-p", "A=-1", "-p", "A=1")
    assert (done.exit_code, done.stdout) == (2, "")
    assert 'perturbed "A": expected it once' in done.stderr


def test_abundances_of_few_nodes_are_doubted_and_of_none_refused(
    bioripple: Run, tmp_path: Path
) -> None:
    nodes = tmp_path / "nodes.tsv"
    asked = ("respond", "n.sif", "-p", "A=1", "--nodes", "nodes.tsv")
    nodes.write_text("id\tabundance\nX\t1\n")
    done = bioripple(*asked)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "no row is of a node of the network" in done.stderr
    nodes.write_text("id\tabundance\nA\t1\n")
    done = bioripple(*asked)
    assert done.exit_code == 1
    assert "nodes without an abundance: 2 of 3" in done.stderr
    assert bioripple(*asked, "--method", "kinetics").exit_code == 2


def test_many_unknown_columns_are_counted(bioripple: Run, tmp_path: Path) -> None:
    names = "\t".join(f"x{k}" for k in range(500))
    (tmp_path / "c.tsv").write_text(f"\tA\t{names}\na\t1{500 * chr(9) + '1'}\n")
    done = bioripple("respond", "n.sif", "--conditions", "c.tsv")
    assert done.exit_code == 1
    assert "columns that the network has not: 500" in done.stderr
    assert len(done.stderr.splitlines()) < 30


def test_a_network_without_edges_is_doubted(bioripple: Run, tmp_path: Path) -> None:
    (tmp_path / "one.sif").write_text("hello\n")
    done = bioripple("check", "one.sif")
    assert done.exit_code == 1
    assert "no node acts on another" in done.stdout
    assert (
        "no node acts on another"
        in bioripple("respond", "one.sif", "-p", "hello=1").stderr
    )


@pytest.mark.parametrize("option", [["--horizon", "5"], ["--simulate"]])
def test_an_experiment_that_kinetics_cannot_do_is_not_predicted_instead(
    bioripple: Run, tmp_path: Path, option: list[str]
) -> None:
    """`b` grows beyond all numbers."""
    model = document(
        compartment("C"),
        species("a", initialConcentration=1),
        species("b", initialConcentration=1),
        parameter("k", 1e300, constant=True),
        reaction("grow", "k * b * b", products=("b",)),
        reaction("make", "b - a", products=("a",)),
    )
    (tmp_path / "m.xml").write_bytes(model)
    done = bioripple("respond", "m.xml", "-p", "b=-1", *option)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "the kinetics give no answer" in done.stderr
    done = bioripple("respond", "m.xml", "-p", "b=-1")
    assert done.exit_code == 1
    assert "what follows is predicted" in done.stderr
    done = bioripple("respond", "m.xml", "-p", "k=-1")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "the kinetics give no answer" in done.stderr
    assert 'no node "k"' in done.stderr


def test_a_species_cannot_be_less_than_gone_where_kinetics_answer(
    bioripple: Run, tmp_path: Path
) -> None:
    model = document(
        compartment("C"),
        species("a", initialConcentration=3),
        reaction("make", "2 - a", products=("a",)),
    )
    (tmp_path / "m.xml").write_bytes(model)
    done = bioripple("respond", "m.xml", "-p", "a=-1.5")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "expected a strength of -1 (all of it is taken away) or more" in done.stderr
