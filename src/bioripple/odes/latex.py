"""Print a model's equations as LaTeX, straight from its expressions.

Nothing is simplified on the way: what is printed is what is integrated. An expression
that is used more than once, or is long, has a line of its own and a name: that of the
quantity or of the reaction (v) whose formula it is, or w with a number.
"""

import heapq
from collections import Counter
from collections.abc import Iterable, Sequence

from bioripple.odes.latex_text import (
    Level,
    Text,
    add,
    apply,
    choose,
    multiply,
    name,
    number,
)
from bioripple.odes.system import OdeSystem
from bioripple.runtime.checks import check_kind
from bioripple.symbolic.graph import ExpressionGraph, Node
from bioripple.symbolic.nodes import LEAVES

SHORT = 60  # characters; what is shorter is printed wherever it is used
LONG = 600  # what is longer has a line of its own, even if it is used once
LINE = 400  # a sum goes on in another line after so many
MANY = 8  # parts of a product that is used more than once, and printed in each
CHAINS = ("mul", "and", "or", "min", "max")  # of two, which print as one of many


def equations(system: OdeSystem) -> str:
    """Return the differential equations of a system as a LaTeX `aligned` block.

    Parameters
    ----------
    system
        The equations.

    Returns
    -------
    str
        A line for each state, each quantity under an assignment rule, and each
        expression that was given a name.
    """
    check_kind(system, OdeSystem, "system", "build_odes")
    printer = _Printer(system)
    lines = [
        _line(rf"\frac{{d}}{{dt}}{name(state)}", printer.terms(rate, ""))
        for state, rate in zip(system.states, system.rates, strict=True)
    ]
    lines += [
        _line(name(quantity), printer.terms(formula, name(quantity)))
        for quantity, formula in system.assigned.items()
    ]
    lines += [_line(label, terms) for label, terms in printer.definitions]
    body = " \\\\\n".join(lines)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def _line(left: str, terms: Sequence[str]) -> str:
    lines, length = [f"{left} &="], 0
    for term in terms:
        if length > LINE:
            lines.append("&\\quad")
            length = 0
        lines[-1] += f" {term}"
        length += len(term)
    return " \\\\\n".join(lines)


