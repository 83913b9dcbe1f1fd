"""Quantities that assignment rules give, differentiated as formulas."""

from collections.abc import Mapping, Sequence

from bioripple.dynamics.compiled import CompiledSystem
from bioripple.errors import Refused
from bioripple.symbolic.derivatives import TIME, Gradient, gradients
from bioripple.symbolic.graph import ExpressionGraph, Node


class AssignedFormulas:
    """Quantities y = g(t, x) of a system, their slopes and rates as expressions.

    Parameters
    ----------
    compiled
        The system, of n states.
    names
        Ids of m quantities under assignment rules.

    Attributes
    ----------
    known : tuple of str
        Names of the symbols in `rates`: the states, then their rates of change.
    values : list of Node
        g, over states and time.
    slopes : list of dict
        ∂g/∂x and ∂g/∂t, by state and `TIME`.
    rates : list of Node
        ẏ = ∂g/∂x·ẋ + ∂g/∂t over `known` and time.
    jacobian : list of dict
        dẏ/dx over `known` and time, by state: ∂ẏ/∂x with ẋ held fixed, and through ẋ,
        ∂g/∂x·∂ẋ/∂x.

    Raises
    ------
    Refused
        If a rule has no derivative.
    """

    def __init__(self, compiled: CompiledSystem, names: Sequence[str]) -> None:
        system = compiled.system
        graph, states = system.graph, system.states
        # no id of a model can hold the first character
        speeds = [f"\0rate of {name}" for name in states]
        self.known = (*states, *speeds)
        rules = [system.assigned[name] for name in names]
        self.values = graph.bind(rules, system.constants)
        symbols = dict(zip(states, map(graph.symbol, speeds), strict=True))

        def rate(gradient: Gradient) -> Node:
            return graph.add(
                [
                    partial if name == TIME else graph.multiply(partial, symbols[name])
                    for name, partial in gradient.items()
                ]
            )

        try:
            self.slopes = gradients(graph, self.values, [*states, TIME])
            self.rates = [rate(gradient) for gradient in self.slopes]
            direct = gradients(graph, self.rates, states)
        except NotImplementedError as problem:
            raise Refused(f"an assignment rule has no {problem}") from None
        by_state = dict(zip(states, compiled.gradients, strict=True))
        self.jacobian = [
            _total(graph, at_rest, slope, by_state)
            for at_rest, slope in zip(direct, self.slopes, strict=True)
        ]


def _total(
    graph: ExpressionGraph,
    direct: Gradient,
    slope: Gradient,
    by_state: Mapping[str, Gradient],
) -> Gradient:
    """Return a gradient in which the rates of change of the states move along."""
    terms = {name: [node] for name, node in direct.items()}
    for middle, factor in slope.items():
        for name, node in by_state.get(middle, {}).items():
            terms.setdefault(name, []).append(graph.multiply(factor, node))
    return {name: graph.add(nodes) for name, nodes in terms.items()}
