"""The integrator against closed forms and an independent solver."""

import math
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from scipy.integrate import odeint, solve_ivp

from bioripple.dynamics import attempts
from bioripple.dynamics.attempts import TooManySteps
from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.integrate import integrate
from bioripple.errors import Failed, Refused
from tests.support.ode_systems import make_system

RTOL, ATOL = 1e-8, 1e-12


def run(system: Any, times: Any) -> Any:
    compiled = compile_system(system, t_end=max(times))
    return integrate(compiled, times, rtol=RTOL, atol=ATOL).states


def decay(scale: Any) -> Any:
    return make_system(
        lambda g, x, y: {"x": g.negate(x), "y": g.subtract(x, g.multiply(x, y))},
        {"x": scale, "y": 0.0},
    )


def test_exponential_decay() -> None:
    times = [0.0, 0.5, 3.0, 10.0]
    found = run(decay(2.0), times)[:, 0]
    assert found == pytest.approx(2.0 * np.exp(-np.array(times)), rel=1e-6)


@pytest.mark.parametrize("scale", [1e-20, 1e-12, 1.0, 1e12])
def test_states_of_any_size_keep_their_relative_accuracy(scale: Any) -> None:
    # A → B → ∅ with rates 1 and 2: B = A0 (e^-t − e^-2t)
    system = make_system(
        lambda g, a, b: {
            "a": g.negate(a),
            "b": g.subtract(a, g.multiply(g.constant(2.0), b)),
        },
        {"a": scale, "b": 0.0},
    )
    found = run(system, [10.0])[0] / scale
    assert found == pytest.approx(
        [math.exp(-10.0), math.exp(-10.0) - math.exp(-20.0)], rel=1e-5
    )


def test_a_small_state_beside_a_large_one_keeps_its_accuracy() -> None:
    system = make_system(
        lambda g, a, b: {"a": g.negate(a), "b": b},
        {"a": 1e6, "b": 1e-18},
    )
    found = run(system, [10.0])[0]
    assert found == pytest.approx([1e6 * math.exp(-10), 1e-18 * math.exp(10)], rel=1e-5)


def test_robertson_agrees_with_radau() -> Any:
    def rates(g: Any, a: Any, b: Any, c: Any) -> Any:
        slow = g.multiply(g.constant(0.04), a)
        back = g.multiply(g.constant(1e4), b, c)
        fast = g.multiply(g.constant(3e7), b, b)
        return {
            "a": g.subtract(back, slow),
            "b": g.add([slow, g.negate(back), g.negate(fast)]),
            "c": fast,
        }

    def plain(t: Any, x: Any) -> Any:
        slow, back, fast = 0.04 * x[0], 1e4 * x[1] * x[2], 3e7 * x[1] ** 2
        return [back - slow, slow - back - fast, fast]

    found = run(make_system(rates, {"a": 1.0, "b": 0.0, "c": 0.0}), [10.0])[0]
    peer = solve_ivp(
        plain, (0, 10), [1.0, 0.0, 0.0], "Radau", rtol=1e-10, atol=1e-14
    ).y[:, -1]
    assert found == pytest.approx(peer, rel=1e-6)
    assert found.sum() == pytest.approx(1.0, rel=1e-9)


def test_a_short_pulse_at_a_known_time_is_not_stepped_over() -> Any:
    # x' = 1 between 5 and 5.001, else 0; x = 0 before
    def rates(g: Any, x: Any) -> Any:
        after = g.binary("le", g.constant(5.0), g.time())
        before = g.binary("lt", g.time(), g.constant(5.001))
        return {"x": g.choose(g.binary("and", after, before), g.one, g.zero)}

    system = make_system(rates, {"x": 0.0})
    stages = compile_system(system, t_end=10.0).stages
    assert [stage.stop for stage in stages] == [5.0, 5.001, 10.0]
    found = run(system, [4.0, 5.0005, 10.0])[:, 0]
    assert found == pytest.approx([0.0, 0.0005, 0.001], rel=1e-9)


