"""Exact partial derivatives of expressions with respect to symbols and time."""

from collections.abc import Callable, Iterable, Sequence

from bioripple.symbolic.graph import ExpressionGraph, Node

TIME = "\0time"  # no SBML id can hold this character

Gradient = dict[str, Node]


def gradients(
    graph: ExpressionGraph, roots: Sequence[Node], wanted: Iterable[str]
) -> list[Gradient]:
    """Differentiate expressions with respect to symbols.

    Parameters
    ----------
    graph
        Where the roots live and the derivatives are made.
    roots
        The expressions to differentiate.
    wanted
        Names of symbols; `TIME` stands for the model's time.

    Returns
    -------
    list of dict
        For each root the derivatives that are not identically zero, by name.

    Raises
    ------
    NotImplementedError
        If a root holds an operator without a derivative, which it names.

    Notes
    -----
    Forward accumulation over the graph: each node's gradient is found once, from those
    of its children. Relations, floor and ceiling have derivative zero; at a switch the
    branch that is taken there counts.
    """
    names = set(wanted)
    found: dict[Node, Gradient] = {}
    for node in graph.reachable(roots):
        found[node] = _gradient(graph, node, found, names)
    return [found[root] for root in roots]


def _gradient(
    graph: ExpressionGraph, node: Node, found: dict[Node, Gradient], wanted: set[str]
) -> Gradient:
    name = graph.operators[node]
    if name == "symbol":
        symbol = graph.arguments[node][0]
        return {symbol: graph.one} if symbol in wanted else {}
    if name == "time":
        return {TIME: graph.one} if TIME in wanted else {}
    children = graph.children(node)
    for child in children:
        if found[child]:
            break
    else:
        return {}
    if name == "add":
        return _combine(graph, [(graph.one, found[child]) for child in children])
    if name == "if":
        return _choose(graph, children, found)
    if name in ("min", "max"):
        first, then = children if name == "min" else children[::-1]
        return _choose(graph, (graph.binary("le", first, then), *children), found)
    try:
        rule = RULES[name]
    except KeyError:
        raise NotImplementedError(f"derivative of {name!r}") from None
    partials = rule(graph, node, *children)
    return _combine(
        graph,
        [
            (partial, found[child])
            for partial, child in zip(partials, children, strict=True)
        ],
    )


def _combine(
    graph: ExpressionGraph, parts: Iterable[tuple[Node, Gradient]]
) -> Gradient:
    one, operators = graph.one, graph.operators
    terms: dict[str, list[Node]] = {}
    for factor, gradient in parts:
        is_number = operators[factor] == "const"
        for symbol, derivative in gradient.items():
            # what most derivatives are: of a symbol by itself
            if derivative == one and not is_number:
                product = factor
            elif factor == one:
                product = derivative
            else:
                product = graph.multiply(factor, derivative)
            if symbol in terms:
                terms[symbol].append(product)
            else:
                terms[symbol] = [product]
    sums = {symbol: graph.add(nodes) for symbol, nodes in terms.items()}
    return {symbol: node for symbol, node in sums.items() if node != graph.zero}


def _choose(
    graph: ExpressionGraph, children: Sequence[Node], found: dict[Node, Gradient]
) -> Gradient:
    condition, if_true, if_false = children
    left, right = found[if_true], found[if_false]
    return {
        symbol: graph.choose(
            condition, left.get(symbol, graph.zero), right.get(symbol, graph.zero)
        )
        for symbol in dict.fromkeys([*left, *right])
    }


def _power(
    graph: ExpressionGraph, node: Node, base: Node, exponent: Node
) -> tuple[Node, Node]:
    less = graph.subtract(exponent, graph.one)
    by_base = graph.multiply(exponent, graph.power(base, less))
    # 0**n has no logarithm but a derivative of 0 with respect to n > 0
    by_exponent = graph.choose(
        graph.binary("eq", node, graph.zero),
        graph.zero,
        graph.multiply(node, graph.unary("ln", base)),
    )
    return by_base, by_exponent


def _divide(
    graph: ExpressionGraph, node: Node, numerator: Node, denominator: Node
) -> tuple[Node, Node]:
    return (
        graph.divide(graph.one, denominator),
        graph.negate(graph.divide(node, denominator)),
    )


def _one_over_root(graph: ExpressionGraph, inner: Node) -> Node:
    return graph.divide(graph.one, graph.unary("sqrt", inner))


def _square(graph: ExpressionGraph, node: Node) -> Node:
    return graph.multiply(node, node)


def _sign(graph: ExpressionGraph, node: Node) -> Node:
    below = graph.binary("lt", node, graph.zero)
    above = graph.binary("lt", graph.zero, node)
    return graph.choose(
        below, graph.constant(-1.0), graph.choose(above, graph.one, graph.zero)
    )


def _flat(graph: ExpressionGraph, node: Node, *children: Node) -> tuple[Node, ...]:
    return (graph.zero,) * len(children)


# Each rule takes (graph, node, *children) and returns the partials by child.
RULES: dict[str, Callable[..., tuple[Node, ...]]] = {
    "mul": lambda g, n, a, b: (b, a),
    "div": _divide,
    "pow": _power,
    "neg": lambda g, n, a: (g.constant(-1.0),),
    "exp": lambda g, n, a: (n,),
    "ln": lambda g, n, a: (g.divide(g.one, a),),
    "sqrt": lambda g, n, a: (g.divide(g.constant(0.5), n),),
    "abs": lambda g, n, a: (_sign(g, a),),
    "sin": lambda g, n, a: (g.unary("cos", a),),
    "cos": lambda g, n, a: (g.negate(g.unary("sin", a)),),
    "tan": lambda g, n, a: (g.add((g.one, _square(g, n))),),
    "asin": lambda g, n, a: (_one_over_root(g, g.subtract(g.one, _square(g, a))),),
    "acos": lambda g, n, a: (
        g.negate(_one_over_root(g, g.subtract(g.one, _square(g, a)))),
    ),
    "atan": lambda g, n, a: (g.divide(g.one, g.add((g.one, _square(g, a)))),),
    "sinh": lambda g, n, a: (g.unary("cosh", a),),
    "cosh": lambda g, n, a: (g.unary("sinh", a),),
    "tanh": lambda g, n, a: (g.subtract(g.one, _square(g, n)),),
    "asinh": lambda g, n, a: (_one_over_root(g, g.add((g.one, _square(g, a)))),),
    "acosh": lambda g, n, a: (_one_over_root(g, g.subtract(_square(g, a), g.one)),),
    "atanh": lambda g, n, a: (g.divide(g.one, g.subtract(g.one, _square(g, a))),),
    **dict.fromkeys(("floor", "ceil", "lt", "le", "eq", "and", "or", "not"), _flat),
}
