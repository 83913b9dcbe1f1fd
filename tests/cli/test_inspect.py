"""`bioripple inspect`: what a model is, for people and as JSON."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.support import tiny_models
from tests.support.sbml_text import (
    compartment,
    document,
    parameter,
    reaction,
    rule,
    species,
)

MODEL = document(
    compartment("C"),
    species("A", initialConcentration=2, name_="Alpha"),
    species("B", initialConcentration=1),
    species("fuel", initialConcentration=5, boundaryCondition=True),
    species("spare", initialConcentration=0),
    parameter("k", 0.5, constant=True),
    parameter("total"),
    rule("assignment", "total", "A + B"),
    reaction("there", "k * fuel * A", reactants=("A",), products=("B",)),
    reaction("back", "B", reactants=("B",), products=("A",)),
    name="A cycle",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "m.xml"
    path.write_bytes(MODEL)
    return path


def test_json_says_what_is_there(bioripple: Run, file: Path) -> None:
    done = bioripple("inspect", "m.xml", "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["facts"]["name"] == "A cycle" and found["facts"]["states"] == 2
    nodes = {node["id"]: node for node in found["nodes"]}
    assert {name for name, it in nodes.items() if it["can_be_perturbed"]} == {
        *("A", "B", "fuel", "k", "C"),
    }
    assert nodes["A"]["name"] == "Alpha" and nodes["A"]["in_network"]
    assert nodes["fuel"]["satellite"] and nodes["fuel"]["given_by"] == "constant"
    assert nodes["total"]["given_by"] == "formula"
    assert nodes["total"]["later"] == pytest.approx(3.0)
    assert nodes["A"]["later"] == pytest.approx(3 / 3.5)
    assert found["sums"] == ["A + B = 3"]
    assert found["rest"]["steady"] and found["rest"]["unique"]
    assert found["problems"] == []
    assert "d A/dt = (B - v[there])/C" in found["equations"]


def test_people_get_sections(bioripple: Run, file: Path) -> None:
    done = bioripple("inspect", "m.xml")
    assert done.exit_code == 0 and done.stderr == ""
    assert done.stdout.startswith("A cycle (SBML level 3, version 2)\n2 states")
    for part in ("Equations", "Conserved\n  A + B = 3", "Rest\n  it comes to rest"):
        assert part in done.stdout
    assert "Satellites: nothing moves them" in done.stdout
    latex = bioripple("inspect", "m.xml", "--latex")
    assert r"\begin{aligned}" in latex.stdout


def test_what_does_not_work_is_said_and_why(bioripple: Run, tmp_path: Path) -> None:
    blows_up = document(parameter("x", 0.0), rule("rate", "x", "1 / x"))
    (tmp_path / "m.xml").write_bytes(blows_up)
    done = bioripple("inspect", "m.xml")
    assert done.exit_code == 0, done.output
    assert "What does not work\n  no state at t = 10: " in done.stdout
    assert "Rest\n  none (no numbers)" in done.stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "m.xml: there is no such file"),
        ("", "m.xml: the file is empty"),
        (tiny_models.BOMB, "m.xml: the file declares a document type"),
    ],
)
def test_what_cannot_be_inspected(
    bioripple: Run, tmp_path: Path, content: str | None, message: str
) -> None:
    if content is not None:
        (tmp_path / "m.xml").write_text(content)
    done = bioripple("inspect", "m.xml")
    assert done.exit_code == 2 and message in done.stderr
    assert done.stdout == ""
