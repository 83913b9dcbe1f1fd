"""Changes in time that an integrator would step over, against their integrals."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.integrate import integrate
from bioripple.errors import Failed
from bioripple.forcing.stages import STEPS, Stage
from bioripple.odes.system import build_odes
from bioripple.sbml.reader import read_sbml
from tests.support.sbml_text import document, parameter, rule

END = 10.0


def stages(*elements: Any) -> tuple[Stage, ...]:
    system = build_odes(read_sbml(document(*elements)))
    return compile_system(system, t_end=END).stages


def dose(formula: str, *elements: Any, rtol: float = 1e-10) -> float:
    """Return x(10) of ẋ = formula, x(0) = 0."""
    content = document(parameter("x", 0.0), rule("rate", "x", formula), *elements)
    compiled = compile_system(build_odes(read_sbml(content)), t_end=END)
    found = integrate(compiled, [END], rtol=rtol, atol=1e-4 * rtol).states[0]
    return float(found[compiled.system.states.index("x")])


CLOCK = (parameter("clock", 0.0), rule("rate", "clock", "1"))
FAST_CLOCK = (parameter("clock", 3.0), rule("rate", "clock", "60"))
CLOCK_DOWN = (
    parameter("k", 0.5, constant=True),
    parameter("clock", 2.0),
    rule("rate", "clock", "-k / 2"),
)


def gauss(width: float, clock: str = "time", at: float = 5.0) -> str:
    return f"exp(-(({clock} - {at}) / {width})^2)"


@pytest.mark.parametrize("width", [0.3, 1e-2, 1e-3, 1e-5, 1e-8])
def test_a_gaussian_dose_of_any_width(width: float) -> None:
    assert dose(gauss(width)) == pytest.approx(width * math.sqrt(math.pi), rel=1e-6)


# the integral of each from 0 to 10
DOSES = {
    "a product of sigmoids": (
        "20 / ((1 + exp(-2*(time - 5)/0.001)) * (1 + exp(-2*(5.5 - time)/0.001)))",
        10.0,
    ),
    "a difference of sigmoids": (
        "1/(1 + exp(-(time - 7)/0.0001)) - 1/(1 + exp(-(time - 7.01)/0.0001))",
        0.01,
    ),
    "tanh": ("0.5*(tanh((time - 5)/1e-4) - tanh((time - 5.02)/1e-4))", 0.02),
    "a bell": ("1 / (1 + ((time - 5)/1e-4)^2)", 2e-4 * math.atan(5e4)),
    "a hat": ("max(0, 1 - abs(time - 6) / 0.001)", 0.001),
    "a squared sech": ("1 / cosh((time - 3) / 1e-4)^2", 2e-4),
    "a high power": ("(sin(0.3 * time))^100000", 0.0),
    "a Hill function of time": (
        "time^4000 / (5^4000 + time^4000) - time^4000 / (5.01^4000 + time^4000)",
        0.01,
    ),
    "a comparison of curves": ("piecewise(1, sin(time) > 0.999999, 0)", 0.0),
    "a window in a period": (
        "piecewise(1, time - 4 * floor(time / 4) < 0.002, 0)",
        0.006,
    ),
    "a smooth window in a period": ("exp(-50000 * (1 - cos(2*pi*(time - 1)/4)))", 0.0),
    "two doses of unequal size": (f"{gauss(1e-4, at=2.0)} + 0.2 * {gauss(1e-5)}", 0.0),
    "beside a large steady course": (f"100 * cos(time) + {gauss(1e-4)}", 0.0),
}
INTEGRALS = {
    "a high power": math.sqrt(2 * math.pi / 1e5) * (1 - 1 / 4e5) / 0.3,
    "a comparison of curves": 2 * 2 * math.acos(0.999999),
    "a smooth window in a period": 3
    * (4 / (2 * math.pi))
    * math.sqrt(2 * math.pi / 50000)
    * (1 + 1 / (8 * 50000)),
    "two doses of unequal size": math.sqrt(math.pi) * (1e-4 + 0.2e-5),
    "beside a large steady course": 100 * math.sin(10.0) + 1e-4 * math.sqrt(math.pi),
}


@pytest.mark.parametrize("name", DOSES)
def test_no_dose_in_time_is_stepped_over(name: str) -> None:
    formula, integral = DOSES[name]
    expected = INTEGRALS.get(name, integral)
    assert dose(formula) == pytest.approx(expected, rel=1e-6)
    assert dose(formula, rtol=1e-8) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize(
    ("clock", "speed", "at"),
    [(CLOCK, 1.0, 5.0), (FAST_CLOCK, 60.0, 333.0), (CLOCK_DOWN, 0.25, 0.75)],
)
def test_a_state_of_constant_rate_is_a_clock(
    clock: Any, speed: float, at: float
) -> None:
    width = 1e-3
    found = dose(gauss(width * speed, "clock", at), *clock)
    assert found == pytest.approx(width * math.sqrt(math.pi), rel=1e-6)
    switch = f"piecewise(1, clock > {at}, 0) * piecewise(1, clock < {at + 0.001}, 0)"
    found = dose(switch, *clock)
    assert found == pytest.approx(0.001 / speed, rel=1e-6)


def states_at_end(*elements: Any) -> dict[str, float]:
    compiled = compile_system(build_odes(read_sbml(document(*elements))), t_end=END)
    found = integrate(compiled, [END], rtol=1e-10, atol=1e-14).states[0]
    return dict(zip(compiled.system.states, found.tolist(), strict=True))


def clock(name: str, rate: str, value: float = 0.0) -> tuple[Any, ...]:
    return parameter(name, value), rule("rate", name, rate)


# what moves a clock c, what it is at which time, and how fast it then runs
CLOCKS = {
    "a stopwatch": (clock("c", "piecewise(1, time > 2, 0)"), 3.0, 1.0),
    "one that is wound in steps": (
        clock("c", "piecewise(2, time < 3, time, time < 6, 1)"),
        6.0 + (25.0 - 9.0) / 2.0,
        5.0,
    ),
    "one of each second": (clock("c", "floor(time)"), 12.5, 5.0),
    "a clock of a clock": ((*clock("b", "1"), *clock("c", "b")), 12.5, 5.0),
    "a chain of three": (
        (*clock("a", "2"), *clock("b", "a / 4"), *clock("c", "1 - b", 7.0)),
        7.0 + 4.2 - 4.2**3 / 12.0,
        1.0 - 4.2**2 / 4.0,
    ),
    "a phase": (clock("c", "1 + 0.5 * sin(time)"), 4.0 + 0.5 * (1 - math.cos(4)), 0.0),
    "a phase of a phase": (
        (*clock("b", "cos(time)"), *clock("c", "3 + b")),
        12.0 + 1.0 - math.cos(4.0),
        3.0 + math.sin(4.0),
    ),
    "growth": (clock("c", "c / 2", 1.0), math.exp(2.0), math.exp(2.0) / 2.0),
    "decay to a level": (
        clock("c", "1 - c", 3.0),
        1.0 + 2.0 * math.exp(-4.0),
        2.0 * math.exp(-4.0),
    ),
    "what decay leaves behind": (
        (*clock("b", "-b", 1.0), *clock("c", "b")),
        1.0 - math.exp(-4.0),
        math.exp(-4.0),
    ),
}
SPEEDS = {"a phase": 1.0 + 0.5 * math.sin(4.0)}


@pytest.mark.parametrize("name", CLOCKS)
def test_a_pulse_in_what_time_alone_moves(name: str) -> None:
    elements, at, speed = CLOCKS[name]
    speed = abs(SPEEDS.get(name, speed))
    width = 1e-3
    pulse = gauss(width * speed, "c", at)
    found = states_at_end(*elements, parameter("x", 0.0), rule("rate", "x", pulse))
    assert found["x"] == pytest.approx(width * math.sqrt(math.pi), rel=2e-3)


@pytest.mark.parametrize(("period", "width"), [(1.0, 5e-4), (2.5, 1e-3), (0.5, 1e-4)])
def test_a_clock_of_short_doses_gets_every_dose(period: float, width: float) -> None:
    # d rises by one in each period, and x by d
    phase = f"time - {period} * floor(time / {period})"
    dose = rule("rate", "d", f"piecewise({1.0 / width}, {phase} < {width}, 0)")
    found = states_at_end(
        *(parameter("d", 0.0), dose, parameter("x", 0.0), rule("rate", "x", "d")),
    )
    n = round(10.0 / period)
    assert found["d"] == pytest.approx(n, rel=1e-6)
    area = sum(10.0 - period * k - width / 2.0 for k in range(n))
    assert found["x"] == pytest.approx(area, rel=1e-6)


def test_a_long_chain_that_time_moves_takes_no_longer() -> None:
    # each the integral of the one before it, sin t the first
    chain = [clock("c0", "sin(time)")]
    chain += [clock(f"c{k}", f"c{k - 1}") for k in range(1, 8)]
    found = states_at_end(*(element for of in chain for element in of))
    assert found["c1"] == pytest.approx(10.0 - math.sin(10.0), rel=1e-8)


@pytest.mark.parametrize(
    "rate", ["exp(71 * time)", "1e307 * time^8", "1e300 * time / 1e-300"]
)
def test_a_clock_beyond_all_numbers_is_left_to_the_integrator(rate: str) -> None:
    with pytest.raises(Failed):
        states_at_end(*clock("c", rate))


def test_a_rate_without_slopes_in_time_moves_as_the_integrator_finds() -> None:
    # the factorial of time has no derivative; ẋ = -x/10 from t = 3 on
    rate = "piecewise(-0.1 * x, factorial(time) > 6, 0)"
    found = states_at_end(parameter("x", 1.0), rule("rate", "x", rate))
    assert found["x"] == pytest.approx(math.exp(-0.7), rel=1e-8)


def test_clocks_of_polynomials_are_known_exactly() -> None:
    window = "piecewise(1, (c > 12.5) && (c < 12.505), 0)"
    elements = (*clock("b", "1"), *clock("c", "b"))
    found = states_at_end(*elements, parameter("x", 0.0), rule("rate", "x", window))
    duration = math.sqrt(2 * 12.505) - 5.0
    assert found["x"] == pytest.approx(duration, rel=1e-8)
    assert found["c"] == pytest.approx(50.0, rel=1e-9)


def test_a_switch_in_a_phase_is_found() -> None:
    window = "piecewise(1, (c > 3) && (c < 3.001), 0)"
    elements = clock("c", "2 + sin(time)")
    found = states_at_end(*elements, parameter("x", 1.0), rule("rate", "x", window))

    def time_of(level: float) -> float:
        return float(brentq(lambda t: 2 * t + 1 - math.cos(t) - level, 0.0, END))

    duration = time_of(3.001) - time_of(3.0)
    assert found["x"] - 1.0 == pytest.approx(duration, rel=1e-5)


def test_a_dose_that_acts_through_what_states_make_of_it() -> None:
    # the dose is a term beside a state, in a quotient: ẏ = D/(D + y), y(0) = 0.001
    width = 1e-4
    content = document(
        parameter("y", 1e-3),
        parameter("d"),
        rule("assignment", "d", gauss(width)),
        rule("rate", "y", "d / (d + y)"),
    )
    compiled = compile_system(build_odes(read_sbml(content)), t_end=END)
    found = integrate(compiled, [END], rtol=1e-10, atol=1e-14).states[0, 0]
    # while it lasts y hardly moves: the integral over D/(D + 0.001)
    moments = np.linspace(-6 * width, 6 * width, 20001)
    values = np.exp(-((moments / width) ** 2))
    gain = np.trapezoid(values / (values + 1e-3), moments)
    assert found - 1e-3 == pytest.approx(gain, rel=0.2)


def test_a_switch_behind_a_huge_number_is_found() -> None:
    # 1 + e^(-200 (t - 5)) falls from e^1000; what counts is where it comes to 1
    found = dose("x / 1e9 + 2 / (1 + exp(-200 * (time - 5)))")
    assert found == pytest.approx(10.0, rel=1e-6)


def test_a_step_of_unbounded_height_ends_the_search() -> None:
    # t^(-1/2) is infinite at the start; the integral is 2 sqrt(t)
    found = stages(parameter("x", 0.0), rule("rate", "x", "1/sqrt(time + 1e-30)"))
    assert found[-1].stop == END
    assert len(found) < 100


def test_what_is_constant_but_bounds_cannot_tell_costs_nothing() -> None:
    # as the dilution of a concentration by a compartment that grows, V'/V
    found = stages(parameter("x", 1.0), rule("rate", "x", "exp(time) / exp(time) * x"))
    assert found == (Stage(END, END / STEPS),)


def test_slow_changes_and_none_cost_nothing() -> None:
    whole = (Stage(END, END / STEPS),)
    assert stages(parameter("x", 1.0), rule("rate", "x", "-x")) == whole
    assert stages(parameter("x", 1.0), rule("rate", "x", "time * x")) == whole
    seasons = "1 + 0.5 * cos(2 * pi * time / 24)"
    assert stages(parameter("x", 1.0), rule("rate", "x", seasons)) == whole
    one = "sin(time)^2 + cos(time)^2"  # 1, but bounds cannot tell
    assert len(stages(parameter("x", 1.0), rule("rate", "x", one))) == 1


def test_a_fast_oscillation_is_followed_by_short_steps() -> None:
    found = dose("1 + sin(2000 * time)")
    exact = 10.0 + (1.0 - math.cos(20000.0)) / 2000.0
    assert found == pytest.approx(exact, rel=1e-8)


def test_a_change_that_only_a_state_shows_is_seen_if_it_is_longer_than_a_step() -> None:
    # a bell in a state that runs from 0 to about 10, unevenly: ∫ g(y) dt = ∫ g dy/ẏ
    uneven = (parameter("y", 0.0), rule("rate", "y", "1 + 0.3 * sin(y)"))
    width = END / STEPS
    found = dose(gauss(width, "y"), *uneven)
    speed = 1.0 + 0.3 * math.sin(5.0)
    assert found == pytest.approx(width * math.sqrt(math.pi) / speed, rel=1e-2)
