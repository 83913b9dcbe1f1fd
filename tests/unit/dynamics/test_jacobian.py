"""Exact Jacobians against closed forms, differences and a published model."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.integrate import integrate
from bioripple.dynamics.jacobian import negative_values, node_jacobian
from bioripple.errors import Failed
from bioripple.odes.system import build_odes
from bioripple.sbml.reader import read_sbml
from bioripple.validation.differences import compare
from tests.support.ode_systems import make_system
from tests.support.sbml_text import (
    compartment,
    document,
    parameter,
    rule,
    species,
)

BIOMODELS = Path(__file__).parents[2] / "fixtures/biomodels"


def at(system: Any, x: Any, t: Any = 0.0) -> Any:
    return node_jacobian(compile_system(system, t_end=1.0), np.array(x), t=t)


def of_file(path: Any, t: Any = 10.0) -> Any:
    system = build_odes(read_sbml(path.read_bytes()))
    compiled = compile_system(system, t_end=t)
    state = integrate(compiled, [t], rtol=1e-8, atol=1e-12).states[0]
    return compiled, state, node_jacobian(compiled, state, t=t)


def test_michaelis_menten() -> Any:
    # S' = −V S/(K + S), P' = −S'
    def rates(g: Any, s: Any, p: Any, v: Any, k: Any) -> Any:
        flux = g.divide(g.multiply(v, s), g.add([k, s]))
        return {"s": g.negate(flux), "p": flux}

    system = make_system(rates, {"s": 2.0, "p": 0.0}, constants={"v": 3.0, "k": 0.5})
    found = at(system, [2.0, 0.0])
    slope = 3.0 * 0.5 / (0.5 + 2.0) ** 2
    assert found.jacobian == pytest.approx(np.array([[-slope, 0.0], [slope, 0.0]]))
    assert found.rate == pytest.approx([-2.4, 2.4])
    assert found.nodes.tolist() == ["s", "p"]


def test_an_assigned_species_responds_but_does_not_act() -> Any:
    # y = x² + z, x' = −x·y, z' = 1: ẏ = 2x·ẋ + ż with ẋ = −x³ − x z
    def assigned(g: Any, x: Any, z: Any) -> Any:
        return {"y": g.add([g.multiply(x, x), z])}

    def rates(g: Any, x: Any, z: Any) -> Any:
        y = assigned(g, x, z)["y"]
        return {"x": g.negate(g.multiply(x, y)), "z": g.one}

    system = make_system(
        rates, {"x": 2.0, "z": 3.0}, assigned=assigned, other_species=("y",)
    )
    found = at(system, [2.0, 3.0])
    x, z = 2.0, 3.0
    assert found.state[2] == x * x + z
    assert found.rate[2] == pytest.approx(2 * x * (-(x**3) - x * z) + 1.0)
    assert found.jacobian[2] == pytest.approx([-8 * x**3 - 4 * x * z, -2 * x * x, 0.0])
    assert not found.jacobian[:, 2].any()
    assert found.slopes.tolist() == [[0, 0, 0], [0, 0, 0], [2 * x, 1, 0]]


def test_an_assigned_species_that_time_drives() -> Any:
    # y = t²·x, x' = −x: ẏ = 2t·x − t²·x, so ∂ẏ/∂x = 2t − t²
    def assigned(g: Any, x: Any) -> Any:
        return {"y": g.multiply(g.time(), g.time(), x)}

    system = make_system(
        lambda g, x: {"x": g.negate(x)},
        {"x": 1.0},
        assigned=assigned,
        other_species=("y",),
    )
    found = at(system, [5.0], t=3.0)
    assert found.rate[1] == pytest.approx((2 * 3.0 - 9.0) * 5.0)
    assert found.jacobian[1, 0] == pytest.approx(2 * 3.0 - 9.0)


def test_a_conserved_total_is_a_satellite_exactly() -> Any:
    # total = a + b of a ⇌ b with awkward rate constants never changes
    def rates(g: Any, a: Any, b: Any) -> Any:
        net = g.subtract(
            g.multiply(g.constant(0.1), a), g.multiply(g.constant(0.7 / 3), b)
        )
        return {"a": g.negate(net), "b": net}

    system = make_system(
        rates,
        {"a": 1.0, "b": 2.0},
        assigned=lambda g, a, b: {"total": g.add([a, b])},
        other_species=("total", "bystander"),
    )
    found = at(system, [0.3, 2.7])
    assert not found.jacobian[2].any()
    network = found.without_satellites()
    assert network.nodes.tolist() == ["a", "b"]
    assert network.jacobian.shape == (2, 2)


def test_satellites_are_removed_in_one_pass() -> None:
    # c' = d and d' = 0: d is a satellite; c then has an empty row but stays
    system = make_system(
        lambda g, c, d: {"c": d}, {"c": 1.0}, constants={"d": 1.0}, other_species=("d",)
    )
    everything = at(system, [1.0])
    assert everything.without_satellites().nodes.tolist() == []
    system = make_system(
        lambda g, c, e: {"c": e, "e": g.negate(e)}, {"c": 1.0, "e": 1.0}
    )
    assert at(system, [1.0, 1.0]).without_satellites().nodes.tolist() == ["c", "e"]


def test_the_time_scale_scales_the_jacobian() -> Any:
    def rates(factor: Any) -> Any:
        def build(g: Any, x: Any, y: Any) -> Any:
            c = g.constant(factor)
            return {
                "x": g.multiply(c, g.subtract(g.one, g.multiply(x, y))),
                "y": g.multiply(c, g.subtract(x, y)),
            }

        return build

    slow = at(make_system(rates(1.0), {"x": 1.0, "y": 2.0}), [1.3, 0.4])
    fast = at(make_system(rates(60.0), {"x": 1.0, "y": 2.0}), [1.3, 0.4])
    assert fast.jacobian == pytest.approx(60.0 * slow.jacobian, rel=1e-14)


def test_an_infinite_derivative_is_named() -> None:
    system = make_system(lambda g, x: {"x": g.unary("sqrt", x)}, {"x": 0.0})
    with pytest.raises(Failed, match="dx/dt with respect to x is inf"):
        at(system, [0.0])


# Rounded to four digits; the entry (X_1, X_1) is 2·g·X·E − dX = −0.26704, which the
# kinetic law of the model gives for the state (E_1, X_1) = (2.07825, 0.35221).
BIOMD168 = """
-.8313 -.0500  0      0      0      0 0
 0     -.0704 -.1440  0     -.4156  0 0
