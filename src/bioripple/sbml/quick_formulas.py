"""Turn plainly written MathML into expressions, as libSBML and `mathml` would.

The nodes of a graph are numbered as they are made, and results depend on the order in
their last bits. So all is made here in the order of `mathml.Translator`, which walks
what libSBML makes of a formula: of a sum of three terms a sum of a sum.
"""

import math
import re
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from bioripple.sbml.operators import BUILDERS, Build
from bioripple.sbml.quick_markup import FUNCTIONS
from bioripple.sbml.quick_numbers import value_of
from bioripple.sbml.quick_words import listed
from bioripple.sbml.unusual import Unusual
from bioripple.symbolic.graph import ExpressionGraph, Node
from bioripple.untrusted.formulas import MATHML, MAX_TERMS
from bioripple.untrusted.formulas import OPERATORS as LIMITS
from bioripple.untrusted.numbers import SPACE

MAX_DEPTH = 100  # of formulas and calls, each of which takes three of Python's frames
ID = re.compile("[A-Za-z_][A-Za-z0-9_]*")
IN_MATHML = f"{{{MATHML}}}"
APPLY, CI, CN, CSYMBOL, LAMBDA, BVAR, PIECEWISE, PIECE, OTHERWISE, SEP = (
    IN_MATHML + name
    for name in listed("apply ci cn csymbol lambda bvar piecewise piece otherwise sep")
)
# What takes its arguments as they are, with how many it may have.
PLAIN = {
    IN_MATHML + name: (BUILDERS[name], *LIMITS[name])
    for name in listed(FUNCTIONS)
    if name not in ("plus", "times", "root", "log")
}
NESTED = {IN_MATHML + name: BUILDERS[name] for name in ("plus", "times")}
# What has an argument of its own, if the file gives none.
QUALIFIED = {
    IN_MATHML + "root": (BUILDERS["root"], IN_MATHML + "degree", 2.0),
    IN_MATHML + "log": (BUILDERS["log"], IN_MATHML + "logbase", 10.0),
}
CONSTANTS = {
    IN_MATHML + "pi": math.pi,
    IN_MATHML + "exponentiale": math.e,
    IN_MATHML + "true": 1.0,
    IN_MATHML + "false": 0.0,
    IN_MATHML + "notanumber": math.nan,
    IN_MATHML + "infinity": math.inf,
}
Names = Mapping[str, Node]


class Known(dict[str, Node]):
    """The symbols of ids, by how a formula spells them, white space included."""

    def __init__(self, graph: ExpressionGraph, ids: set[str]) -> None:
        super().__init__()
        self.graph = graph
        self.ids = ids

    def __missing__(self, spelled: str) -> Node:
        """Return the symbol of an id that is spelled so for the first time."""
        name = spelled.strip(SPACE)
        if name not in self.ids:
            raise Unusual
        node = self[spelled] = self.graph.symbol(name)
        return node


class Local(dict[str, Node]):
    """Names that mean something else in one formula."""

    def __init__(self, outer: Names, items: Mapping[str, Node]) -> None:
        super().__init__(items)
        self.outer = outer

    def __missing__(self, spelled: str) -> Node:
        """Return what a name means that is spelled with white space, or not local."""
        node = self.get(spelled.strip(SPACE))
        return self.outer[spelled] if node is None else node


class Closed(dict[str, Node]):
    """The arguments of a function, the only names that its formula knows."""

    def __missing__(self, spelled: str) -> Node:
        """Return what a name means that is spelled with white space."""
        node = self.get(spelled.strip(SPACE))
        if node is None:
            raise Unusual
        return node


