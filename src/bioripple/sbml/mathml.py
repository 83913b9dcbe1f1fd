"""Translate libSBML's formula trees into expressions, without recursion.

The tree is walked; no formula text is ever parsed or run here. Function definitions are
expanded where they are called; a pair of function and arguments is expanded once, so
that functions that call functions cannot blow up.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import libsbml

from bioripple.errors import Refused
from bioripple.sbml.ast_types import CONSTANTS, NUMBERS, OPERATORS, UNSUPPORTED
from bioripple.symbolic.graph import ExpressionGraph, Node

MAX_CALL_DEPTH = 100  # of functions that call functions
DERIVATIVE = "derivative"  # how COPASI's address of the rate of change ends


@dataclass(frozen=True)
class FunctionDefinition:
    """A function of an SBML model: names of its arguments, and its body.

    Where the body is a mere placeholder, `stands_for` is the address of what it means.
    """

    arguments: tuple[str, ...]
    body: libsbml.ASTNode
    stands_for: str = ""


@dataclass
class Translator:
    """Turns formula trees of one model into expressions of one graph.

    Attributes
    ----------
    graph
        Where the expressions are made.
    functions
        The model's function definitions by id.
    known
        Ids that a formula may use: of compartments, species, parameters, reactions and
        species references.
    constants
        Names that symbols of `graph` have beside those: of local parameters.
    level
        Level of the model. In the text formulas of level 1 libSBML takes names such as
        `pi`, `true` and `inf` for constants, though the level has no such words.
    """

    graph: ExpressionGraph
    functions: Mapping[str, FunctionDefinition]
    known: set[str]
    constants: set[str] = field(default_factory=set)
    level: int = 3
    _calls: dict[tuple[str, tuple[Node, ...]], Node] = field(default_factory=dict)

    def translate(
        self, tree: libsbml.ASTNode, *, where: str, local: Mapping[str, Node] = {}
    ) -> Node:
        """Return the expression of a formula.

        Parameters
        ----------
        tree
            The formula.
        where
            What the formula belongs to, for messages.
        local
            Expressions that stand for names of the formula, before global ids do.

        Returns
        -------
        Node
            Its leaves are numbers, time, symbols named by ids, and rates of symbols.

        Raises
        ------
        Refused
            If the formula uses something unsupported, or a name that is not defined.
        """
        return self._walk(tree, where, local, 0, closed=False)

    def _walk(
        self,
        tree: libsbml.ASTNode,
        where: str,
        local: Mapping[str, Node],
        depth: int,
        *,
        closed: bool,
    ) -> Node:
        values: list[Node] = []
        waiting: list[tuple[libsbml.ASTNode, bool]] = [(tree, False)]
        while waiting:
            item, children_done = waiting.pop()
            count = item.getNumChildren()
            kind = item.getType()
            if kind == libsbml.AST_FUNCTION_RATE_OF:
                values.append(self._rate_of(item, where, local, closed))
            elif count and not children_done:
                waiting.append((item, True))
                waiting.extend(
                    (item.getChild(index), False) for index in reversed(range(count))
                )
            else:
                arguments = values[len(values) - count :]
                del values[len(values) - count :]
                if kind == libsbml.AST_FUNCTION:
                    values.append(self._call(item.getName(), arguments, where, depth))
                elif count == 0:
                    values.append(self._leaf(item, where, local, closed))
                else:
                    values.append(self._apply(item, arguments, where))
        return values[0]

    def _leaf(
        self,
        item: libsbml.ASTNode,
        where: str,
        local: Mapping[str, Node],
        closed: bool,
    ) -> Node:
        kind = item.getType()
        if kind == libsbml.AST_NAME or (self.level == 1 and kind in CONSTANTS):
            name = item.getName()
            if name in local:
                return local[name]
            if name in self.known and not closed:
                return self.graph.symbol(name)
            if kind in CONSTANTS:
                return self.graph.constant(CONSTANTS[kind])
            raise Refused(f"{where}: uses {name!r}, which is not defined there")
        if kind == libsbml.AST_NAME_TIME:
            return self.graph.time()
        if kind in NUMBERS:
            value = _number(item)
            if self.level == 1 and not math.isfinite(value):
                self._check_not_a_name(value, where, local)
            return self.graph.constant(value)
        if kind in CONSTANTS:
            return self.graph.constant(CONSTANTS[kind])
        return self._apply(item, (), where)

    def _check_not_a_name(
        self, value: float, where: str, local: Mapping[str, Node]
    ) -> None:
        """Refuse an infinity of level 1 that may be meant as a quantity's name."""
        spelling = "nan" if math.isnan(value) else "inf"
        if any(name.lower() == spelling for name in (*self.known, *local)):
            raise Refused(f"{where}: uses {spelling!r}, a number and a quantity")

    def _apply(
        self, item: libsbml.ASTNode, arguments: Sequence[Node], where: str
    ) -> Node:
        kind = item.getType()
        if kind in UNSUPPORTED:
            raise Refused(f"{where}: uses {UNSUPPORTED[kind]}, which is not supported")
        try:
            build = OPERATORS[kind]
        except KeyError:
            name = item.getName() or item.getOperatorName() or f"AST type {kind}"
            raise Refused(f"{where}: uses {name!r}, which is not supported") from None
        try:
            return build(self.graph, arguments)
        except (IndexError, TypeError, ValueError):
            name = libsbml.formulaToL3String(item)[:80]
            raise Refused(
                f"{where}: {name!r} has {len(arguments)} arguments, which does not fit"
            ) from None

    def _call(
        self, name: str, arguments: Sequence[Node], where: str, depth: int
    ) -> Node:
        function = self.functions.get(name)
        if function is None:
            raise Refused(f"{where}: calls {name!r}, which is not defined")
        if len(function.arguments) != len(arguments):
            raise Refused(
                f"{where}: calls {name!r} with {len(arguments)} arguments, "
                f"expected {len(function.arguments)}"
            )
        if depth >= MAX_CALL_DEPTH:
            raise Refused(
                f"{where}: functions call each other more than {MAX_CALL_DEPTH} deep, "
                f"or in a circle, at {name!r}"
            )
        if function.stands_for:
            return self._placeholder(name, function.stands_for, arguments, where)
        key = (name, tuple(arguments))
        if key not in self._calls:
            local = dict(zip(function.arguments, arguments, strict=True))
            self._calls[key] = self._walk(
                function.body, f"function {name!r}", local, depth + 1, closed=True
            )
        return self._calls[key]

    def _placeholder(
        self, name: str, meaning: str, arguments: Sequence[Node], where: str
    ) -> Node:
        """Return what a function means whose body is not a number."""
        if meaning.rpartition("/")[2].lower() != DERIVATIVE or len(arguments) != 1:
            raise Refused(
                f"{where}: calls {name!r}, which stands for {meaning[:80]!r} by its "
                "annotation, which is not supported"
            )
        quantity = self._named(arguments[0], where)
        if quantity in self.constants:
            return self.graph.zero
        return self.graph.rate_of(quantity)

    def _rate_of(
        self,
        item: libsbml.ASTNode,
        where: str,
        local: Mapping[str, Node],
        closed: bool,
    ) -> Node:
        argument = item.getChild(0) if item.getNumChildren() == 1 else None
        if argument is None or argument.getType() != libsbml.AST_NAME:
            raise Refused(f"{where}: rateOf needs the name of one quantity")
        name = argument.getName()
        if name in local:  # a local parameter, or an argument of a function
            name, closed = self._named(local[name], where), False
        if name in self.constants:
            return self.graph.zero
        if closed or name not in self.known:
            raise Refused(f"{where}: rateOf of {name!r}, not defined")
        return self.graph.rate_of(name)

    def _named(self, node: Node, where: str) -> str:
        if self.graph.operators[node] != "symbol":
            raise Refused(f"{where}: rateOf of something that is not a quantity")
        name: str = self.graph.arguments[node][0]
        return name


def _number(item: libsbml.ASTNode) -> float:
    """Return the number of a leaf, rounded once.

    libSBML multiplies the mantissa by a power of ten, which may be 0 or rounded.
    """
    mantissa, exponent = item.getMantissa(), item.getExponent()
    if item.getType() != libsbml.AST_REAL_E or not math.isfinite(mantissa):
        value: float = item.getValue()
        return value
    digits, _, power = repr(mantissa).partition("e")
    return float(f"{digits}e{int(power or 0) + exponent}")
