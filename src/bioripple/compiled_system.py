"""Compile an ODE system: its right-hand side and Jacobian as fast functions."""

from dataclasses import dataclass

from bioripple.checks import check_kind, check_time
from bioripple.compiled import (
    Function,
    MatrixFunction,
    compile_function,
    compile_gradients,
)
from bioripple.derivatives import gradients
from bioripple.odes import OdeSystem
from bioripple.outcome import Refused
from bioripple.switches import switch_times


@dataclass(frozen=True)
class CompiledSystem:
    """An ODE system as fast functions, its constants bound.

    Attributes
    ----------
    system
        What was compiled.
    rates
        `rates(t, x)`: f, a list of n numbers, for n states.
    jacobian
        `jacobian(t, x)`: an array of shape (n, n), `[i, j]` = ∂f_i/∂x_j; row =
        affected, column = affecting.
    breaks
        Times at which a formula switches, found from conditions on time alone.
    t_end
        Until when they were looked for [model time units].
    """

    system: OdeSystem
    rates: Function
    jacobian: MatrixFunction
    breaks: tuple[float, ...]
    t_end: float


def compile_system(system: OdeSystem, *, t_end: float) -> CompiledSystem:
    """Compile the right-hand side and its Jacobian.

    Parameters
    ----------
    system
        The equations.
    t_end
        Until when switches at known times are looked for [model time units].

    Raises
    ------
    Refused
        If a rate has no derivative.
    TypeError, ValueError
        If `system` is none, or `t_end` is not finite and > 0.
    """
    check_kind(system, OdeSystem, "system", "build_odes")
    t_end = check_time(t_end, "t_end", positive=True)
    graph, states = system.graph, system.states
    rates = graph.bind(system.rates, system.constants)
    try:
        found = gradients(graph, rates, states)
    except NotImplementedError as problem:
        raise Refused(f"the right-hand side has no {problem}") from None
    return CompiledSystem(
        system=system,
        rates=compile_function(graph, rates, states),
        jacobian=compile_gradients(graph, found, states, states),
        breaks=switch_times(graph, rates, t_end),
        t_end=t_end,
    )
