"""The runner of the SBML Test Suite, and the suite itself where it is at hand."""

import io
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bioripple.cli.run_suite import run_suite
from bioripple.errors import Failed
from bioripple.validation.suite.cases import Case, Settings, read_cases
from bioripple.validation.suite.simulate import compare, run_case
from bioripple.validation.suite.table import group, in_scope, render
from tests.support.sbml_text import document, parameter, rule

FOLDER = os.environ.get("BIORIPPLE_TEST_DATA", "")
needs_suite = pytest.mark.skipif(
    not FOLDER,
    reason="BIORIPPLE_TEST_DATA does not name a folder with the SBML Test Suite",
)
SAMPLE = 100

SETTINGS = """start: 0
duration: 2
steps: 2
variables: x
absolute: 0.001
relative: 0.001
amount:
concentration:
"""
LABELS = """(*
category:      Test
componentTags: Parameter, RateRule
testTags:      NonConstantParameter
testType:      TimeCourse
*)
"""


def growth(case: str = "00001", *, slope: float = 1.0) -> dict[str, bytes]:
    """Return the files of a case in which x = 1 + t is expected."""
    model = document(parameter("x", 1.0), rule("rate", "x", f"{slope}"))
    start = f"semantic/{case}/{case}-"
    return {
        f"{start}settings.txt": SETTINGS.encode(),
        f"{start}results.csv": b"time, x\n0,1\n1,2\n2,3\n",
        f"{start}model.m": LABELS.encode(),
        f"{start}sbml-l3v2.xml": model,
        f"{start}plot.html": b"<html/>",
    }


def pack(files: dict[str, bytes], folder: Path) -> Path:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    path = folder / "semantic_tests.zip"
    path.write_bytes(content.getvalue())
    return path


def settings(**changes: Any) -> Settings:
    given: dict[str, Any] = {
        "start": 0.0,
        "duration": 1.0,
        "steps": 1,
        "variables": ("x",),
        "absolute": 0.1,
        "relative": 0.01,
        "amounts": frozenset(),
        "concentrations": frozenset(),
    }
    return Settings(**given | changes)


def case(kind: str = "TimeCourse", components: str = "", tags: str = "") -> Case:
    labels = frozenset(components.split()), frozenset(tags.split())
    return Case("00001", kind, *labels, {}, None, None)


def test_cases_are_read_from_an_archive_its_folder_and_unpacked(tmp_path: Path) -> None:
    files = growth("00001") | growth("00012")
    (tmp_path / "packed").mkdir()
    archive = pack(files, tmp_path / "packed")
    for name, text in files.items():
        (tmp_path / "open" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "open" / name).write_bytes(text)
    for source in (archive, archive.parent, tmp_path / "open"):
        found = list(read_cases(source))
        assert [item.id for item in found] == ["00001", "00012"]
        assert found[0].components == {"Parameter", "RateRule"}
        assert found[0].tags == {"NonConstantParameter"}
        assert list(found[0].models) == ["l3v2"]
        assert found[0].settings == settings(
            duration=2.0, steps=2, absolute=0.001, relative=0.001
        )
        assert found[0].expected is not None
        assert found[0].expected.tolist() == [[1.0], [2.0], [3.0]]


def test_a_folder_without_cases_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no semantic case"):
        list(read_cases(tmp_path))


def test_a_damaged_case_is_named(tmp_path: Path) -> None:
    files = growth()
    files["semantic/00001/00001-results.csv"] = b"time,y\n0,1\n"
    with pytest.raises(Failed, match="case 00001"):
        list(read_cases(pack(files, tmp_path)))


def test_an_archive_that_leads_elsewhere_is_not_read(tmp_path: Path) -> None:
    files = growth() | {"../00002/00002-settings.txt": b""}
    with pytest.raises(Failed, match="leads out of the archive"):
        list(read_cases(pack(files, tmp_path)))


@pytest.mark.parametrize(
    ("ours", "theirs", "status"),
    [
        (11.2, 11.0, "passed"),
        (11.22, 11.0, "wrong"),
        (-11.2, -11.0, "passed"),
        (np.nan, 1.0, "wrong"),
        (1.0, np.nan, "wrong"),
        (np.nan, np.nan, "passed"),
        (np.inf, np.inf, "passed"),
        (np.inf, -np.inf, "wrong"),
        (1.0, np.inf, "wrong"),
    ],
)
def test_numbers_are_compared_by_the_rule_of_the_suite(
    ours: float, theirs: float, status: str
) -> None:
    found = compare(np.array([[0.0], [ours]]), np.array([[0.0], [theirs]]), settings())
    assert found[0] == status
    assert ("x is" in found[1]) == (status == "wrong")


