"""What a second integration tells about a Jacobian."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from bioripple.dynamics.compiled import CompiledSystem, compile_system
from bioripple.dynamics.integrate import Trajectory, integrate
from bioripple.dynamics.jacobian import NodeJacobian, node_jacobian
from bioripple.dynamics.tolerance import check_tolerance
from bioripple.symbolic.graph import ExpressionGraph
from tests.support.ode_systems import make_system

RTOLS = [10.0**-k for k in range(3, 9)]


def mapped(
    equations: Any, initial: Any, *, t_end: float = 10.0
) -> tuple[CompiledSystem, Trajectory, NodeJacobian]:
    compiled = compile_system(make_system(equations, initial), t_end=t_end)
    run = integrate(compiled, [10.0], rtol=1e-10, atol=1e-14)
    return compiled, run, node_jacobian(compiled, run.states[0], t=10.0)


def test_a_linear_system_has_the_same_jacobian_at_any_tolerance() -> None:
    compiled, first, found = mapped(
        lambda g, x, y: {"x": g.negate(x), "y": g.subtract(x, y)}, {"x": 1.0, "y": 0.0}
    )
    again = check_tolerance(compiled, first, found, rtol=1e-3, atol=1e-6)
    assert (again.problem, again.n_sign_changes) == ("", 0)
    assert again.jacobian is not None
    network = found.without_satellites()
    assert np.array_equal(again.jacobian.dense(), network.jacobian)


def test_a_sign_that_the_integrator_decides_is_seen() -> None:
    # y = −e^−t solves ẏ = 4y + 5x with x = e^−t, but any error grows as e^4t: at t = 10
    # y is nothing but the first errors, 10^17 times over. ∂ż/∂y = 2y.
    compiled, first, found = mapped(
        lambda g, x, y, z: {
            "x": g.negate(x),
            "y": g.add(
                [g.multiply(g.constant(4.0), y), g.multiply(g.constant(5.0), x)]
            ),
            "z": g.subtract(g.multiply(y, y), z),
        },
        {"x": 1.0, "y": -1.0, "z": 0.0},
    )
    looser = [
        check_tolerance(compiled, first, found, rtol=r, atol=1e-3 * r) for r in RTOLS
    ]
    assert {again.n_sign_changes for again in looser} == {0, 1}


def test_a_sign_within_the_error_of_the_state_is_open_and_no_link() -> None:
    # ∂ż/∂x = 2 (x - c), where c is x(10) = e^-10 but for one part in 10⁶
    def equations(g: ExpressionGraph, x: int, z: int) -> dict[str, int]:
        gap = g.subtract(x, g.constant(math.exp(-10.0) * (1.0 + 1e-6)))
        return {"x": g.negate(x), "z": g.subtract(g.multiply(gap, gap), z)}

    compiled, first, certain = mapped(equations, {"x": 1.0, "z": 0.0})
    for rtol, is_link in ((1e-8, True), (1e-4, False)):
        run = integrate(compiled, [10.0], rtol=rtol, atol=1e-3 * rtol)
        state, error = run.states[0], run.errors[0]
        found = node_jacobian(compiled, state, t=10.0, error=error)
        assert bool(found.jacobian[1, 0]) == is_link
        assert found.n_negligible == (not is_link)
        assert error[0] < found.error[1, 0] < 2.001 * error[0]
        again = check_tolerance(compiled, first, certain, rtol=rtol, atol=1e-3 * rtol)
        assert again.n_sign_changes == 0


def test_a_state_that_is_another_in_the_second_run_is_named() -> None:
    compiled, first, found = mapped(
        lambda g, x, y, w: {
            "x": g.negate(x),
            "y": g.subtract(x, y),
            "w": g.negate(w),  # and stays 0
        },
        {"x": 1.0, "y": 0.0, "w": 0.0},
    )
    again = check_tolerance(compiled, first, found, rtol=1e-8, atol=1e-12)
    assert (again.changed, again.change) == ("", 0.0)
    # as if something had been stepped over; both are followed to 10⁻¹² of 1
    x, y, _ = first.states[0]
    for missed, changed, change in (
        ([x, y * 1.02], "y", 0.02 / 1.02),
        ([1.0, y], "x", 1.0 - math.exp(-10.0)),
        ([x + 1e-11, y], "", 0.0),
    ):
        other = replace(first, states=np.array([[*missed, 0.0]]))
        again = check_tolerance(compiled, other, found, rtol=1e-8, atol=1e-12)
        assert again.changed == changed
        assert again.change == pytest.approx(change, rel=1e-6)


def test_a_failure_at_the_looser_tolerance_is_told() -> None:
    # the root of x has no real value below 0, where coarse steps lead
    compiled, first, found = mapped(
        lambda g, x: {"x": g.negate(g.power(x, g.constant(0.5)))},
        {"x": 400.0},
        t_end=60.0,
    )
    broken = replace(found, t=60.0)  # x reaches 0 at t = 40
    again = check_tolerance(compiled, first, broken, rtol=1e-2, atol=1e-2)
    assert again.problem
    assert again.n_sign_changes is None
    assert again.jacobian is None
