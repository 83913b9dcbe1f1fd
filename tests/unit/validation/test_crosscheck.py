"""The comparison with other simulators; with them where they are installed."""

import math
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from bioripple.runtime.guard import Limits
from bioripple.validation.crosscheck.agreement import (
    Gap,
    jacobian_gap,
    known_entries,
    state_gap,
)
from bioripple.validation.crosscheck.flow import Flow, Shape
from bioripple.validation.crosscheck.measure import comparable, measure
from bioripple.validation.crosscheck.record import Record, read_line, summarise
from bioripple.validation.crosscheck.table import (
    Cause,
    check_causes,
    disputes,
    exceptions,
    page,
    read_causes,
)
from tests.support.sbml_text import (
    compartment,
    document,
    parameter,
    reaction,
    rule,
    species,
)

MODELS = Path(__file__).parents[2] / "fixtures" / "biomodels"
OURS_AND_THEIRS = ("bioripple|libRoadRunner", "bioripple|COPASI")
ALL = ("bioripple", "libRoadRunner", "COPASI")
ROWS, COLUMNS = ("a", "b"), ("x", "y")
GOOD, BAD = Gap(1e-6, ("s",), 3, 0), Gap(0.5, ("s",), 3, 0)

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


def test_state_gap_is_relative_and_names_the_worst() -> None:
    a, b = np.array([1.0, 2e-3, 0.0]), np.array([1.0, 1e-3, 0.0])
    found = state_gap(a, b, ("p", "q", "r"))
    assert found.where == ("q",)
    assert found.worst == pytest.approx(0.5)
    assert not found.agrees


def test_state_gap_ignores_what_is_left_of_larger_numbers() -> None:
    a, b = np.array([1.0, 1e-30]), np.array([1.0, -1e-30])
    assert state_gap(a, b, ("p", "q")).agrees


def test_state_gap_skips_what_has_no_value() -> None:
    found = state_gap(np.array([1.0, np.nan]), np.array([1.0, 5.0]), ("p", "q"))
    assert found.agrees
    assert (found.n_compared, found.n_skipped) == (1, 1)


def test_nothing_compared_is_no_agreement() -> None:
    assert not state_gap(np.array([np.nan]), np.array([1.0]), ("p",)).agrees


def test_jacobian_gap_weighs_entries_by_their_effect() -> None:
    a = np.array([[1.0, 1.0], [0.0, 1e-20]])
    b = np.array([[1.0, 1.0 + 1e-2], [0.0, -1e-20]])
    known = np.ones((2, 2), dtype=bool)
    tiny = jacobian_gap(a, b, known, np.array([1.0, 1e-9]), rows=ROWS, columns=COLUMNS)
    equal = jacobian_gap(a, b, known, np.array([1.0, 1.0]), rows=ROWS, columns=COLUMNS)
    assert tiny.worst == pytest.approx(1e-2 * 1e-9 / 1e-6, rel=1e-6)
    assert equal.where == ("a", "y")
    assert not equal.agrees


def test_entries_with_a_large_error_are_not_known() -> None:
    jacobian = np.array([[1.0, 1.0, np.nan]])
    error = np.array([[1e-7, 1e-3, 0.0]])
    assert known_entries(jacobian, error, np.ones(3)).tolist() == [[True, False, False]]


class Decay:
    """ẋ = −2x + sin t and y = x² + t, as a simulator would answer."""

    def __init__(self) -> None:
        self.t, self.x = 0.0, 0.0

    def run(self, t: float) -> None:
        raise AssertionError

    def place(self, t: float, values: Mapping[str, float]) -> None:
        self.t, self.x = t, values.get("x", self.x)

    def values(self, names: Iterable[str]) -> list[float]:
        return [self.x**2 + self.t for _ in names]

    def rates(self, names: Iterable[str]) -> list[float]:
        return [-2.0 * self.x + math.sin(self.t) for _ in names]


def test_flow_differentiates_states_and_assigned_quantities() -> None:
    shape = Shape(states=("x",), columns=(0,), assigned=("y",), everything=False)
    x, t = 3.0, 10.0
    flow = Flow(Decay(), shape, np.array([x]), t)
    speed = -2.0 * x + math.sin(t)
    assert flow.rates(np.array([x])) == pytest.approx([speed, 2.0 * x * speed + 1.0])
    near, error = flow.jacobian()
    # d(2x·ẋ + 1)/dx = 2ẋ + 2x·(−2)
    assert near[:, 0] == pytest.approx([-2.0, 2.0 * speed - 4.0 * x], rel=1e-6)
    assert (error < 1e-5).all()


