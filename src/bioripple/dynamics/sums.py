"""Sums of states that no rate changes, and how large the terms of each rate are."""

from collections.abc import Sequence

import numpy as np
from scipy.linalg import qr, solve_triangular

from bioripple.arrays import Floats
from bioripple.odes.system import OdeSystem
from bioripple.symbolic.graph import ExpressionGraph, Node

# Share of the largest pivot below which a row of the stoichiometry hangs on the others;
# and share of the largest coefficient of a sum below which one is round-off.
DEPENDENT, ROUND_OFF = 1e-11, 1e-9
# Coefficients that are within a share of a decimal fraction of so many digits are it.
DIGITS, EXACT = 6, 1e-13
Terms = dict[Node, float]


def conserved_sums(system: OdeSystem) -> Floats:
    """Return the sums of states that no rate of a system changes.

    Parameters
    ----------
    system
        The equations.

    Returns
    -------
    ndarray, shape (d, n)
        `matrix @ x` is the same at all times, for the n states x. Each row has a
        state of its own, with coefficient 1.

    Notes
    -----
    Each rate is a sum of numbers times formulas (reactions first of all). What of these
    numbers hangs on each other is conserved, whatever the formulas are worth. That one
    formula is a sum of others in disguise is not seen.
    """
    numbers = _rate_numbers(system)
    n = len(system.states)
    if n == 0:
        return np.zeros((0, 0))
    numbers = numbers / _sizes(numbers, axis=0)  # each formula in its own unit
    size = _sizes(numbers, axis=1)
    triangle, order = qr((numbers / size[:, None]).T, mode="r", pivoting=True)
    pivots = np.abs(np.diagonal(triangle))
    rank = int(np.count_nonzero(pivots > DEPENDENT * pivots.max(initial=0.0)))
    free, bound = order[:rank], order[rank:]
    share = solve_triangular(triangle[:rank, :rank], triangle[:rank, rank:n])
    matrix = np.zeros((n - rank, n))
    matrix[:, free] = -share.T / size[free] * size[bound][:, None]
    matrix[np.abs(matrix) < ROUND_OFF * np.abs(matrix).max(initial=0.0)] = 0.0
    matrix[np.arange(n - rank), bound] = 1.0
    short = np.round(matrix, DIGITS)  # 1 rather than 0.9999999999999998
    matrix = np.where(np.isclose(matrix, short, rtol=EXACT, atol=0.0), short, matrix)
    return matrix


def _sizes(numbers: Floats, *, axis: int) -> Floats:
    size = np.abs(numbers).max(axis=axis, initial=0.0)
    return np.where(size > 0.0, size, 1.0)


def _rate_numbers(system: OdeSystem) -> Floats:
    """Return the number that each formula has in each rate, shape (n, formulas)."""
    graph = system.graph
    wholes = {reaction.rate for reaction in system.reactions}
    split = _Splitter(graph, system.constants, wholes)
    rows = [split.terms(rate) for rate in system.rates]
    place = {
        node: k for k, node in enumerate(dict.fromkeys(n for r in rows for n in r))
    }
    numbers = np.zeros((len(rows), max(len(place), 1)))
    for row, terms in enumerate(rows):
        for node, factor in terms.items():
            numbers[row, place[node]] = factor
    numbers[~np.isfinite(numbers)] = 0.0
    return numbers


class _Splitter:
    """Takes expressions apart into numbers times formulas."""

    def __init__(
        self, graph: ExpressionGraph, constants: dict[str, float], wholes: set[Node]
    ) -> None:
        self._graph, self._constants, self._wholes = graph, constants, wholes
        self._found: dict[Node, Terms] = {}

    def terms(self, root: Node) -> Terms:
        """Return what a node is the sum of."""
        graph = self._graph
        for node in graph.reachable([root]):  # children first, so nothing recurses
            if node not in self._found:
                self._found[node] = self._split(node)
        return self._found[root]

    def _split(self, node: Node) -> Terms:
        graph = self._graph
        children = [self._found[child] for child in graph.children(node)]
        name = graph.operators[node]
        if name == "const":
            return {graph.one: graph.arguments[node][0]}
        if name == "symbol" and graph.arguments[node][0] in self._constants:
            return {graph.one: self._constants[graph.arguments[node][0]]}
        if all(map(self._is_number, children)) and children:
            value = graph.value(graph.bind([node], self._constants)[0])
            return {node: 1.0} if value is None else {graph.one: value}
        if name == "add":
            # a reversible reaction is one formula; a product is split as sums split it
            return {node: 1.0} if node in self._wholes else _total(children)
        if name == "neg":
            return _times(-1.0, children[0])
        if name == "mul":
            for one, other in (children, children[::-1]):
                if self._is_number(one):
                    return _times(one[graph.one], other)
        if name == "div" and self._is_number(children[1]):
            divisor = children[1][graph.one]
            return _times(1.0 / divisor, children[0]) if divisor else {node: 1.0}
        return {node: 1.0}

    def _is_number(self, terms: Terms) -> bool:
        return len(terms) == 1 and self._graph.one in terms


def _times(factor: float, terms: Terms) -> Terms:
    return {node: factor * number for node, number in terms.items()}


def _total(parts: Sequence[Terms]) -> Terms:
    found: Terms = {}
    for part in parts:
        for node, number in part.items():
            found[node] = found.get(node, 0.0) + number
    return {node: number for node, number in found.items() if number != 0.0}


def gross_rates(graph: ExpressionGraph, rates: Sequence[Node]) -> list[Node]:
    """Return what rates would be if all their terms added up: the traffic in them.

    Parameters
    ----------
    graph
        Where the rates live.
    rates
        Expressions.

    Returns
    -------
    list of Node
        Of each rate the sum of the sizes of its terms, in products and numerators, too:
        for (a - b)/c it is (|a| + |b|)/|c|.
    """
    sizes: dict[Node, Node] = {}
    for node in graph.reachable(rates):
        name, children = graph.operators[node], graph.children(node)
        if name == "add":
            sizes[node] = graph.add([sizes[child] for child in children])
        elif name == "neg":
            sizes[node] = sizes[children[0]]
        elif name == "mul":
            sizes[node] = graph.multiply(*(sizes[child] for child in children))
        elif name == "div":
            bottom = graph.unary("abs", children[1])
            sizes[node] = graph.divide(sizes[children[0]], bottom)
        else:
            sizes[node] = graph.unary("abs", node)
    return [sizes[rate] for rate in rates]
