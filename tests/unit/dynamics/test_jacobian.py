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
