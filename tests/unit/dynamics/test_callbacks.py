"""What integrators call, by machine code and without: the same numbers."""

import math

import numpy as np
import pytest

from bioripple.dynamics.callbacks import Callbacks
from bioripple.dynamics.compiled import CompiledSystem, compile_system
from bioripple.dynamics.leaps import Span
from tests.support.ode_systems import make_system
from tests.support.random_expressions import python_only

SPAN = Span(0.0, 2.0, 10.0)


def compiled() -> CompiledSystem:
    """Return one of two stages: until t = 2 x decays, then y's root counts as well."""
    system = make_system(
        lambda g, x, y: {
            "x": g.choose(
                g.binary("lt", g.time(), g.constant(2.0)),
                g.multiply(g.constant(-0.1), x),
                g.unary("sqrt", y),
            ),
            "y": g.subtract(g.unary("sqrt", x), g.multiply(x, y)),
        },
        {"x": 1.0, "y": 2.0},
    )
    return compile_system(system, t_end=10.0)


@pytest.mark.parametrize("by_machine", [True, False])
def test_lsoda_gets_what_is_plain_and_the_jacobian_transposed(by_machine: bool) -> None:
    x = np.array([4.0, 3.0])
    if by_machine:
        callbacks = Callbacks(compiled())
    else:
        with python_only():
            callbacks = Callbacks(compiled())
    rates, jacobian = callbacks.plain(SPAN)
    fast_rates, transposed = callbacks.for_lsoda(SPAN)
    for t in (0.0, 1.0, 2.0, 3.0):  # all before the switch
        assert list(fast_rates(t, x)) == rates(t, x) == [-0.4, -10.0]
        expected = [[-0.1, 0.0], [0.25 - 3.0, -4.0]]
        np.testing.assert_array_equal(jacobian(t, x), expected)
        np.testing.assert_array_equal(transposed(t, x), np.transpose(expected))
    later, _ = callbacks.for_lsoda(Span(2.0, 10.0, 10.0))
    assert list(later(2.0, x)) == [math.sqrt(3.0), -10.0]


@pytest.mark.parametrize("by_machine", [True, False])
def test_an_infinite_slope_does_not_stop_a_corrector(by_machine: bool) -> None:
    if by_machine:
        callbacks = Callbacks(compiled())
    else:
        with python_only():
            callbacks = Callbacks(compiled())
    at = np.array([0.0, 3.0])  # the root of x is steep here
    _, transposed = callbacks.for_lsoda(SPAN)
    np.testing.assert_array_equal(transposed(0.0, at), [[-0.1, 0.0], [0.0, 0.0]])
    rates, _ = callbacks.for_lsoda(SPAN)
    first, second = rates(0.0, np.array([-1.0, 3.0]))
    assert first == 0.1
    assert math.isnan(second)