class Formulas:
    """Turns the formulas of one model into expressions of one graph.

    Parameters
    ----------
    graph
        Where the expressions are made.
    functions
        Arguments and body of each function by its id.
    ids
        Those that a formula may use.
    """

    def __init__(
        self,
        graph: ExpressionGraph,
        functions: Mapping[str, tuple[tuple[str, ...], Element]],
        ids: set[str],
    ) -> None:
        self.graph = graph
        self.functions = functions
        self.names = Known(graph, ids)
        self.called: set[str] = set()
        self._calls: dict[tuple[str, tuple[Node, ...]], Node] = {}
        self._numbers: dict[tuple[str, str | None, str | None], Node] = {}

    def translate(self, math_element: Element, names: Names | None = None) -> Node:
        """Return the expression of a `math` element.

        Parameters
        ----------
        math_element
            Of a file whose markup `quick_markup.plain` has found to be plain.
        names
            What names mean; that of the model's ids if none is given.

        Raises
        ------
        Unusual
            If anything in it is not known for sure.
        """
        (formula,) = exactly(math_element, 1)
        return self._term(formula, self.names if names is None else names, 0)

    def check_uncalled(self) -> None:
        """Make sure that functions that no formula calls could be read, too."""
        spare = ExpressionGraph(max_nodes=self.graph.max_nodes)
        other = Formulas(spare, self.functions, set())
        for name in self.functions.keys() - self.called:
            arguments, body = self.functions[name]
            other._term(body, Closed({a: spare.symbol(a) for a in arguments}), 0)

    def _term(self, item: Element, names: Names, depth: int) -> Node:
        tag = item.tag
        if tag == CI:
            return self._name(item, names)
        if tag == APPLY:
            return self._apply(item, names, depth)
        if tag == CN:
            return self._number(item)
        if tag == PIECEWISE:
            return self._piecewise(item, names, depth)
        if tag == CSYMBOL and item.text and item.text.strip(SPACE) and not len(item):
            return self.graph.time()
        if tag not in CONSTANTS:
            raise Unusual
        return self.graph.constant(CONSTANTS[tag])

    def _name(self, item: Element, names: Names) -> Node:
        spelled = item.text
        if not spelled or len(item):
            raise Unusual
        return names[spelled]

    def _number(self, item: Element) -> Node:
        power = None
        if len(item):
            (mark,) = exactly(item, 1)
            if mark.tag != SEP:
                raise Unusual
            power = mark.tail
        key = item.get("type", "real"), item.text, power
        node = self._numbers.get(key)
        if node is None:
            node = self._numbers[key] = self.graph.constant(value_of(*key))
        return node

    def _apply(self, item: Element, names: Names, depth: int) -> Node:
        if depth > MAX_DEPTH or not 1 <= len(item) <= MAX_TERMS:
            raise Unusual
        head, *rest = item
        tag = head.tag
        below = depth + 1
        nested = NESTED.get(tag)
        if nested is not None:
            return self._nest(nested, rest, names, below)
        known = PLAIN.get(tag)
        if known is not None:
            build, least, most = known
            if not least <= len(rest) <= most:
                raise Unusual
            return build(self.graph, [self._term(x, names, below) for x in rest])
        if tag == CI:
            return self._call(head, [self._term(x, names, below) for x in rest], below)
        return self._qualified(tag, rest, names, below)

    def _nest(
        self, build: Build, terms: Sequence[Element], names: Names, depth: int
    ) -> Node:
        """Return the sum or product of terms, two by two."""
        if not terms:
            raise Unusual
        graph = self.graph
        result = self._term(terms[0], names, depth)
        if len(terms) == 1:
            return build(graph, (result,))
        for term in terms[1:]:
            result = build(graph, (result, self._term(term, names, depth)))
        return result

    def _qualified(
        self, tag: str, arguments: Sequence[Element], names: Names, depth: int
    ) -> Node:
        if tag not in QUALIFIED or not arguments:
            raise Unusual
        build, qualifier, default = QUALIFIED[tag]
        *given, argument = arguments
        if not given:
            first = self.graph.constant(default)
        elif len(given) == 1 and given[0].tag == qualifier:
            (inner,) = exactly(given[0], 1)
            first = self._term(inner, names, depth)
        else:
            raise Unusual
        return build(self.graph, (first, self._term(argument, names, depth)))

    def _piecewise(self, item: Element, names: Names, depth: int) -> Node:
        if depth > MAX_DEPTH or not 0 < len(item) <= MAX_TERMS:
            raise Unusual
        values = []
        for number, part in enumerate(item, start=1):
            is_last = part.tag == OTHERWISE and number == len(item)
            if part.tag != PIECE and not is_last:
                raise Unusual
            for inner in exactly(part, 1 if is_last else 2):
                values.append(self._term(inner, names, depth + 1))
        return BUILDERS["piecewise"](self.graph, values)

    def _call(self, head: Element, arguments: Sequence[Node], depth: int) -> Node:
        name = (head.text or "").strip(SPACE)
        function = self.functions.get(name)
        if function is None or len(head) or len(function[0]) != len(arguments):
            raise Unusual
        key = (name, tuple(arguments))
        node = self._calls.get(key)
        if node is None:
            self.called.add(name)
            local = Closed(zip(function[0], arguments, strict=True))
            node = self._calls[key] = self._term(function[1], local, depth)
        return node


def exactly(item: Element, count: int) -> Element:
    """Return an element if it holds so many others."""
    if len(item) != count:
        raise Unusual
    return item


def read_function(math_element: Element) -> tuple[tuple[str, ...], Element]:
    """Return the arguments and the body of a function definition's formula."""
    (function,) = exactly(math_element, 1)
    if function.tag != LAMBDA or not len(function):
        raise Unusual
    *bound, body = function
    names = []
    for item in bound:
        (inner,) = exactly(item, 1)
        if item.tag != BVAR or inner.tag != CI or len(inner):
            raise Unusual
        names.append((inner.text or "").strip(SPACE))
    if len(set(names)) < len(names) or not all(map(ID.fullmatch, names)):
        raise Unusual
    return tuple(names), body