-.2570 -.0112 -.2144  .3056  0      0 0
 0      0      .1260 -.3395  .2124  0 0
 0      .1455 -.2000  0     -.2670  0 0
 .2570  .0112  .2144 -.3056  0      0 0
 .2570  .0112  .0884  .0340 -.2124  0 0
"""


def test_the_papers_example() -> None:
    _, _, everything = of_file(BIOMODELS / "BIOMD0000000168.xml")
    network = everything.without_satellites()
    names = ["D_1", "E_1", "RS_1", "R_1", "X_1", "E2F_1", "RP_1"]
    assert network.nodes.tolist() == names
    expected = np.array([row.split() for row in BIOMD168.strip().splitlines()], float)
    assert np.abs(network.jacobian - expected).max() <= 0.5001e-4
    state = dict(zip(names, network.state, strict=True))
    closed_form = 2 * 0.528 * state["X_1"] * state["E_1"] - 1.04
    assert network.jacobian[4, 4] == pytest.approx(closed_form, rel=1e-12)


@pytest.mark.parametrize("path", sorted(BIOMODELS.glob("*.xml")), ids=lambda p: p.stem)
def test_jacobians_of_real_models_agree_with_differences(path: Any) -> None:
    compiled, state, everything = of_file(path)
    agreement = compare(compiled, state, everything)
    assert agreement.n_compared > 0
    assert agreement.worst < 1e-5, agreement


def test_relative_rates_do_not_divide_by_zero() -> None:
    system = make_system(lambda g, x: {"x": g.one}, {"x": 0.0})
    assert at(system, [0.0]).relative_rates == pytest.approx([1e9])
    assert math.isfinite(at(system, [0.0]).relative_rates[0])


def test_negative_values_are_counted_and_compared_with_the_largest() -> None:
    values = np.array([4.0, -1.0, np.nan, 0.0, -2.0, -0.0])
    assert negative_values(values) == (2, -0.5)
    assert negative_values(np.array([1.0, 0.0, np.nan])) == (0, 0.0)
    assert negative_values(np.zeros(0)) == (0, 0.0)


def of_rules(*elements: Any, t: float = 10.0) -> Any:
    """Map a model of rules to its state and Jacobian, errors and all."""
    compiled = compile_system(build_odes(read_sbml(document(*elements))), t_end=t)
    run = integrate(compiled, [t], rtol=1e-10, atol=1e-14)
    return node_jacobian(compiled, run.states[0], t=t, error=100 * run.errors[0])


def test_a_gate_far_in_its_tail_acts_through_a_small_power() -> None:
    # g = 1/(1 + e^u) is e^-u at u = (p - v)/s near 496; c' = (g^n - c)/τ
    found = of_rules(
        parameter("v", -65.0),
        parameter("c", 0.01),
        rule("rate", "v", "0.02 * (-65 - v) + 0.001 * c"),
        rule("rate", "c", "((1 / (1 + exp((-5 - v) / 0.121)))^0.0125 - c) / 0.5"),
    )
    v, c = found.state
    value = math.exp(-0.0125 * (-5.0 - v) / 0.121)
    slope = value * 0.0125 / 0.121 / 0.5
    assert found.jacobian == pytest.approx(
        np.array([[-0.02, 0.001], [slope, -2.0]]), rel=1e-12
    )
    assert c == pytest.approx(value, rel=1e-6)


@pytest.mark.parametrize("depth", [372.0, 500.0, 709.0, 745.0, 2000.0])
def test_the_logarithm_of_a_logistic_has_its_slope_at_any_depth(depth: float) -> None:
    found = of_rules(
        parameter("v", -depth),
        parameter("c", 0.0),
        rule("rate", "v", f"-{depth} - v"),
        rule("rate", "c", "ln(1 / (1 + exp(-v))) / 500 - c"),
    )
    assert found.jacobian[1] == pytest.approx([1 / 500, -1.0], rel=1e-12)
    assert found.state[1] == pytest.approx(-depth / 500 * (1 - math.exp(-10)), rel=1e-8)


def test_a_switch_too_steep_for_doubles_has_no_slope() -> None:
    found = of_rules(
        parameter("s", 2.0),
        parameter("q", 1.0),
        rule("rate", "s", "-0.03 * s"),
        rule("rate", "q", "-0.1 * q / (1 + exp(900 * (s - 0.05)))"),
    )
    assert found.jacobian.tolist() == [[-0.03, 0.0], [0.0, 0.0]]
    assert found.state[1] == 1.0


def test_an_assigned_species_before_its_ramp_in_time() -> None:
    # g = s/(1 + e^(-150 (t - 20))) is e^-1500 at t = 10
    found = of_rules(
        compartment("C"),
        species("s", initialConcentration=1.0),
        species("g"),
        rule("assignment", "g", "s / (1 + exp(-150 * (time - 20)))"),
        rule("rate", "s", "-0.2 * s * (1 + g)"),
    )
    assert found.state == pytest.approx([math.exp(-2.0), 0.0])
    assert found.jacobian == pytest.approx(np.array([[-0.2, 0.0], [0.0, 0.0]]))


@pytest.mark.parametrize(("power", "slope"), [(2, 0.0), (3, 0.0), (1, 2.0)])
def test_a_hill_term_of_one_over_an_absent_species(power: int, slope: float) -> None:
    # 1/(1 + (K/a)^n) = a^n/(a^n + K^n), K = 1/2: value 0 at a = 0, slope 0 for n > 1
    found = of_rules(
        parameter("a", 0.0),
        parameter("b", 1.0),
        rule("rate", "a", "-a"),
        rule("rate", "b", f"1 / (1 + (0.5 / a)^{power}) - 0.1 * b"),
    )
    assert found.jacobian[1].tolist() == [slope, -0.1]


def test_a_derivative_without_a_limit_fails_and_is_named() -> None:
    with pytest.raises(Failed, match="the derivative of db/dt with respect to a"):
        of_rules(
            parameter("a", 0.0),
            parameter("b", 1.0),
            rule("rate", "a", "-a"),
            rule("rate", "b", "sqrt(a) - b"),
        )


def test_what_the_integrator_leaves_of_a_species_links_nothing() -> None:
    # a decays to e^-400 of its size, b is what it acts on, c is never there at all
    found = of_rules(
        parameter("a", 1.0),
        parameter("b", 1.0),
        parameter("c", 0.0),
        rule("rate", "a", "-40 * a"),
        rule("rate", "b", "-a * b + 3 * c - 0.1 * b"),
        rule("rate", "c", "-c"),
    )
    a = found.state[0]
    assert 0.0 < abs(a) < 1e-12
    # a acts on b by -b, b on itself by -0.1 - a; c, of exactly 0, would act by 3
    assert found.jacobian[1] == pytest.approx([-found.state[1], -0.1, 3.0], rel=1e-9)
    # nothing acts on d through a alone
    found = of_rules(
        parameter("a", 1.0),
        parameter("x", 1.0),
        parameter("d", 1.0),
        rule("rate", "a", "-40 * a"),
        rule("rate", "x", "-0.1 * x"),
        rule("rate", "d", "a * x - 0.1 * d"),
    )
    assert found.jacobian[2, 1] == 0.0
    assert found.derivative[2, 1] == found.state[0]
    assert found.jacobian[2, 0] == pytest.approx(found.state[1])
    assert found.n_negligible == 1
