"""What each operator of an SBML formula becomes among expressions."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import libsbml

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


NUMBERS = {
    libsbml.AST_INTEGER,
    libsbml.AST_REAL,
    libsbml.AST_REAL_E,
    libsbml.AST_RATIONAL,
    libsbml.AST_NAME_AVOGADRO,
}
CONSTANTS = {
    libsbml.AST_CONSTANT_E: math.e,
    libsbml.AST_CONSTANT_PI: math.pi,
    libsbml.AST_CONSTANT_TRUE: 1.0,
    libsbml.AST_CONSTANT_FALSE: 0.0,
}
UNSUPPORTED = {libsbml.AST_FUNCTION_DELAY: "a delay"}
OPERATORS: dict[int, Build] = {
    libsbml.AST_PLUS: lambda graph, arguments: graph.add(arguments),
    libsbml.AST_MINUS: _minus,
    libsbml.AST_TIMES: lambda graph, arguments: graph.multiply(*arguments),
    libsbml.AST_DIVIDE: _divide,
    libsbml.AST_POWER: _power,
    libsbml.AST_FUNCTION_POWER: _power,
    libsbml.AST_FUNCTION_ROOT: _root,
    libsbml.AST_FUNCTION_LOG: _log,
    libsbml.AST_FUNCTION_ABS: _unary("abs"),
    libsbml.AST_FUNCTION_CEILING: _unary("ceil"),
    libsbml.AST_FUNCTION_EXP: _unary("exp"),
    libsbml.AST_FUNCTION_FACTORIAL: _unary("factorial"),
    libsbml.AST_FUNCTION_FLOOR: _unary("floor"),
    libsbml.AST_FUNCTION_LN: _unary("ln"),
    libsbml.AST_FUNCTION_SIN: _unary("sin"),
    libsbml.AST_FUNCTION_COS: _unary("cos"),
    libsbml.AST_FUNCTION_TAN: _unary("tan"),
    libsbml.AST_FUNCTION_SEC: _inverse("cos"),
    libsbml.AST_FUNCTION_CSC: _inverse("sin"),
    libsbml.AST_FUNCTION_COT: _inverse("tan"),
    libsbml.AST_FUNCTION_SINH: _unary("sinh"),
    libsbml.AST_FUNCTION_COSH: _unary("cosh"),
    libsbml.AST_FUNCTION_TANH: _unary("tanh"),
    libsbml.AST_FUNCTION_SECH: _inverse("cosh"),
    libsbml.AST_FUNCTION_CSCH: _inverse("sinh"),
    libsbml.AST_FUNCTION_COTH: _inverse("tanh"),
    libsbml.AST_FUNCTION_ARCSIN: _unary("asin"),
    libsbml.AST_FUNCTION_ARCCOS: _unary("acos"),
    libsbml.AST_FUNCTION_ARCTAN: _unary("atan"),
    libsbml.AST_FUNCTION_ARCSEC: _of_inverse("acos"),
    libsbml.AST_FUNCTION_ARCCSC: _of_inverse("asin"),
    libsbml.AST_FUNCTION_ARCCOT: _of_inverse("atan"),
    libsbml.AST_FUNCTION_ARCSINH: _unary("asinh"),
    libsbml.AST_FUNCTION_ARCCOSH: _unary("acosh"),
    libsbml.AST_FUNCTION_ARCTANH: _unary("atanh"),
    libsbml.AST_FUNCTION_ARCSECH: _of_inverse("acosh"),
    libsbml.AST_FUNCTION_ARCCSCH: _of_inverse("asinh"),
    libsbml.AST_FUNCTION_ARCCOTH: _of_inverse("atanh"),
    libsbml.AST_FUNCTION_PIECEWISE: _piecewise,
    libsbml.AST_FUNCTION_MAX: _extreme("max"),
    libsbml.AST_FUNCTION_MIN: _extreme("min"),
    libsbml.AST_FUNCTION_QUOTIENT: _quotient,
    libsbml.AST_FUNCTION_REM: _remainder,
    libsbml.AST_RELATIONAL_EQ: _chain("eq"),
    libsbml.AST_RELATIONAL_NEQ: _not_equal,
    libsbml.AST_RELATIONAL_LT: _chain("lt"),
    libsbml.AST_RELATIONAL_LEQ: _chain("le"),
    libsbml.AST_RELATIONAL_GT: _chain("lt", swap=True),
    libsbml.AST_RELATIONAL_GEQ: _chain("le", swap=True),
    libsbml.AST_LOGICAL_AND: _logic("and", 1.0),
    libsbml.AST_LOGICAL_OR: _logic("or", 0.0),
    libsbml.AST_LOGICAL_XOR: _exclusive_or,
    libsbml.AST_LOGICAL_NOT: _unary("not"),
    libsbml.AST_LOGICAL_IMPLIES: _implies,
}
