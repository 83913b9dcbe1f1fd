"""The comparison with other simulators: gaps, differences, causes, pages."""

import math
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pytest

from bioripple.validation.crosscheck.agreement import (
    Gap,
    jacobian_gap,
    known_entries,
    state_gap,
)
from bioripple.validation.crosscheck.comparison import Comparison, read_line
from bioripple.validation.crosscheck.flow import Flow, Shape
from bioripple.validation.crosscheck.table import (
    Cause,
    check_causes,
    disputes,
    exceptions,
    page,
    read_causes,
)

OURS_AND_THEIRS = ("bioripple|libRoadRunner", "bioripple|COPASI")
ALL = ("bioripple", "libRoadRunner", "COPASI")
ROWS, COLUMNS = ("a", "b"), ("x", "y")
GOOD, BAD = Gap(1e-6, ("s",), 3, 0), Gap(0.5, ("s",), 3, 0)


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


def comparison(model: str, ours: tuple[Gap, Gap] | None, theirs: Gap) -> Comparison:
    state = {"libRoadRunner|COPASI": theirs}
    if ours is not None:
        state |= dict(zip(OURS_AND_THEIRS, ours, strict=True))
    programs = ("libRoadRunner", "COPASI") if ours is None else ALL
    return Comparison(model, 0, [], {}, {"state": state, "jacobian": {}}, programs)


RECORDS = [
    comparison("fine", (GOOD, GOOD), GOOD),
    comparison("ours_off", (GOOD, BAD), GOOD),
    comparison("ours_refused", None, GOOD),
    comparison("theirs_off", (GOOD, BAD), BAD),
    Comparison("silent", 0, [], {}, {"state": {}, "jacobian": {}}),
]


def test_records_survive_writing() -> None:
    before = comparison("m", (GOOD, GOOD), BAD)
    assert read_line(before.line()) == before


def test_exceptions_are_where_the_others_agree_without_us() -> None:
    found = exceptions(RECORDS)
    assert [item.key[0] for item in found] == ["ours_off", "ours_refused"]


def test_exceptions_are_where_the_only_other_contradicts_us() -> None:
    def with_copasi_alone(gap: Gap) -> Comparison:
        gaps = {"state": {"bioripple|COPASI": gap}, "jacobian": {}}
        with_state = ("bioripple", "COPASI")
        return Comparison("m", 0, [], {"libRoadRunner": "too slow"}, gaps, with_state)

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
    alone = Comparison("m", 0, [], {}, gaps, programs)
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
