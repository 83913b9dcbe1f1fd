"""Compile an ODE system: its right-hand side and Jacobian as fast functions."""

from collections.abc import Sequence
from dataclasses import dataclass

from bioripple.errors import Refused
from bioripple.forcing.clocks import without_clocks
from bioripple.forcing.motions import motions
from bioripple.forcing.stages import Stage, find_stages
from bioripple.odes.system import OdeSystem
from bioripple.runtime.checks import check_kind, check_time
from bioripple.symbolic.codegen import (
    MatrixFunction,
    compile_function,
    compile_gradients,
)
from bioripple.symbolic.decisions import check_decisions
from bioripple.symbolic.derivatives import Gradient, gradients
from bioripple.symbolic.enclosure import Motion
from bioripple.symbolic.graph import Node
from bioripple.symbolic.range_watch import WatchedFunction


@dataclass(frozen=True)
class CompiledSystem:
    """An ODE system as fast functions, its constants bound.

    Attributes
    ----------
    system
        What was compiled.
    rates
        `rates(t, x)`: f, a list of n numbers, for n states.
    driven
        The same along a solution from the initial values until `t_end`: states that run
        like clocks are not read from x but known at each time, so that what hangs on
        them switches on the dot.
    jacobian
        `jacobian(t, x)`: an array of shape (n, n), `[i, j]` = ∂f_i/∂x_j; row =
        affected, column = affecting.
    stages
        Where an integrator has to stop and how far it may step, by what the formulas
        say of time; in order, the last one ends at `t_end`.
    rate_formulas
        f as expressions of `system.graph` over states and time, n of them.
    gradients
        Of each the derivatives that are not identically zero, by state.
    t_end
        Until when the system may be integrated [model time units].
    """

    system: OdeSystem
    rates: WatchedFunction
    driven: WatchedFunction
    jacobian: MatrixFunction
    stages: tuple[Stage, ...]
    rate_formulas: tuple[Node, ...]
    gradients: tuple[Gradient, ...]
    t_end: float

    def check_decisions(
        self, t: float, x: Sequence[float], ruled: Sequence[str] = ()
    ) -> None:
        """Make sure that no rate, or rule, decides by what is no number.

        Parameters
        ----------
        t, x
            As for `rates`.
        ruled
            Ids of quantities under assignment rules to look at as well.

        Raises
        ------
        Failed
            If one does (see `symbolic.decisions.check_decisions`).
        """
        system = self.system
        rules = [system.assigned[name] for name in ruled]
        names = [
            *(f"the rate of change of {name!r}" for name in system.states),
            *(f"the formula of {name!r}" for name in ruled),
        ]
        bound = system.graph.bind(rules, system.constants)
        formulas = dict(zip(names, [*self.rate_formulas, *bound], strict=True))
        check_decisions(system.graph, formulas, system.states, x, t=t)


def compile_system(system: OdeSystem, *, t_end: float) -> CompiledSystem:
    """Compile the right-hand side and its Jacobian.

    Parameters
    ----------
    system
        The equations.
    t_end
        Until when the system is to be integrated [model time units].

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
    function = compile_function(graph, rates, states)
    timed = without_clocks(graph, rates, states, system.initial, t_end)
    values: dict[str, float | Motion] = {
        **dict(zip(states, system.initial, strict=True)),
        **motions(graph, timed, states, system.initial, t_end),
    }
    return CompiledSystem(
        system=system,
        rates=function,
        driven=function if timed == rates else compile_function(graph, timed, states),
        jacobian=compile_gradients(graph, found, states, states),
        stages=find_stages(graph, timed, values, t_end),
        rate_formulas=tuple(rates),
        gradients=tuple(found),
        t_end=t_end,
    )
