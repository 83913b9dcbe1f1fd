"""What a second integration tells about a Jacobian."""

import math
from dataclasses import replace
from typing import Any

import numpy as np

from bioripple.compiled_system import CompiledSystem, compile_system
from bioripple.expressions import ExpressionGraph
from bioripple.integrate import integrate
from bioripple.jacobian import NodeJacobian, node_jacobian
from bioripple.tolerance import check_tolerance
from tests.ode_systems import make_system

FINE = {"rtol": 1e-10, "atol": 1e-14}


def mapped(
    equations: Any, initial: Any, *, t_end: float = 10.0
) -> tuple[CompiledSystem, NodeJacobian]:
    compiled = compile_system(make_system(equations, initial), t_end=t_end)
    state = integrate(compiled, [10.0], **FINE).states[0]
    return compiled, node_jacobian(compiled, state, t=10.0)


def test_a_linear_system_has_the_same_jacobian_at_any_tolerance() -> None:
    compiled, found = mapped(
        lambda g, x, y: {"x": g.negate(x), "y": g.subtract(x, y)}, {"x": 1.0, "y": 0.0}
    )
    again = check_tolerance(compiled, found, rtol=1e-3, atol=1e-6)
    assert (again.problem, again.n_sign_changes) == ("", 0)
    assert again.jacobian is not None
    assert np.array_equal(again.jacobian, found.without_satellites().jacobian)


def test_a_sign_that_the_integrator_decides_is_seen() -> None:
    # ∂ż/∂x = 2 (x - c), where c is x(10) = e^-10 but for one part in 10⁶
    def equations(offset: float) -> Any:
        def build(g: ExpressionGraph, x: int, z: int) -> dict[str, int]:
            gap = g.subtract(x, g.constant(math.exp(-10.0) * (1.0 + offset)))
            return {"x": g.negate(x), "z": g.subtract(g.multiply(gap, gap), z)}

        return build

    changes: dict[float, set[int | None]] = {1e-3: set(), 1e-9: set()}
    for offset in (-1e-6, 1e-6):
        compiled, found = mapped(equations(offset), {"x": 1.0, "z": 0.0})
        for rtol, seen in changes.items():
            again = check_tolerance(compiled, found, rtol=rtol, atol=1e-3 * rtol)
            seen.add(again.n_sign_changes)
    # an error of either sign is wrong on one side of x(10)
    assert changes == {1e-3: {0, 1}, 1e-9: {0}}


def test_a_failure_at_the_looser_tolerance_is_told() -> None:
    # the root of x has no real value below 0, where coarse steps lead
    compiled, found = mapped(
        lambda g, x: {"x": g.negate(g.power(x, g.constant(0.5)))},
        {"x": 400.0},
        t_end=60.0,
    )
    broken = replace(found, t=60.0)  # x reaches 0 at t = 40
    again = check_tolerance(compiled, broken, rtol=1e-2, atol=1e-2)
    assert again.problem
    assert again.n_sign_changes is None
    assert again.jacobian is None
