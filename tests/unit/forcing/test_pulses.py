"""Pulses made of products, trains of pulses, and what cannot be followed."""

import math
import time
from typing import Any

import pytest
from scipy.special import erf

from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.integrate import integrate
from bioripple.forcing.stages import Stage, unfollowed
from bioripple.odes.system import build_odes
from bioripple.sbml.reader import read_sbml
from tests.support.sbml_text import document, parameter, rule
from tests.unit.forcing.test_stages import dose

END = 10.0


def stages(*elements: Any) -> tuple[Stage, ...]:
    system = build_odes(read_sbml(document(*elements)))
    return compile_system(system, t_end=END).stages


def gauss(width: float, clock: str = "time", at: float = 5.0) -> str:
    return f"exp(-(({clock} - {at}) / {width})^2)"


def clock(name: str, rate: str, value: float = 0.0) -> tuple[Any, ...]:
    return parameter(name, value), rule("rate", name, rate)


def power(base: str, exponent: int, *, times: int) -> str:
    """Return a power of a power …, as nested function definitions would give it."""
    for _ in range(times):
        base = f"({base})^{exponent}"
    return base


# ∫ (1 - u²)^n dt for u = (t - 4.97)/10 and a large n is 10 √(π/n) (1 - 3/(8n))
ARCH = "1 - ((time - 4.97) / 10)^2"


@pytest.mark.parametrize(
    ("formula", "n"),
    [
        (power(ARCH, 2, times=24), 2**24),
        (power(ARCH, 3, times=14), 3**14),
        ("3 * " + power(f"(({ARCH})^2 * ({ARCH}))", 2, times=20) + " / 3", 3 * 2**20),
    ],
)
def test_a_pulse_made_of_products(formula: str, n: int) -> None:
    assert dose(formula) == pytest.approx(10.0 * math.sqrt(math.pi / n), rel=1e-6)


def test_a_small_pulse_before_a_large_one_in_one_expression() -> None:
    # exp(10 - 1e4 (t - 1)²) early, and e³⁵ as much of it in one exponential late
    late = "10000 * (time - 1)^2 * (time - 8)^2"
    formula = f"exp(10 - {late} + 25 * (time - 1) / 7)"
    content = document(
        parameter("y", 0.0),
        parameter("z", 0.0),
        rule("rate", "y", f"({formula}) * (1 - y)"),
        rule("rate", "z", "y"),
    )
    compiled = compile_system(build_odes(read_sbml(content)), t_end=END)
    found = integrate(compiled, [END], rtol=1e-10, atol=1e-14).states[0]
    # y comes to 1 in the flank of the early one, before its top
    assert 9.0 < found[1] < 9.01


@pytest.mark.parametrize("count", [50, 400])
def test_a_train_of_pulses(count: int) -> None:
    # near each of its zeros the sine is a line: ∫ exp(-(s/w)²) of one is w √π / slope
    width = 1e-4
    slope = count * math.pi / END
    formula = f"exp(-(sin({count} * pi * time / {END}) / {width})^2)"
    whole = count * width * math.sqrt(math.pi) / slope
    assert dose(formula) == pytest.approx(whole, rel=1e-5)


def test_many_pulses_of_their_own() -> None:
    count, width = 100, 1e-5
    gap = END / count
    terms = [gauss(width, at=gap * (k + 0.37)) for k in range(count)]
    whole = count * width * math.sqrt(math.pi)
    assert dose(" + ".join(terms)) == pytest.approx(whole, rel=1e-5)


@pytest.mark.parametrize(
    "formula",
    [
        "exp(-(sin(1e9 * time) / 0.01)^2)",
        "piecewise(1, time - 1e-9 * floor(time / 1e-9) < 1e-10, 0)",
        "abs(sin(exp(3 * time)))^100",
    ],
)
def test_what_cannot_be_followed_is_said(formula: str) -> None:
    found = stages(parameter("x", 0.0), rule("rate", "x", formula))
    assert unfollowed(found).endswith("and 10 than can be followed")


@pytest.mark.parametrize(
    "formula", ["sin(time)^2 + cos(time)^2", gauss(1e-8), "exp(time) * exp(-time) * x"]
)
def test_what_can_be_followed_is_not_doubted(formula: str) -> None:
    assert unfollowed(stages(parameter("x", 0.0), rule("rate", "x", formula))) == ""


def test_the_tail_of_a_wide_dose() -> None:
    found = dose(gauss(2.0))
    assert found == pytest.approx(2.0 * math.sqrt(math.pi) / 2 * 2 * erf(2.5), rel=1e-8)


def test_a_table_of_a_thousand_values_is_read_in_time() -> None:
    # as converters write measured inputs: one branch for each moment
    steps = 1000
    formula = "0"
    for k in reversed(range(steps)):
        formula = f"piecewise({k % 7}, time < {END * (k + 1) / steps}, {formula})"
    began = time.process_time()
    found = stages(parameter("x", 0.0), rule("rate", "x", formula))
    assert time.process_time() - began < 10.0
    assert len(found) >= steps
