"""Who acts on whom with what sign, by the equations alone: no values, no state.

Whoever has a network from the literature knows this much, and not where a species is
used up or a pump saturated, as signs of a Jacobian at a state tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bioripple.errors import Refused
from bioripple.odes.system import OdeSystem
from bioripple.symbolic.derivatives import TIME, gradients
from bioripple.symbolic.enclosure import Bounds, enclose
from bioripple.symbolic.graph import ExpressionGraph, Node

Entry = tuple[int, int]

# ASSUME: what has the same sign wherever it is looked at has that sign everywhere.
SAMPLES = 64
# ASSUME: species, parameters, compartments and time are positive; what has a sign only
# beyond a factor of a hundred between two of them is found by luck.
DECADES = 1.0  # numbers are drawn between 10^-1 and 10^1, evenly in their logarithm
SEED = 20190715
# Numbers are drawn with this relative width, so that the bounds of what cancels but for
# round-off hold 0.
WIDTH = 1e-12


@dataclass(frozen=True, eq=False)
class Wiring:
    """Who acts on whom in a model, whatever its parameters and its state.

    Attributes
    ----------
    nodes
        Ids of the n variables that something acts on, in the order of the system's.
    sign : csr_array of int8, shape (n, n)
        `[i, j]` = sign of the effect of node j on the rate of node i: row = affected,
        column = affecting. Where both occur, the commoner one. Nothing stored is 0.
    unknown : csr_array of bool, shape (n, n)
        Edges of `sign` whose sign hangs on numbers: the equations allow both.
    """

    nodes: tuple[str, ...]
    sign: csr_array
    unknown: csr_array


def wiring(system: OdeSystem) -> Wiring:
    """Find the signed network that the equations of a model are.

    Parameters
    ----------
    system
        The equations. Values of constants and initial values are not looked at.

    Returns
    -------
    Wiring
        Of the variables of the model that something acts on. A species under an
        assignment rule has the row of its rate of change and acts on nothing, as in
        `dynamics.jacobian.node_jacobian`; nor do events.

    Raises
    ------
    Refused
        If a rate or an assignment rule has no derivative.

    Notes
    -----
    The derivatives are exact formulas. Their signs are looked at where all quantities
    are drawn at random; a derivative that is 0, or no number, everywhere is no edge.
    """
    ruled = [name for name in system.species if name in system.assigned]
    try:
        entries = _derivatives(system, ruled)
    except NotImplementedError as problem:
        raise Refused(f"the wiring needs a {problem}") from None
    positive, negative = _count_signs(system.graph, list(entries.values()))
    acts = (positive > 0) | (negative > 0)
    found = np.array(list(entries), dtype=np.intp).reshape(-1, 2)[acts]
    kept = np.unique(found[:, 0])
    within = np.isin(found[:, 1], kept)
    places = np.searchsorted(kept, found[within])
    both = ((positive > 0) & (negative > 0))[acts][within]
    sign = np.where(positive >= negative, 1, -1).astype(np.int8)[acts][within]
    return Wiring(
        nodes=tuple(system.variables[k] for k in kept.tolist()),
        sign=_matrix(places, sign, len(kept)),
        unknown=_matrix(places[both], both[both], len(kept)),
    )


def _derivatives(system: OdeSystem, ruled: Sequence[str]) -> dict[Entry, Node]:
    """Return the derivatives that are not identically 0, by places among variables."""
    graph, states = system.graph, system.states
    rates = [*system.rates, *_ruled_rates(system, ruled)]
    place = {name: k for k, name in enumerate(system.variables)}
    return {
        (place[row], place[column]): node
        for row, gradient in zip(
            (*states, *ruled), gradients(graph, rates, states), strict=True
        )
        for column, node in gradient.items()
        if row in place and column in place
    }


def _ruled_rates(system: OdeSystem, ruled: Sequence[str]) -> list[Node]:
    """Return ẏ = Σ ∂g/∂x·f + ∂g/∂t of quantities y = g(t, x)."""
    graph = system.graph
    speed = dict(zip(system.states, system.rates, strict=True)) | {TIME: graph.one}
    slopes = gradients(graph, [system.assigned[name] for name in ruled], speed)
    return [
        graph.add([graph.multiply(node, speed[name]) for name, node in slope.items()])
        for slope in slopes
    ]


def _count_signs(
    graph: ExpressionGraph, nodes: Sequence[Node]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return at how many random places each formula is surely above, and below, 0."""
    if not nodes:
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    rng = np.random.default_rng(SEED)

    def draw() -> NDArray[np.float64]:
        return 10.0 ** rng.uniform(-DECADES, DECADES, SAMPLES)

    # sorted: what is drawn for a name must not hang on the order of a set
    values = {name: _Near(draw()) for name in sorted(graph.symbols(nodes))}
    low, high = enclose(graph, nodes, *_around(draw()), values=values)
    return (low > 0.0).sum(axis=1), (high < 0.0).sum(axis=1)


@dataclass(frozen=True, eq=False)
class _Near:
    """What a quantity is, whatever the time."""

    value: NDArray[np.float64]

    def __call__(self, start: object, stop: object) -> Bounds:
        return _around(self.value)


def _around(value: NDArray[np.float64]) -> Bounds:
    return value * (1.0 - WIDTH), value * (1.0 + WIDTH)


def _matrix(places: NDArray[np.intp], values: NDArray[Any], n: int) -> csr_array:
    matrix = csr_array((values, (places[:, 0], places[:, 1])), shape=(n, n))
    matrix.sort_indices()
    return matrix
