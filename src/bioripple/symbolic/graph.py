"""Arithmetic expressions as one directed acyclic graph, without recursion.

An expression is the number of a node in an `ExpressionGraph`. Equal nodes are made
once, so that a subexpression that occurs a thousand times is kept, differentiated,
compiled and computed once; and children have smaller numbers than their parents, so
that every algorithm is a loop over increasing numbers and no input exhausts the stack.
"""

import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce

from bioripple.symbolic.arithmetic import BINARY, UNARY, cancel, result_of
from bioripple.symbolic.nodes import Node, Nodes, TooLarge

__all__ = ["ExpressionGraph", "Node", "TooLarge"]

WITH_FACTOR = frozenset(("const", "neg", "mul"))  # what may be a number times a term


class ExpressionGraph(Nodes):
    """A growing set of expressions that share their parts.

    Operators are `const` and `symbol` (leaves with a value and a name), `time`,
    `rateof` (of a named variable), `add` and `mul` (any number of terms, two factors),
    the keys of `UNARY` and `BINARY`, and `if` (condition, value if true, value if
    false). Truth is 1.0 and falsehood 0.0. Constants are folded where no operand is NaN
    and the result is in the range of doubles; else the operation is kept, for those who
    can do it in a wider range, or have to complain.

    Parameters
    ----------
    max_nodes
        The number of nodes beyond which `TooLarge` is raised.

    Attributes
    ----------
    operators, arguments
        Of each node: its operator; its number, its name or its children.
    used
        The operators of all nodes.
    has_loose_numbers
        Whether an operation on numbers alone was kept.
    """

    def __init__(self, *, max_nodes: int = 1_000_000) -> None:
        super().__init__(max_nodes=max_nodes)
        self.has_loose_numbers = False

    def add(self, terms: Iterable[Node]) -> Node:
        """Return the sum of any number of terms; equal terms are collected.

        Numbers that cancel but for the round-off of decimal fractions cancel.
        """
        operators = self.operators
        factors: dict[Node, list[float]] = {}
        for term in terms:
            factor, rest = 1.0, term
            name = operators[term]
            if name in WITH_FACTOR:
                if name == "mul":
                    left, right = self.arguments[term]
                if (
                    name != "mul"
                    or operators[left] == "const"
                    or (operators[right] == "const")
                ):
                    factor, rest = self._split(term)
            group = factors.get(rest)
            if group is None:
                factors[rest] = [factor]
            else:
                group.append(factor)
        numbers = factors.pop(self.one, None)
        kept = []
        for rest, group in factors.items():
            if group == [1.0]:
                kept.append(rest)
            elif not cancel(group):
                kept.append(self._multiply(self._total(group), rest))
        if numbers is not None and not cancel(numbers):
            kept.append(self._total(numbers))
        if not kept:
            return self.zero
        if len(kept) == 1:
            return kept[0]
        return self._make("add", tuple(sorted(kept)))

    def _total(self, numbers: Sequence[float]) -> Node:
        """Return the sum of numbers, as such if it is too large for a double."""
        total = sum(numbers)
        if math.isfinite(total) or not all(map(math.isfinite, numbers)):
            return self.constant(total)
        self.has_loose_numbers = True
        return self._make("add", tuple(sorted(map(self.constant, numbers))))

    def _split(self, term: Node) -> tuple[float, Node]:
        """Return a number and a node whose product is the term."""
        operators, arguments = self.operators, self.arguments[term]
        name = operators[term]
        if name == "const":
            return arguments[0], self.one
        if name == "neg":
            factor, rest = self._split(arguments[0])
            return -factor, rest
        if name == "mul":
            left, right = arguments
            for one, other in ((left, right), (right, left)):
                if operators[one] == "const":
                    value = self.arguments[one][0]
                    if math.isfinite(value):
                        return value, other
        return 1.0, term

    def subtract(self, left: Node, right: Node) -> Node:
        """Return left − right."""
        return self.add((left, self.negate(right)))

    def negate(self, node: Node) -> Node:
        """Return −node."""
        if self.operators[node] == "neg":
            inner: Node = self.arguments[node][0]
            return inner
        return self.unary("neg", node)

    def multiply(self, *factors: Node) -> Node:
        """Return the product of any number of factors."""
        if len(factors) == 2:
            return self._multiply(*factors)
        return reduce(self._multiply, factors) if factors else self.one

    def divide(self, numerator: Node, denominator: Node) -> Node:
        """Return numerator / denominator."""
        if self.value(denominator) == 1.0:
            return numerator
        if self.value(numerator) == 0.0 and self.value(denominator) != 0.0:
            return self.zero
        return self.binary("div", numerator, denominator)

    def power(self, base: Node, exponent: Node) -> Node:
        """Return base ** exponent, as products where the exponent is 1, 2 or 3."""
        number = self.value(exponent)
        if number == 0.0:
            return self.one
        if number in (1.0, 2.0, 3.0) and self.value(base) is None:
            return self.multiply(*[base] * int(number))
        if number == 0.5:
            return self.unary("sqrt", base)
        return self.binary("pow", base, exponent)

    def unary(self, name: str, argument: Node) -> Node:
        """Return the node of a function in `UNARY`."""
        if self.operators[argument] == "const":
            folded = self._fold(name, UNARY[name], argument)
            if folded is not None:
                return folded
        return self._make(name, (argument,))

    def binary(self, name: str, left: Node, right: Node) -> Node:
        """Return the node of a function in `BINARY`."""
        if self.operators[left] == "const" == self.operators[right]:
            folded = self._fold(name, BINARY[name], left, right)
            if folded is not None:
                return folded
        return self._make(name, (left, right))

    def choose(self, condition: Node, if_true: Node, if_false: Node) -> Node:
        """Return `if_true` where the condition is not zero, else `if_false`."""
        value = self.value(condition)
        if value is not None and not math.isnan(value):
            return if_true if value else if_false
        if if_true == if_false:
            return if_true
        return self._make("if", (condition, if_true, if_false))

    def build(self, name: str, children: Sequence[Node]) -> Node:
        """Return the node of an operator that has children, simplified."""
        if name == "add":
            return self.add(children)
        if name == "mul":
            return self.multiply(*children)
        if name == "div":
            return self.divide(children[0], children[1])
        if name == "pow":
            return self.power(children[0], children[1])
        if name == "neg":
            return self.negate(children[0])
        if name == "if":
            return self.choose(children[0], children[1], children[2])
        if name in UNARY:
            return self.unary(name, children[0])
        return self.binary(name, children[0], children[1])

    def substitute(
        self, roots: Sequence[Node], replacement: Callable[[Node], Node | None]
    ) -> list[Node]:
        """Return the roots with leaves replaced.

        Parameters
        ----------
        roots
            Expressions.
        replacement
            Called with each leaf; returns the node that replaces it, or None.

        Returns
        -------
        list of Node
            The new roots, in the order of the old ones.
        """
        new: dict[Node, Node] = {}
        for node in self.reachable(roots):
            children = self._children[node]
            if children:
                changed = tuple([new[child] for child in children])
                new[node] = (
                    node
                    if changed == children
                    else self.build(self.operators[node], changed)
                )
            else:
                found = replacement(node)
                new[node] = node if found is None else found
        return [new[root] for root in roots]

    def replace(self, roots: Sequence[Node], values: Mapping[str, Node]) -> list[Node]:
        """Return the roots with named symbols replaced by expressions."""
        return self.substitute(
            roots,
            lambda leaf: (
                values.get(self.arguments[leaf][0])
                if self.operators[leaf] == "symbol"
                else None
            ),
        )

    def bind(
        self,
        roots: Sequence[Node],
        values: Mapping[str, float],
        *,
        t: float | None = None,
    ) -> list[Node]:
        """Return the roots with named symbols, and time, replaced by numbers."""

        def replacement(leaf: Node) -> Node | None:
            number = None
            if self.operators[leaf] == "symbol":
                number = values.get(self.arguments[leaf][0])
            elif self.operators[leaf] == "time":
                number = t
            return None if number is None else self.constant(number)

        return self.substitute(roots, replacement)

    def _multiply(self, left: Node, right: Node) -> Node:
        operators = self.operators
        numbers = 0
        for one, other in ((left, right), (right, left)):
            if operators[one] == "const":
                numbers += 1
                value = self.arguments[one][0]
                if value == 0.0:
                    return self.zero
                if value == 1.0:
                    return other
                if value == -1.0:
                    return self.negate(other)
        if numbers == 2:
            folded = self._fold("mul", operator.mul, left, right)
            if folded is not None:
                return folded
        return self._make("mul", (left, right) if left <= right else (right, left))

    def _fold(
        self, name: str, function: Callable[..., float], *nodes: Node
    ) -> Node | None:
        """Return what an operation makes of numbers; None if it has to be kept."""
        values = [self.arguments[node][0] for node in nodes]
        result = result_of(name, function, values)
        if math.isfinite(result):
            return self.constant(result)
        self.has_loose_numbers = True
        return None
