"""The nodes of expressions: each is made once, and none before its children."""

from collections.abc import Iterable
from typing import Any

from bioripple.errors import Refused

Node = int

LEAVES = ("const", "symbol", "time", "rateof")


class TooLarge(Refused):
    """An expression graph would exceed its limit of nodes."""


class Nodes:
    """A growing list of nodes, of which no two are equal.

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
    """

    def __init__(self, *, max_nodes: int = 1_000_000) -> None:
        self.max_nodes = max_nodes
        self.operators: list[str] = []
        self.arguments: list[tuple[Any, ...]] = []
        self.used: set[str] = set()
        self._children: list[tuple[Node, ...]] = []
        self._numbers: dict[tuple[str, Any], Node] = {}
        self._constants: dict[float, Node] = {}
        self.zero = self.constant(0.0)
        self.one = self.constant(1.0)

    def __len__(self) -> int:
        """Return the number of nodes."""
        return len(self.operators)

    def constant(self, value: float) -> Node:
        """Return the node of a number."""
        value = float(value)
        node = self._constants.get(value)
        if node is None:
            # nan != nan would confuse the lookup, so the key is text
            node = self._make("const", (value,), key=("const", repr(value)))
            if value != 0.0:  # -0.0 is another number
                self._constants[value] = node
        return node

    def symbol(self, name: str) -> Node:
        """Return the node of a named quantity."""
        return self._make("symbol", (name,))

    def time(self) -> Node:
        """Return the node of the model's time."""
        return self._make("time", ())

    def rate_of(self, name: str) -> Node:
        """Return the node that stands for the rate of change of a named quantity."""
        return self._make("rateof", (name,))

    def value(self, node: Node) -> float | None:
        """Return the number if the node is a constant, else None."""
        if self.operators[node] == "const":
            number: float = self.arguments[node][0]
            return number
        return None

    def children(self, node: Node) -> tuple[Node, ...]:
        """Return the nodes that a node is made of; none for a leaf."""
        return self._children[node]

    def reachable(self, roots: Iterable[Node]) -> list[Node]:
        """Return all nodes below the roots, the roots included, children first."""
        seen = set(roots)
        waiting = list(seen)
        while waiting:
            for child in self._children[waiting.pop()]:
                if child not in seen:
                    seen.add(child)
                    waiting.append(child)
        return sorted(seen)

    def symbols(self, roots: Iterable[Node]) -> set[str]:
        """Return the names of the symbols below the roots."""
        return {
            self.arguments[node][0]
            for node in self.reachable(roots)
            if self.operators[node] == "symbol"
        }

    def _make(self, name: str, arguments: tuple[Any, ...], *, key: Any = None) -> Node:
        if key is None:
            key = name, arguments
        node = self._numbers.get(key)
        if node is None:
            node = len(self.operators)
            if node >= self.max_nodes:
                raise TooLarge(f"more than {self.max_nodes} expression nodes")
            self._numbers[key] = node
            self.operators.append(name)
            self.arguments.append(arguments)
            self._children.append(() if name in LEAVES else arguments)
            self.used.add(name)
        return node
