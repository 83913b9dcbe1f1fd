"""The comparison with the other simulators themselves, where they are installed."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from bioripple.runtime.guard import Limits
from bioripple.validation.crosscheck.comparison import read_line, summarise
from bioripple.validation.crosscheck.measure import comparable, measure
from bioripple.validation.crosscheck.table import (
    exceptions,
)
from tests.support.sbml_text import (
    compartment,
    document,
    parameter,
    reaction,
    rule,
    species,
)
from tests.unit.validation.test_crosscheck import RECORDS

MODELS = Path(__file__).parents[2] / "fixtures" / "biomodels"
ALL = ("bioripple", "libRoadRunner", "COPASI")

COMMAND = [sys.executable, "-m", "bioripple", "crosscheck"]

with_others = pytest.mark.skipif(
    find_spec("roadrunner") is None or find_spec("COPASI") is None,
    reason="libRoadRunner and COPASI are not installed (make crosscheck does)",
)
MATHML = 'xmlns="http://www.w3.org/1998/Math/MathML"'
WITH_EVENT = f"""<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level2/version4" level="2" version="4"><model>
<listOfCompartments><compartment id="c" size="2"/></listOfCompartments>
<listOfSpecies>
<species id="s" compartment="c" initialConcentration="1"/>
<species id="a" compartment="c" initialAmount="1" hasOnlySubstanceUnits="true"/>
</listOfSpecies>
<listOfRules><rateRule variable="s"><math {MATHML}><cn>1</cn></math></rateRule>
</listOfRules>
<listOfEvents><event><trigger><math {MATHML}><true/></math></trigger>
<listOfEventAssignments><eventAssignment variable="a"><math {MATHML}><cn>3</cn></math>
</eventAssignment></listOfEventAssignments></event></listOfEvents>
</model></sbml>"""


def with_time(name: str) -> bytes:
    """Return ṡ = −k·p·s, ṗ = t − p, with p under another name, also a local one."""
    local = (
        f'<listOfLocalParameters><localParameter id="{name}" value="3"/>'
        "</listOfLocalParameters>"
    )
    return document(
        compartment("c", size=2),
        species("s", "c", initialConcentration=1),
        species("u", "c", initialConcentration=1),
        parameter(name, 0.25),
        parameter("k", 0.1, constant=True),
        rule("rate", "s", f"-k * {name} * s"),
        rule("rate", name, f"time - {name}"),
        reaction("r", f"{name} * u", reactants=("u",), local=local),
    )


def test_what_a_program_takes_for_the_time_has_another_id() -> None:
    found = comparable(with_time("Time"))
    assert found.names == ("s", "u", "Time", "k")[:3]
    assert found.aliases == {"Time": "Time_"}
    assert 'rateRule variable="Time_"' in found.sbml
    assert found.sbml.count('localParameter id="Time"') == 1  # the local one
    assert comparable(with_time("p")).aliases == {}


@with_others
@pytest.mark.parametrize("name", ["Time", "time", "TIME"])
def test_a_parameter_called_time_is_no_time(name: str) -> None:
    found, plain = (
        summarise(each, measure(with_time(each), t=10.0, limits=Limits(60.0, 8000)))
        for each in (name, "p")
    )
    assert plain.supported("state") and plain.supported("jacobian")
    assert found.supported("state") and found.supported("jacobian")
    assert found.problems == {}


@with_others
def test_a_file_that_holds_no_model_ends_nothing() -> None:
    for content in (b"", b"<html/>", b"\x1f\x8b", b"PK\x03\x04"):
        found = summarise("m", measure(content, t=10.0, limits=Limits(60.0, 8000)))
        assert set(found.problems) == set(ALL)
        assert exceptions([found]) == []


@with_others
def test_any_folder_can_be_compared_from_one_id_to_another(tmp_path: Path) -> None:
    folder = tmp_path / "my models"
    folder.mkdir()
    for name in ("a.xml", "b 1.sbml", "c.xml", "d.xml"):
        (folder / name).write_bytes(with_time("p"))
    (folder / "c.xml").write_text("<html/>")
    found, written = tmp_path / "found.jsonl", tmp_path / "page.md"
    command = [*COMMAND, str(folder), "--first", "b", "--last", "c"]
    command += ["--found", str(found), "--page", str(written)]
    ended = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert ended.returncode == 0, ended.stderr + ended.stdout
    assert [read_line(line).model for line in found.read_text().splitlines()] == [
        "b_1",
        "c",
    ]
    assert "| state, all models | 2 | 1 | 1 | 1 | 100.0 % |" in written.read_text()


def test_events_are_left_out_and_ruled_species_become_boundaries() -> None:
    found = comparable(WITH_EVENT.encode())
    assert found.n_events == 1
    assert "event" not in found.sbml
    assert found.sbml.count('boundaryCondition="true"') == 1
    assert found.meanings.species == {"s": False, "a": True}
    assert found.names == ("s", "a")


@with_others
def test_the_script_fails_where_a_cause_is_missing(tmp_path: Path) -> None:
    found, written = tmp_path / "found.jsonl", tmp_path / "page.md"
    options = ["--page-only", "--found", str(found), "--page", str(written)]
    command = [*COMMAND, str(tmp_path), *options]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    for item, status in ((RECORDS[0], 0), (RECORDS[3], 1)):
        found.write_text(item.line() + "\n", encoding="utf-8")
        ended = subprocess.run(
            command, check=False, capture_output=True, text=True, env=environment
        )
        assert ended.returncode == status, ended.stderr
        assert ("has no cause" in ended.stdout) == bool(status)
    assert "theirs_off" in written.read_text(encoding="utf-8")


@with_others
@pytest.mark.parametrize("model", ["BIOMD0000000012", "BIOMD0000000168"])
def test_other_programs_agree(model: str) -> None:
    content = (MODELS / f"{model}.xml").read_bytes()
    measured = measure(content, t=10.0, limits=Limits(60.0, 8000))
    found = summarise(model, measured)
    assert found.problems == {}
    assert found.supported("state")
    assert found.supported("jacobian")
