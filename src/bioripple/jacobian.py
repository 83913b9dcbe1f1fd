"""The exact Jacobian of a model's variables at their state at a given time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bioripple.assigned import AssignedQuantities
from bioripple.checks import check_kind, check_time, check_vector
from bioripple.compiled_system import CompiledSystem
from bioripple.integrate import Array
from bioripple.outcome import Failed

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
    slopes : ndarray, shape (n, n)
        `slopes[i, j]` = ∂g_i/∂x_j where x_i is given by a formula g_i; 0 elsewhere.
    t
        The time [model time units].
    """

    nodes: NDArray[np.str_]
    state: Array
    rate: Array
    jacobian: Array
    slopes: Array
    t: float

    def without_satellites(self) -> "NodeJacobian":
        """Drop, in one pass, the variables whose whole row is zero."""
        return self.among(self.has_influence)

    @property
    def has_influence(self) -> NDArray[np.bool_]:
        """Whether a variable is influenced by any, itself included, shape (n,)."""
        return np.asarray(self.jacobian.any(axis=1))

    def among(self, kept: NDArray[np.bool_]) -> "NodeJacobian":
        """Keep some of the variables, those that are true in an array of shape (n,)."""
        return NodeJacobian(
            nodes=self.nodes[kept],
            state=self.state[kept],
            rate=self.rate[kept],
            jacobian=np.ascontiguousarray(self.jacobian[np.ix_(kept, kept)]),
            slopes=np.ascontiguousarray(self.slopes[np.ix_(kept, kept)]),
            t=self.t,
        )

    @property
    def relative_rates(self) -> Array:
        """|f_i| / (|x_i| + 1e-9) of each node [per model time unit]."""
        with np.errstate(over="ignore"):
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
        If an assignment rule has no derivative (from `AssignedQuantities`).
    TypeError, ValueError
        If an argument is of another kind or shape, or `t` is not finite and ≥ 0.
    """
    check_kind(compiled, CompiledSystem, "compiled", "compile_system")
    x = check_vector(x, "x", size=len(compiled.system.states))
    t = check_time(t, "t")
    system = compiled.system
    names = system.variables
    values = dict(system.constants)
    values.update(zip(system.states, x.tolist(), strict=True))
    among_states = compiled.jacobian(t, x.tolist())
    rate = np.zeros(len(names))
    matrix = np.zeros((len(names), len(names)))
    slopes = np.zeros_like(matrix)
    place = {name: index for index, name in enumerate(names)}
    shown = [index for index, name in enumerate(system.states) if name in place]
    where = [place[system.states[index]] for index in shown]
    rate[where] = np.array(compiled.rates(t, x.tolist()))[shown]
    matrix[np.ix_(where, where)] = among_states[np.ix_(shown, shown)]
    # ASSUME: parameters under assignment rules are no nodes. DYNAMO's converter gives
    # them no rate either, and the paper counts seven nodes in BIOMD0000000168 so.
    ruled = [name for name in system.species if name in system.assigned]
    if ruled:
        assigned = AssignedQuantities(compiled, ruled)
        values.update(zip(ruled, assigned.values(t, x.tolist()), strict=True))
        rows = [place[name] for name in ruled]
        rate[rows] = assigned.rates(t, x.tolist())
        matrix[np.ix_(rows, where)] = assigned.jacobian(t, x.tolist())[:, shown]
        slopes[np.ix_(rows, where)] = assigned.slopes(t, x.tolist())[:, shown]
    result = NodeJacobian(
        nodes=np.array(names, dtype=np.str_),
        state=np.array([values.get(name, np.nan) for name in names]),
        rate=rate,
        jacobian=matrix,
        slopes=slopes,
        t=t,
    )
    _check_finite(result)
    return result


def negative_values(values: Array) -> tuple[int, float]:
    """Count negative values, and return the lowest as a share of the largest size.

    Parameters
    ----------
    values
        Amounts or concentrations; NaN where there is none.

    Returns
    -------
    tuple of int and float
        The share is between -1 and 0.
    """
    negative = values < 0.0
    if not negative.any():
        return 0, 0.0
    lowest = values[negative].min() / np.nanmax(np.abs(values))
    return int(np.count_nonzero(negative)), float(lowest)


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
    # a satellite may lack a value: nothing depends on it
    strange = found.jacobian.any(axis=1) & ~np.isfinite(found.relative_rates)
    if strange.any():
        name = str(found.nodes[strange][0])
        value = found.state[strange][0]
        raise Failed(
            f"the rate of change of {name!r} relative to its value {value:g} is not "
            f"finite at t = {found.t:g}"
        )
