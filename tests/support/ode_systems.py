"""Small ODE systems that the tests write as formulas in Python."""

from collections.abc import Callable, Mapping

from bioripple.odes.system import OdeSystem
from bioripple.symbolic.graph import ExpressionGraph, Node

Formulas = Callable[..., Mapping[str, Node]]


def make_system(
    rates: Formulas,
    initial: Mapping[str, float],
    *,
    assigned: Formulas | None = None,
    constants: Mapping[str, float] | None = None,
    other_species: tuple[str, ...] = (),
    parameters: tuple[str, ...] = (),
) -> OdeSystem:
    """Return a system of species; formulas take the graph and symbols by name."""
    graph = ExpressionGraph()
    constants = dict(constants or {})
    names = [*initial, *constants]
    symbols = {name: graph.symbol(name) for name in names}
    right = dict(rates(graph, **symbols))
    formulas = dict(assigned(graph, **symbols)) if assigned else {}
    species = [name for name in initial if name not in parameters]
    return OdeSystem(
        model="test",
        graph=graph,
        species=(*species, *other_species),
        parameters=parameters,
        states=tuple(initial),
        rates=tuple(right[name] for name in initial),
        assigned=formulas,
        constants=constants,
        initial=tuple(initial.values()),
        n_events=0,
        reactions=(),
    )
