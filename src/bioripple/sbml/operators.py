"""What each operator of an SBML formula becomes among expressions."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from bioripple.symbolic.graph import ExpressionGraph, Node

Build = Callable[[ExpressionGraph, Sequence[Node]], Node]


def _unary(name: str) -> Build:
    def build(graph: ExpressionGraph, arguments: Sequence[Node]) -> Node:
        (argument,) = arguments
        return graph.unary(name, argument)

    return build


def _inverse(name: str) -> Build:
    """Return 1/f(x): sec, csc, cot and their hyperbolic kin."""

    def build(graph: ExpressionGraph, arguments: Sequence[Node]) -> Node:
        (argument,) = arguments
        return graph.divide(graph.one, graph.unary(name, argument))

    return build


def _of_inverse(name: str) -> Build:
    """Return f(1/x): the inverse functions of sec, csc, cot and their kin."""

    def build(graph: ExpressionGraph, arguments: Sequence[Node]) -> Node:
        (argument,) = arguments
        return graph.unary(name, graph.divide(graph.one, argument))

    return build


def _minus(graph: ExpressionGraph, arguments: Sequence[Node]) -> Node:
    if len(arguments) == 1:
        return graph.negate(arguments[0])
    left, right = arguments
    return graph.subtract(left, right)


def _divide(graph: ExpressionGraph, arguments: Sequence[Node]) -> Node:
    numerator, denominator = arguments
    return graph.divide(numerator, denominator)


def _power(graph: ExpressionGraph, arguments: Sequence[Node]) -> Node:
    base, exponent = arguments
    return graph.power(base, exponent)


def _root(graph: ExpressionGraph, arguments: Sequence[Node]) -> Node:
    if len(arguments) == 1:
        return graph.unary("sqrt", arguments[0])
    degree, radicand = arguments
    return graph.power(radicand, graph.divide(graph.one, degree))


def _log(graph: ExpressionGraph, arguments: Sequence[Node]) -> Node:
    """Return the logarithm to a base, 10 unless it is given first."""
    base, argument = (graph.constant(10.0), *arguments)[-2:]
    return graph.divide(graph.unary("ln", argument), graph.unary("ln", base))


def _quotient(graph: ExpressionGraph, arguments: Sequence[Node]) -> Node:
    ratio = _divide(graph, arguments)
    return graph.choose(
        graph.binary("lt", ratio, graph.zero),
        graph.unary("ceil", ratio),
        graph.unary("floor", ratio),
    )


def _remainder(graph: ExpressionGraph, arguments: Sequence[Node]) -> Node:
    dividend, divisor = arguments
    return graph.subtract(
        dividend, graph.multiply(divisor, _quotient(graph, arguments))
    )


def _extreme(name: str) -> Build:
    def build(graph: ExpressionGraph, arguments: Sequence[Node]) -> Node:
        result = arguments[0]
        for argument in arguments[1:]:
            result = graph.binary(name, result, argument)
        return result

    return build


def _chain(name: str, *, swap: bool = False) -> Build:
    """Return a relation that holds between all neighbours of a list."""

    def build(graph: ExpressionGraph, arguments: Sequence[Node]) -> Node:
        result = graph.one
        for left, right in pairwise(arguments):
            pair = (right, left) if swap else (left, right)
            result = graph.binary("and", result, graph.binary(name, *pair))
        return result

    return build


def _not_equal(graph: ExpressionGraph, arguments: Sequence[Node]) -> Node:
    left, right = arguments
    return graph.unary("not", graph.binary("eq", left, right))


def _logic(name: str, empty: float) -> Build:
    def build(graph: ExpressionGraph, arguments: Sequence[Node]) -> Node:
        result = graph.constant(empty)
        for argument in arguments:
            result = graph.binary(name, result, argument)
        return result

    return build


def _exclusive_or(graph: ExpressionGraph, arguments: Sequence[Node]) -> Node:
    result = graph.zero
    for argument in arguments:
        truth = graph.choose(argument, graph.one, graph.zero)
        result = graph.unary("not", graph.binary("eq", result, truth))
    return result


def _implies(graph: ExpressionGraph, arguments: Sequence[Node]) -> Node:
    premise, conclusion = arguments
    return graph.binary("or", graph.unary("not", premise), conclusion)


def _piecewise(graph: ExpressionGraph, arguments: Sequence[Node]) -> Node:
    # SBML: undefined where no condition holds and there is no `otherwise`
    odd = len(arguments) % 2
    result = arguments[-1] if odd else graph.constant(math.nan)
    pairs = list(zip(arguments[:-1:2], arguments[1::2], strict=False))
    if not odd:
        pairs = list(zip(arguments[::2], arguments[1::2], strict=True))
    for value, condition in reversed(pairs):
        result = graph.choose(condition, value, result)
    return result


# By how MathML calls them.
BUILDERS: dict[str, Build] = {
    "plus": lambda graph, arguments: graph.add(arguments),
    "minus": _minus,
    "times": lambda graph, arguments: graph.multiply(*arguments),
    "divide": _divide,
    "power": _power,
    "root": _root,
    "log": _log,
    "abs": _unary("abs"),
    "ceiling": _unary("ceil"),
    "exp": _unary("exp"),
    "factorial": _unary("factorial"),
    "floor": _unary("floor"),
    "ln": _unary("ln"),
    "sin": _unary("sin"),
    "cos": _unary("cos"),
    "tan": _unary("tan"),
    "sec": _inverse("cos"),
    "csc": _inverse("sin"),
    "cot": _inverse("tan"),
    "sinh": _unary("sinh"),
    "cosh": _unary("cosh"),
    "tanh": _unary("tanh"),
    "sech": _inverse("cosh"),
    "csch": _inverse("sinh"),
    "coth": _inverse("tanh"),
    "arcsin": _unary("asin"),
    "arccos": _unary("acos"),
    "arctan": _unary("atan"),
    "arcsec": _of_inverse("acos"),
    "arccsc": _of_inverse("asin"),
    "arccot": _of_inverse("atan"),
    "arcsinh": _unary("asinh"),
    "arccosh": _unary("acosh"),
    "arctanh": _unary("atanh"),
    "arcsech": _of_inverse("acosh"),
    "arccsch": _of_inverse("asinh"),
    "arccoth": _of_inverse("atanh"),
    "piecewise": _piecewise,
    "max": _extreme("max"),
    "min": _extreme("min"),
    "quotient": _quotient,
    "rem": _remainder,
    "eq": _chain("eq"),
    "neq": _not_equal,
    "lt": _chain("lt"),
    "leq": _chain("le"),
    "gt": _chain("lt", swap=True),
    "geq": _chain("le", swap=True),
    "and": _logic("and", 1.0),
    "or": _logic("or", 0.0),
    "xor": _exclusive_or,
    "not": _unary("not"),
    "implies": _implies,
}