def test_a_staircase_in_time_is_integrated_exactly() -> Any:
    # x' = floor(2t): the integral to 10 is 0.5 · (0 + 1 + … + 19)
    def rates(g: Any, x: Any) -> Any:
        twice = g.multiply(g.constant(2.0), g.time())
        return {"x": g.unary("floor", twice)}

    assert run(make_system(rates, {"x": 0.0}), [10.0])[0, 0] == pytest.approx(95.0)


def test_an_infinite_slope_at_the_start_does_not_stop_it() -> Any:
    # x' = 1 + sqrt(x), y' = sqrt(x): ∂/∂x is infinite at 0; implicit closed form of x
    def rates(g: Any, x: Any) -> Any:
        return {"x": g.add([g.one, g.unary("sqrt", x)])}

    found = run(make_system(rates, {"x": 0.0}), [2.0])[0, 0]
    root = math.sqrt(found)
    assert 2 * (root - math.log(1 + root)) == pytest.approx(2.0, rel=1e-6)


def test_a_solution_that_blows_up_is_a_failure() -> None:
    system = make_system(lambda g, x: {"x": g.multiply(x, x)}, {"x": 1.0})
    with pytest.raises(Failed, match="integrator"):
        run(system, [2.0])


@pytest.mark.parametrize("slope", [1e3, 1e6])
def test_a_switch_that_a_state_throws_is_passed(slope: float) -> None:
    # ẏ jumps from 0 to 1/ε when m = e^t/10 passes 3/2, and y returns to 1 at once; to
    # keep the tolerances of y = 0 steps would be shorter than t can tell
    def rates(g: Any, m: int, y: int, z: int) -> dict[str, int]:
        beyond = g.binary("lt", g.constant(1.5), m)
        gain = g.choose(beyond, g.constant(slope), g.constant(0.0))
        toward = g.multiply(gain, g.subtract(g.constant(1.0), y))
        rate = g.choose(beyond, g.constant(1.0), g.constant(0.0))
        return {"m": g.multiply(g.constant(0.1), m), "y": toward, "z": rate}

    system = make_system(rates, {"m": 1.0, "y": 0.0, "z": 0.0})
    compiled = compile_system(system, t_end=10.0)
    found = integrate(compiled, [10.0], rtol=1e-10, atol=1e-14).states[0]
    assert found[1] == pytest.approx(1.0, rel=1e-9)
    assert found[2] == pytest.approx(10.0 - 10.0 * math.log(1.5), rel=1e-8)


@pytest.mark.parametrize(
    "rate",
    [
        lambda g, x, c: g.divide(g.one, g.subtract(g.one, c)),  # ∫ dt/(1 - t)
        lambda g, x, c: g.power(g.subtract(g.one, c), g.constant(-3.0)),
        lambda g, x, c: g.negate(g.divide(g.one, x)),  # x reaches 0 at t = 1/2
        lambda g, x, c: g.multiply(x, x),
    ],
)
def test_no_singularity_is_passed(rate: Any) -> None:
    # c runs as time does, but for what only the state can show
    def rates(g: Any, x: int, c: int, z: int) -> dict[str, int]:
        slow = g.multiply(g.constant(1e-9), z)
        return {"x": rate(g, x, c), "c": g.add([g.one, slow]), "z": g.negate(z)}

    system = make_system(rates, {"x": 1.0, "c": 0.0, "z": 1.0})
    with pytest.raises(Failed):
        run(system, [2.0])


def test_steps_that_lead_nowhere_are_a_failure_that_says_so() -> Any:
    def rates(g: Any, x: Any) -> Any:  # a sliding mode: the rate switches sign at zero
        below = g.binary("lt", x, g.zero)
        return {"x": g.choose(below, g.one, g.constant(-2.0))}

    system = make_system(rates, {"x": 0.3})
    with pytest.raises(Failed, match=r"does not get beyond t = 0\.15"):
        run(system, [2.0])


def test_steps_have_a_limit_that_the_user_sets() -> None:
    system = compile_system(decay(2.0), t_end=3.0)
    with pytest.raises(TooManySteps, match=r"more than 20 steps \(mapping.max_steps\)"):
        integrate(system, [3.0], rtol=1e-8, atol=1e-12, max_steps=20)


