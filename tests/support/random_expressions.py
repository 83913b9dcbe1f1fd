"""Random expressions, and the numbers at which they are tried."""

import math
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from bioripple.symbolic.arithmetic import BINARY, UNARY
from bioripple.symbolic.graph import ExpressionGraph, Node
from bioripple.symbolic.machine import machine
from bioripple.symbolic.machine_code import SWITCH
from bioripple.symbolic.quad_machine import quad_machine

NAMES = ("x", "y", "z")
EVERYDAY = (0.0, 1.0, -1.0, 0.5, 2.0, 3.0, 0.1, -0.3, 7.25, 1e-3, 12.0, 250.0)
STRANGE = (-0.0, 1e308, -1e300, 1e-308, 5e-324, 1e17, 800.0, math.inf, -math.inf)


def draw(
    graph: ExpressionGraph,
    rng: np.random.Generator,
    operators: Sequence[str],
    size: int,
) -> list[Node]:
    """Return nodes: the names, the time, two numbers, and as many operations."""
    nodes = [*map(graph.symbol, NAMES), graph.time()]
    nodes += [graph.constant(float(rng.choice(EVERYDAY))) for _ in range(2)]
    for _ in range(size):
        name = str(rng.choice(operators))
        n = 3 if name == "if" else 1 if name in UNARY else 2
        n = int(rng.integers(2, 5)) if name == "add" else n
        children = [nodes[k] for k in rng.integers(0, len(nodes), n)]
        nodes.append(graph.build(name, children))
    return nodes


EVERY_OPERATOR = ("add", "mul", "if", *UNARY, *BINARY)


@contextmanager
def python_only() -> Iterator[None]:
    """Do without machine code, as an installation without llvmlite does."""
    before = os.environ.get(SWITCH)
    os.environ[SWITCH] = "0"
    machine.cache_clear()
    quad_machine.cache_clear()
    try:
        yield
    finally:
        os.environ.pop(SWITCH)
        if before is not None:
            os.environ[SWITCH] = before
        machine.cache_clear()
        quad_machine.cache_clear()