def record(model: str, ours: tuple[Gap, Gap] | None, theirs: Gap) -> Record:
    state = {"libRoadRunner|COPASI": theirs}
    if ours is not None:
        state |= dict(zip(OURS_AND_THEIRS, ours, strict=True))
    programs = ("libRoadRunner", "COPASI") if ours is None else ALL
    return Record(model, 0, [], {}, {"state": state, "jacobian": {}}, programs)


RECORDS = [
    record("fine", (GOOD, GOOD), GOOD),
    record("ours_off", (GOOD, BAD), GOOD),
    record("ours_refused", None, GOOD),
    record("theirs_off", (GOOD, BAD), BAD),
    Record("silent", 0, [], {}, {"state": {}, "jacobian": {}}),
]


def test_records_survive_writing() -> None:
    before = record("m", (GOOD, GOOD), BAD)
    assert read_line(before.line()) == before


def test_exceptions_are_where_the_others_agree_without_us() -> None:
    found = exceptions(RECORDS)
    assert [item.key[0] for item in found] == ["ours_off", "ours_refused"]


def test_exceptions_are_where_the_only_other_contradicts_us() -> None:
    def with_copasi_alone(gap: Gap) -> Record:
        gaps = {"state": {"bioripple|COPASI": gap}, "jacobian": {}}
        with_state = ("bioripple", "COPASI")
        return Record("m", 0, [], {"libRoadRunner": "too slow"}, gaps, with_state)

    assert exceptions([with_copasi_alone(GOOD)]) == []
    assert [item.key for item in exceptions([with_copasi_alone(BAD)])] == [
        ("m", "state")
    ]


@pytest.mark.parametrize(
    ("programs", "asked"),
    [
        (("COPASI",), True),
        (("libRoadRunner",), True),
        (("bioripple",), False),
        ((), False),
    ],
)
def test_exceptions_are_where_only_another_has_a_state(
    programs: tuple[str, ...], asked: bool
) -> None:
    gaps: dict[str, dict[str, Gap]] = {"state": {}, "jacobian": {}}
    alone = Record("m", 0, [], {}, gaps, programs)
    assert [item.key for item in exceptions([alone])] == [("m", "state")] * asked
    text = page([alone], {}, {}, 10.0)
    assert ("| m | state | no | we have no number |" in text) == asked


def test_disputes_are_where_the_others_do_not_agree() -> None:
    found = disputes(RECORDS)
    assert [item.key for item in found] == [("theirs_off", "state")]


def test_all_differences_need_causes_and_nothing_else_has_one() -> None:
    causes = {("ours_off", "state"): Cause("known"), ("fine", "state"): Cause("old")}
    assert check_causes(RECORDS, causes) == [
        "ours_refused: its state has no cause",
        "theirs_off: its state has no cause",
        "fine: its state has a cause, but no difference",
    ]
    causes |= {
        ("ours_refused", "state"): Cause("a"),
        ("theirs_off", "state"): Cause("b"),
    }
    causes["fine", "state"] = Cause("differs by chance", always=False)
    assert check_causes(RECORDS, causes) == []


def test_causes_are_read_with_the_runs_they_hold_in(tmp_path: Path) -> None:
    path = tmp_path / "causes.tsv"
    path.write_text("model\tkind\truns\tcause\nm\tstate\tall\ta\nn\tstate\tsome\tb\n")
    assert read_causes(path) == {
        ("m", "state"): Cause("a"),
        ("n", "state"): Cause("b", always=False),
    }


def test_the_page_tells_the_causes() -> None:
    causes = {
        ("ours_off", "state"): Cause("one"),
        ("theirs_off", "state"): Cause("another"),
    }
    lines = page(RECORDS, causes, {"COPASI": "1"}, 10.0).splitlines()
    assert "| state, all models | 5 | 4 | 3 | 1 | 33.3 % |" in lines
    assert "| ours_off | state | no | 5.0e-01 at `s` | one |" in lines
    unknown = "**not explained yet**"
    assert f"| ours_refused | state | no | we have no number | {unknown} |" in lines
    disputed = "| theirs_off | state | no | 5.0e-01 at `s` | libRoadRunner | another |"
    assert disputed in lines


def test_models_beyond_the_default_experiment_have_tables_of_their_own() -> None:
    text = page(RECORDS, {}, {}, 10.0, default={"fine", "ours_off"})
    assert text.count("| state, all models |") == 2
    assert "## Agreement: the default experiment" in text
    assert "| state, all models | 2 | 2 | 2 | 1 | 50.0 % |" in text
    assert "## Agreement: the other models" in text
    assert "| state, all models | 3 | 2 | 1 | 0 | 0.0 % |" in text
    assert page(RECORDS, {}, {}, 10.0, default={"other"}).count("## Agreement\n") == 1


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
def test_the_command_fails_where_a_cause_is_missing(tmp_path: Path) -> None:
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