def test_many_steps_are_taken_where_they_are_needed() -> None:
    # x'' = -ω²x with ω = 3000: two steps of the method in a radian would be few
    def rates(g: Any, x: Any, v: Any) -> Any:
        return {"x": v, "v": g.multiply(g.constant(-9e6), x)}

    compiled = compile_system(make_system(rates, {"x": 1.0, "v": 0.0}), t_end=10.0)
    found = integrate(compiled, [10.0], rtol=1e-8, atol=1e-12)
    assert found.effort.n_steps > 2 * attempts.PATIENCE
    assert found.states[0, 0] == pytest.approx(math.cos(3e4), abs=1e-2)
    assert found.states[0, 1] == pytest.approx(-3e3 * math.sin(3e4), abs=30.0)


def test_a_rate_that_is_not_finite_at_the_start_is_named() -> None:
    system = make_system(
        lambda g, x: {"x": g.divide(g.one, x)},
        {"x": 0.0},
    )
    with pytest.raises(Failed, match="'x' is inf at time 0"):
        run(system, [1.0])


def test_an_operator_without_derivative_is_refused() -> None:
    system = make_system(lambda g, x: {"x": g.unary("factorial", x)}, {"x": 1.0})
    with pytest.raises(Refused, match="factorial"):
        compile_system(system, t_end=1.0)


def test_a_system_without_states_has_no_states_later() -> None:
    assert run(make_system(lambda g: {}, {}), [1.0, 2.0]).shape == (2, 0)


def test_a_rough_run_that_fails_is_done_without() -> None:
    def pieces(run: Any, accuracy: attempts.Accuracy) -> Any:
        if not accuracy.stubborn:
            raise Failed("a root of a negative number")
        return original(run, accuracy)

    original = attempts.Attempts.pieces
    with patch.object(attempts.Attempts, "pieces", pieces):
        found = run(decay(2.0), [3.0])[0, 0]
    assert found == pytest.approx(2.0 * math.exp(-3.0), rel=1e-6)


def test_states_that_are_round_off_get_a_looser_tolerance() -> None:
    tolerances = []

    def pieces(run: Any, accuracy: attempts.Accuracy) -> Any:
        if accuracy.stubborn:
            tolerances.append(accuracy.atol)
            if not accuracy.patient:
                raise attempts.Impatient
        return original(run, accuracy)

    original = attempts.Attempts.pieces
    system = make_system(
        lambda g, a, b: {"a": g.negate(a), "b": g.negate(b)}, {"a": 2.0, "b": 1e-30}
    )
    with patch.object(attempts.Attempts, "pieces", pieces):
        found = run(system, [3.0])[0, 0]
    assert found == pytest.approx(2.0 * math.exp(-3.0), rel=1e-6)
    strict, loose = tolerances
    assert loose == pytest.approx([strict[0], 2.0 * 1e-12 * 1e-6])
    assert strict[1] < loose[1]


def test_the_effort_grows_with_the_accuracy_and_names_the_method() -> None:
    compiled = compile_system(decay(2.0), t_end=3.0)
    rough, fine = (
        integrate(compiled, [3.0], rtol=rtol, atol=1e-14).effort
        for rtol in (1e-6, 1e-12)
    )
    assert rough.method == fine.method == "LSODA"
    assert 0 < rough.n_steps < fine.n_steps
    assert fine.n_rates > fine.n_steps  # an implicit step takes more than one


def test_the_effort_tells_when_the_second_method_was_needed() -> None:
    compiled = compile_system(decay(2.0), t_end=3.0)
    with patch.object(attempts, "odeint", wraps=odeint) as lsoda:
        lsoda.side_effect = _without_success
        found = integrate(compiled, [3.0], rtol=RTOL, atol=ATOL)
    assert found.states[0, 0] == pytest.approx(2.0 * math.exp(-3.0), rel=1e-6)
    assert found.effort.method == "LSODA, Radau"


def _without_success(*arguments: Any, **options: Any) -> Any:
    states, info = odeint(*arguments, **options)
    return states, info | {"message": "Repeated convergence failures"}
