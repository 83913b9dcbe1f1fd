"""Events that the equations leave out: would they have happened, and mattered?"""

from typing import Any

import numpy as np
import pytest

from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.events import EventEffect, event_effect, moments
from bioripple.dynamics.integrate import integrate
from bioripple.odes.arrays import from_arrays, to_arrays
from bioripple.odes.system import build_odes
from bioripple.sbml.reader import read_sbml
from tests.support.sbml_text import document, event, parameter, rule

END = 10.0
# x rises as 1 - e^-t, k slows it
MODEL = (
    parameter("x", 0.0),
    parameter("k", 1.0),
    parameter("note", 0.0),
    rule("rate", "x", "k * (1 - x)"),
    parameter("clock", 0.5),
    rule("rate", "clock", "1"),
)


def effect(*elements: Any, **options: Any) -> EventEffect:
    read = build_odes(read_sbml(document(*MODEL, *elements, **options)))
    system = from_arrays({k: np.asarray(v) for k, v in to_arrays(read).items()})
    compiled = compile_system(system, t_end=END)
    times = moments(system, END)
    run = integrate(compiled, times, rtol=1e-8, atol=1e-12, stop_at_times=False)
    return event_effect(system, times, run.states)


@pytest.mark.parametrize(
    ("trigger", "fires", "at"),
    [
        ("time > 5", "yes", 5.0),
        ("time >= 10", "yes", 10.0),
        ("time > 10", "no", None),
        ("time == 2.5", "yes", 2.5),
        ("(time > 3) && (time < 3.0000001)", "yes", 3.0),
        ("(clock > 4.5) && (clock < 4.5000002)", "yes", 4.0),
        ("x > 0.5", "yes", np.log(2.0)),
        ("x > 1.5", "no", None),
        ("sin(time) > 0.999999", "yes", np.arcsin(0.999999)),
        ("floor(time) == 7", "yes", 7.0),
        ("delay(x, 1) > 0.5", "unknown", None),
        ("ln(-1 - time) > 0", "unknown", None),
    ],
)
def test_conditions_on_time_and_state(trigger: str, fires: str, at: Any) -> None:
    found = effect(event(trigger, {"x": "0"}))
    assert found.fires == fires
    if at is None:
        assert found.change == ""
    else:
        assert "'event 1' sets 'x' from" in found.change
        time = float(found.change.rpartition("= ")[2])
        assert at - 1e-5 <= time <= at + END / 400 + 1e-5


def test_a_condition_that_holds_at_first_has_to_fail_first() -> None:
    assert effect(event("time < 5", {"x": "2"})).fires == "no"
    # unless the file says that it did not hold before
    found = effect(event("time < 5", {"k": "2"}, initialValue=False))
    assert found == EventEffect("yes", "'event 1' sets 'k' from 1 to 2 at t = 0")


def test_delays_count_and_an_event_can_be_called_off() -> None:
    assert effect(event("time > 5", {"k": "2"}, delay="6")).fires == "no"
    found = effect(event("time > 5", {"k": "2"}, delay="2"))
    assert found.fires == "yes"
    assert found.change.startswith("'event 1' sets 'k' from 1 to 2 at t = 7")
    short = "(time > 5) && (time < 6)"
    assert effect(event(short, {"k": "2"}, delay="2")).fires == "yes"
    called_off = event(short, {"k": "2"}, delay="2", persistent=False)
    assert effect(called_off).fires == "no"


def test_an_event_may_change_nothing() -> None:
    # nobody reads the note; k is 1 already
    assert effect(event("time > 5", {"note": "1"})) == EventEffect("yes", "")
    assert effect(event("time > 5", {"k": "2 - 1"})) == EventEffect("yes", "")
    assert effect() == EventEffect("no", "")


def test_an_event_that_sets_off_another_matters() -> None:
    flag = parameter("flag", 0.0)
    sets = event("time > 5", {"flag": "1"})
    # while nothing reads the flag, it is a note
    assert effect(flag, sets) == EventEffect("yes", "")
    assert effect(flag, sets, event("flag > 0.5", {"note": "1"})).change == ""
    for follows in (
        event("flag > 0.5", {"x": "0"}),
        event("time > 20", {"k": "2"}, delay="flag"),
        event("time > 20", {"k": "flag"}),
    ):
        found = effect(flag, sets, follows)
        assert found.change.startswith("'event 1' sets 'flag' from 0 to 1 at t = 5")


def test_an_event_that_first_changes_nothing_may_do_so_later() -> None:
    # x is set to its own value at first: 1 - e^-t is 0 at t = 0
    often = event("sin(6.283185307179586 * time) >= 0", {"x": "0"}, initialValue=False)
    found = effect(often)
    assert found.fires == "yes"
    assert found.change.startswith("'event 1' sets 'x' from 0.6")
    assert float(found.change.rpartition("= ")[2]) == pytest.approx(1.0, abs=0.03)


def test_the_first_of_several_is_told() -> None:
    late, early = event("time > 8", {"x": "0"}), event("time > 4", {"x": "3"})
    found = effect(late, early)
    assert found.change.startswith("'event 2' sets 'x' from 0.98")


def test_what_cannot_be_read_does_not_make_the_model_fail() -> None:
    found = effect(event("time > 5", {"x": "delay(x, 2)"}))
    assert found.fires == "yes"
    assert found.change.startswith("'event 1' sets 'x' at t = 5")
    found = effect(event("time > 5", {"x": "0"}, delay="delay(x, 2)"))
    assert found == EventEffect("unknown", "")
    found = effect(event("unknown_name > 5", {"x": "0"}))
    assert found.fires == "unknown"


def test_level_2_events_have_no_initial_value() -> None:
    old = (
        '<event><trigger><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><gt/>'
        '<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time">'
        "t</csymbol><cn>5</cn></apply></math></trigger><listOfEventAssignments>"
        '<eventAssignment variable="x"><math xmlns="http://www.w3.org/1998/Math/MathML">'
        "<cn>9</cn></math></eventAssignment></listOfEventAssignments></event>"
    )
    found = effect(("Events", old), level=2, version=4)
    assert found.fires == "yes"
