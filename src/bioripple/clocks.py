"""States that time alone moves: clocks."""

from collections.abc import Sequence

from bioripple.expressions import ExpressionGraph, Node


def without_clocks(
    graph: ExpressionGraph,
    rates: Sequence[Node],
    states: Sequence[str],
    initial: Sequence[float],
) -> list[Node]:
    """Return rates in which states that run like clocks are functions of time.

    Parameters
    ----------
    graph
        Where the expressions live.
    rates
        f, their constants bound.
    states, initial
        What the rates are of, and the values at time 0.

    Returns
    -------
    list of Node
        The same rates, where a state's rate is constant; what else they hold is left.
    """
    clocks = {
        name: graph.add([graph.constant(value), graph.multiply(rate, graph.time())])
        for name, rate, value in zip(states, rates, initial, strict=True)
        if graph.value(rate) is not None
    }
    if not clocks:
        return list(rates)
    return graph.substitute(
        rates,
        lambda leaf: (
            clocks.get(graph.arguments[leaf][0])
            if graph.operators[leaf] == "symbol"
            else None
        ),
    )