class _Printer:
    """The texts of all expressions of a system, children before parents.

    Attributes
    ----------
    definitions
        Names and terms of what got a line of its own.
    """

    def __init__(self, system: OdeSystem) -> None:
        self.graph = system.graph
        roots = [*system.rates, *system.assigned.values()]
        nodes = self.graph.reachable(roots)
        self._uses, self._parents = Counter(roots), Counter(set(roots))
        for node in nodes:
            self._uses.update(self.graph.children(node))
            self._parents.update(set(self.graph.children(node)))
        self._sizes = _chain_sizes(self.graph, nodes)
        self._labels = {
            node: name(quantity)
            for quantity, node in reversed(system.assigned.items())
            if self.graph.operators[node] not in LEAVES
        }
        self._reactions = {
            reaction.rate: f"v_{{{name(reaction.id)}}}"
            for reaction in reversed(system.reactions)
        }
        self._roots = set(roots)
        self._texts: dict[Node, Text] = {}
        self._terms: dict[Node, list[str]] = {}
        self.definitions: list[tuple[str, list[str]]] = []
        for node in self._needed(nodes):
            self._print(node)

    def terms(self, root: Node, left: str) -> list[str]:
        """Return what a root is equal to; its name, if that is not what is on the left.

        It is the terms of a sum with their signs, or one text.
        """
        label = self._labels.get(root, left)
        return self._terms[root] if label == left else [label]

    def _needed(self, nodes: Iterable[Node]) -> list[Node]:
        """Return the nodes that some text is made of: not the links of a chain."""
        needed = set(self._roots)
        for node in sorted(nodes, reverse=True):
            if node in needed:
                needed.update(self._parts(node))
        return sorted(needed)

    def _parts(self, node: Node) -> dict[Node, int]:
        """Return what a node is printed from, and how many times each occurs in it."""
        graph = self.graph
        operator = graph.operators[node]
        if operator == "not" and graph.operators[graph.children(node)[0]] == "eq":
            return dict.fromkeys(graph.children(graph.children(node)[0]), 1)
        if operator == "if":
            return dict.fromkeys(self._branches(node), 1)
        if operator not in CHAINS:
            return dict(Counter(graph.children(node)))
        counts: Counter[Node] = Counter()
        # from the greatest number down, so that all that a link occurs in comes first
        waiting, links = [-node], Counter({node: 1})
        while waiting:
            link = -heapq.heappop(waiting)
            for child in graph.children(link):
                if not self._is_link(child, operator):
                    counts[child] += links[link]
                else:
                    if child not in links:
                        heapq.heappush(waiting, -child)
                    links[child] += links[link]
        return dict(counts)

    def _is_link(self, node: Node, operator: str) -> bool:
        """Whether a node is printed as part of the chain above it."""
        return (
            self.graph.operators[node] == operator
            and node not in self._labels
            and (self._parents[node] == 1 or self._sizes[node] <= MANY)
        )

    def _branches(self, node: Node) -> list[Node]:
        """Return condition and value of each case, then the value of all others."""
        graph = self.graph
        found: list[Node] = []
        while True:
            condition, value, other = graph.children(node)
            found += [condition, value]
            inner = graph.operators[other] == "if" and other not in self._labels
            if not inner or self._uses[other] > 1:
                return [*found, other]
            node = other

    def _print(self, node: Node) -> None:
        terms = self._written(node)
        if isinstance(terms, Text):
            text = terms
            self._terms[node] = [text.as_number().signed]
        else:
            text = Text(" ".join(terms), Level.SUM)
            self._terms[node] = terms
        if node not in self._labels and self._is_worth_a_line(node, len(text.latex)):
            label = self._reactions.get(node) or f"w_{{{1 + len(self.definitions)}}}"
            self._labels[node] = label
            self.definitions.append((label, self._terms[node]))
        if node in self._labels:
            text = Text(self._labels[node], Level.ATOM)
        self._texts[node] = text

    def _is_worth_a_line(self, node: Node, length: int) -> bool:
        if self.graph.operators[node] in LEAVES or length <= SHORT:
            return False
        if self._uses[node] > 1:
            return True
        return length > LONG and node not in self._roots

    def _written(self, node: Node) -> Text | list[str]:
        graph = self.graph
        operator = graph.operators[node]
        if operator in LEAVES:
            return self._leaf(node, operator)
        parts = self._parts(node)
        if operator == "mul":
            return multiply([(self._texts[part], n) for part, n in parts.items()])
        if operator == "if":
            *rows, other = [self._texts[part] for part in self._branches(node)]
            return choose(list(zip(rows[::2], rows[1::2], strict=True)), other)
        if operator == "add":
            return add([self._texts[child] for child in graph.children(node)])
        if operator == "not" and graph.children(node)[0] not in parts:
            operator, node = "ne", graph.children(node)[0]
        if operator in CHAINS:
            return apply(operator, [self._texts[part] for part in parts])
        return apply(operator, [self._texts[child] for child in graph.children(node)])

    def _leaf(self, node: Node, operator: str) -> Text:
        if operator == "time":
            return Text("t", Level.ATOM)
        argument = self.graph.arguments[node][0]
        if operator == "const":
            return number(argument)
        if operator == "symbol":
            return Text(name(argument), Level.ATOM)
        return Text(rf"\frac{{d}}{{dt}}{name(argument)}", Level.PRODUCT)


def _chain_sizes(graph: ExpressionGraph, nodes: Iterable[Node]) -> dict[Node, int]:
    """Return of how many parts each node would be, were all its chains unrolled."""
    sizes: dict[Node, int] = {}
    for node in nodes:
        operator = graph.operators[node]
        sizes[node] = 1
        if operator in CHAINS:
            sizes[node] = sum(
                sizes[child] if graph.operators[child] == operator else 1
                for child in graph.children(node)
            )
    return sizes