def test_another_number_of_points_is_wrong() -> None:
    assert compare(np.zeros((2, 1)), np.zeros((3, 1)), settings())[0] == "wrong"


@pytest.mark.parametrize(
    ("labels", "inside", "name"),
    [
        (("TimeCourse", "Species Reaction", "Amount"), True, "In scope"),
        (("TimeCourse", "Species", "FastReaction"), False, "Fast reactions"),
        (("TimeCourse", "Parameter CSymbolDelay", ""), False, "Delays"),
        (("TimeCourse", "EventNoDelay", "EventT0Firing"), False, "Events"),
        (("TimeCourse", "AlgebraicRule", ""), False, "Algebraic rules"),
        (("TimeCourse", "comp:Port", ""), False, "Hierarchical models (comp)"),
        (("FluxBalanceSteadyState", "", ""), False, "Other"),
        (("TimeCourse", "SomethingNew", ""), False, "Other"),
    ],
)
def test_scope(labels: Any, inside: bool, name: str) -> None:
    assert in_scope(case(*labels)) == inside
    assert group(case(*labels)) == name


def test_the_command_reports_and_writes_the_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = pack(growth(), tmp_path)
    table = tmp_path / "table.md"
    assert run_suite(good, table=table) == 0
    assert "| In scope | 1 | 1 | 0 | 0 | 0 | 0 |" in table.read_text()
    bad = pack(growth() | growth("00002", slope=1.01), tmp_path)
    assert run_suite(bad, table=table) == 1
    assert "00002 wrong l3v2: x is 2.01 at t = 1, expected 2" in capsys.readouterr().out
    assert "| RateRule | 2 | 1 | 0 | 0 | 0 | 1 |" in table.read_text()


def test_events_are_named_and_the_worst_model_of_a_case_counts(tmp_path: Path) -> None:
    files = growth()
    model = files["semantic/00001/00001-sbml-l3v2.xml"]
    event = b'<listOfEvents><event useValuesFromTriggerTime="true"/></listOfEvents>'
    files["semantic/00001/00001-sbml-l3v1.xml"] = model.replace(
        b"</model>", event + b"</model>"
    )
    (found,) = map(run_case, read_cases(pack(files, tmp_path)))
    assert (found.status, found.reason) == ("not simulated", "l3v1: has 1 events")
    assert "| In scope | 1 | 0 | 1 | 0 | 0 | 0 |" in render([found])


@pytest.fixture(scope="module")
def suite() -> list[Case]:
    return list(read_cases(Path(FOLDER)))


def sample(cases: list[Case]) -> list[Case]:
    """Return a seeded sample, and for each tag one more case."""
    order = np.random.default_rng(0).permutation(len(cases))
    shuffled = [cases[index] for index in order]
    chosen = {item.id: item for item in shuffled[:SAMPLE]}
    tags = {tag for item in cases for tag in (*item.components, *item.tags)}
    for tag in sorted(tags):
        holder = next(c for c in shuffled if tag in c.components | c.tags)
        chosen[holder.id] = holder
    return list(chosen.values())


@needs_suite
def test_a_sample_of_the_suite_in_scope_passes_or_is_refused(suite: list[Case]) -> None:
    inside = [item for item in suite if in_scope(item)]
    endings = [run_case(item) for item in sample(inside)]
    bad = [
        (ending.case.id, ending.status, ending.reason)
        for ending in endings
        if ending.status not in ("passed", "refused")
    ]
    assert bad == []
    passed = sum(ending.status == "passed" for ending in endings)
    assert passed >= 0.97 * len(endings)


@needs_suite
def test_a_sample_of_the_rest_of_the_suite_is_never_wrong(suite: list[Case]) -> None:
    outside = [item for item in suite if not in_scope(item)]
    endings = [run_case(item) for item in sample(outside)]
    assert [e.case.id for e in endings if e.status in ("wrong", "failed")] == []
    assert all(ending.reason for ending in endings if ending.status != "passed")


def test_a_suite_that_is_not_there_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_suite(tmp_path / "absent", table=None) == 2
    assert "absent: there is no such file or folder" in capsys.readouterr().err
