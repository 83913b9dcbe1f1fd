"""The exact Jacobian of a model's variables at their state at a given time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bioripple.compiled import compile_function
from bioripple.derivatives import TIME, gradients
from bioripple.expressions import Node
from bioripple.integrate import Array, CompiledSystem
from bioripple.outcome import Failed, Refused

# Entries of assigned variables are sums; what is left below this share of the sizes of
# the summands is round-off of a cancellation and means zero.
ROUND_OFF = 1e-13
# Guards the division of a rate by a state that is zero [model units]; see docs/methods.
STEADINESS_FLOOR = 1e-9


@dataclass(frozen=True)
class NodeJacobian:
    """Variables of a model at one time.

    Attributes
    ----------
    nodes : ndarray of str, shape (n,)
        Their ids.
    state, rate : ndarray, shape (n,)
        x and f = ẋ.
    jacobian : ndarray, shape (n, n)
        `jacobian[i, j]` = ∂f_i/∂x_j; row = affected, column = affecting.
    t
        The time [model time units].
    """

    nodes: NDArray[np.str_]
    state: Array
    rate: Array
    jacobian: Array
    t: float

    def without_satellites(self) -> "NodeJacobian":
        """Drop, in one pass, the variables whose whole row is zero."""
        kept = self.jacobian.any(axis=1)
        return NodeJacobian(
            nodes=self.nodes[kept],
            state=self.state[kept],
            rate=self.rate[kept],
            jacobian=np.ascontiguousarray(self.jacobian[np.ix_(kept, kept)]),
            t=self.t,
        )

    @property
    def relative_rates(self) -> Array:
        """|f_i| / (|x_i| + 1e-9) of each node [per model time unit]."""
        return np.abs(self.rate) / (np.abs(self.state) + STEADINESS_FLOOR)


def node_jacobian(compiled: CompiledSystem, x: Array, *, t: float) -> NodeJacobian:
    """Compute rates and Jacobian of all variables of a model.

    Parameters
    ----------
    compiled
        The system.
    x
        Its states at time t, shape (number of states,).
    t
        The time [model time units].

    Returns
    -------
    NodeJacobian
        For all variables of the system, satellites included. A species under an
        assignment rule y = g(x) has the row of ẏ = Σ ∂g/∂x·ẋ + ∂g/∂t, and a column of
        zeros, because it is overwritten wherever it is read. A parameter under an
        assignment rule is a name for an expression: its row is zero.

    Raises
    ------
    Failed
        If an entry is not finite.
    Refused
        If an assignment rule has no derivative.
    """
    system = compiled.system
    names = system.variables
    values = dict(system.constants)
    values.update(zip(system.states, x.tolist(), strict=True))
    among_states = compiled.jacobian(t, x.tolist())
    state_rates = np.array(compiled.rates(t, x.tolist()))
    rate = np.zeros(len(names))
    matrix = np.zeros((len(names), len(names)))
    place = {name: index for index, name in enumerate(names)}
    shown = [index for index, name in enumerate(system.states) if name in place]
    where = [place[system.states[index]] for index in shown]
    rate[where] = state_rates[shown]
    matrix[np.ix_(where, where)] = among_states[np.ix_(shown, shown)]
    # ASSUME: parameters under assignment rules are no nodes. DYNAMO's converter gives
    # them no rate either, and the paper counts seven nodes in BIOMD0000000168 so.
    ruled = [name for name in system.species if name in system.assigned]
    if ruled:
        assigned = _assigned_rows(compiled, ruled, x, t, state_rates, among_states)
        values.update(zip(ruled, assigned[0].tolist(), strict=True))
        rows = [place[name] for name in ruled]
        rate[rows] = assigned[1]
        matrix[np.ix_(rows, where)] = assigned[2][:, shown]
    result = NodeJacobian(
        nodes=np.array(names, dtype=np.str_),
        state=np.array([values.get(name, np.nan) for name in names]),
        rate=rate,
        jacobian=matrix,
        t=t,
    )
    _check_finite(result)
    return result


def _assigned_rows(
    compiled: CompiledSystem,
    ruled: list[str],
    x: Array,
    t: float,
    state_rates: Array,
    among_states: Array,
) -> tuple[Array, Array, Array]:
    """Return values, rates and Jacobian rows (over the states) of assigned variables.

    With G = ∂g/∂x and ẏ = G·ẋ + ∂g/∂t, the row of y is the derivative of ẏ with ẋ held
    fixed, plus G·∂ẋ/∂x.
    """
    system = compiled.system
    graph, states = system.graph, system.states
    formulas = graph.bind([system.assigned[name] for name in ruled], system.constants)
    try:
        first = gradients(graph, formulas, [*states, TIME])
        speeds = {name: f"\0rate of {name}" for name in states}
        rates = [
            graph.add(
                [
                    node
                    if name == TIME
                    else graph.multiply(node, graph.symbol(speeds[name]))
                    for name, node in gradient.items()
                ]
            )
            for gradient in first
        ]
        second = gradients(graph, rates, states)
    except NotImplementedError as problem:
        raise Refused(f"an assignment rule has no {problem}") from None
    known = [*states, *speeds.values()]
    numbers = [*x.tolist(), *state_rates.tolist()]

    def compute(nodes: list[Node]) -> Array:
        return np.array(compile_function(graph, nodes, known)(t, numbers))

    def fill(found: list[dict[str, Node]]) -> Array:
        place = {name: index for index, name in enumerate(states)}
        entries = [
            (row, place[name], node)
            for row, gradient in enumerate(found)
            for name, node in gradient.items()
            if name in place
        ]
        matrix = np.zeros((len(ruled), len(states)))
        values = compute([entry[2] for entry in entries])
        for (row, column, _), value in zip(entries, values, strict=True):
            matrix[row, column] = value
        return matrix

    direct, slopes = fill(second), fill(first)
    rows = direct + slopes @ among_states
    sizes = np.abs(direct) + np.abs(slopes) @ np.abs(among_states)
    rows[np.abs(rows) <= ROUND_OFF * sizes] = 0.0
    return compute(formulas), compute(rates), rows


def _check_finite(found: NodeJacobian) -> None:
    bad = ~np.isfinite(found.jacobian)
    if bad.any():
        i, j = np.argwhere(bad)[0]
        raise Failed(
            f"the derivative of d{found.nodes[i]}/dt with respect to "
            f"{found.nodes[j]} is {found.jacobian[i, j]} at t = {found.t:g}"
        )
    if not np.isfinite(found.rate).all():
        name = str(found.nodes[~np.isfinite(found.rate)][0])
        raise Failed(f"the rate of change of {name!r} is not finite at t = {found.t:g}")
