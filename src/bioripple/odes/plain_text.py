"""Print a model's equations as plain text, a reaction as the name of its rate.

As in `odes.latex`, what is printed is what is integrated. An expression that is long
and used more than once has a line of its own, and a name: w with a number.
"""

from collections import Counter
from collections.abc import Sequence

from bioripple.odes.system import OdeSystem
from bioripple.symbolic.graph import ExpressionGraph, Node

SHORT = 40  # characters; what is shorter is printed wherever it is used
LONG = 400  # what is longer has a line of its own, even if it is used once
SUM, PRODUCT, UNARY_LEVEL, ATOM = range(4)
SIGNS = {
    "lt": " < ",
    "le": " <= ",
    "eq": " == ",
    "and": " and ",
    "or": " or ",
}


def plain_equations(system: OdeSystem) -> list[str]:
    """Return the equations of a system, a line each.

    Parameters
    ----------
    system
        The equations.

    Returns
    -------
    list of str
        `d A/dt = …` for each state, `B = …` for each quantity under an assignment rule,
        `v[r] = …` for the rate of each reaction, and long expressions, as `w1 = …`.
    """
    printer = _Printer(system)
    lines = [
        f"d {name}/dt = {printer.text(rate)}"
        for name, rate in zip(system.states, system.rates, strict=True)
    ]
    lines += [
        f"{name} = {printer.whole(node)}" for name, node in system.assigned.items()
    ]
    lines += [f"v[{each.id}] = {printer.whole(each.rate)}" for each in system.reactions]
    return lines + [f"{name} = {text}" for name, text in printer.lines]


class _Printer:
    """Texts of the expressions of a system, children before parents."""

    def __init__(self, system: OdeSystem) -> None:
        self._graph = graph = system.graph
        rates = [each.rate for each in system.reactions]
        roots = [*system.rates, *system.assigned.values(), *rates]
        nodes = graph.reachable(roots)
        uses = Counter(child for node in nodes for child in graph.children(node))
        names = {each.rate: f"v[{each.id}]" for each in reversed(system.reactions)}
        names |= {node: name for name, node in system.assigned.items()}
        self.lines: list[tuple[str, str]] = []
        self._whole: dict[Node, tuple[str, int]] = {}
        self._short: dict[Node, tuple[str, int]] = {}
        for node in nodes:
            self._whole[node] = text, _ = self._written(node)
            name = names.get(node) if graph.children(node) else None
            long = len(text) > LONG or (len(text) > SHORT and uses[node] > 1)
            if name is None and long and graph.children(node):
                name = f"w{len(self.lines) + 1}"
                self.lines.append((name, text))
            self._short[node] = self._whole[node] if name is None else (name, ATOM)

    def text(self, node: Node) -> str:
        """Return an expression, or its name."""
        return self._short[node][0]

    def whole(self, node: Node) -> str:
        """Return an expression whose name stands on the left."""
        return self._whole[node][0]

    def _written(self, node: Node) -> tuple[str, int]:
        graph = self._graph
        operator, children = graph.operators[node], graph.children(node)
        if not children:
            return self._leaf(node, operator)
        if operator == "add":
            return self._sum(children), SUM
        if operator == "neg":
            return f"-{self._inside(children[0], PRODUCT)}", SUM
        if operator == "mul":
            return self._product(children)
        if operator == "div":
            return self._joined(children, "/", (PRODUCT, UNARY_LEVEL)), PRODUCT
        if operator == "pow":
            return self._joined(children, "^", (ATOM, ATOM)), UNARY_LEVEL
        if operator in SIGNS:
            return f"({self._joined(children, SIGNS[operator], (SUM, SUM))})", ATOM
        return f"{operator}({', '.join(map(self.text, children))})", ATOM

    def _product(self, children: Sequence[Node]) -> tuple[str, int]:
        """Return a product, its number first, with the sign of that in front."""
        one, other = sorted(children, key=lambda node: self._graph.value(node) is None)
        number = self._graph.value(one)
        if number is not None and number < 0.0:
            return f"-{-number:.12g}*{self._inside(other, PRODUCT)}", SUM
        return self._joined((one, other), "*", (PRODUCT, PRODUCT)), PRODUCT

    def _leaf(self, node: Node, operator: str) -> tuple[str, int]:
        graph: ExpressionGraph = self._graph
        if operator == "time":
            return "time", ATOM
        argument = graph.arguments[node][0]
        if operator == "const":
            return f"{argument:.12g}", ATOM if argument >= 0.0 else SUM
        return (argument, ATOM) if operator == "symbol" else (f"rate({argument})", ATOM)

    def _inside(self, node: Node, least: int) -> str:
        text, level = self._short[node]
        return text if level >= least else f"({text})"

    def _joined(
        self, children: Sequence[Node], sign: str, least: tuple[int, int]
    ) -> str:
        return sign.join(
            self._inside(child, level)
            for child, level in zip(children, least, strict=True)
        )

    def _sum(self, children: Sequence[Node]) -> str:
        terms = [self._inside(child, SUM) for child in children]
        ordered = sorted(terms, key=lambda term: term.startswith("-"))
        first, *others = ordered
        return first + "".join(
            f" - {term[1:]}" if term.startswith("-") else f" + {term}"
            for term in others
        )
