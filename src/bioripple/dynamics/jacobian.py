"""The exact Jacobian of a model's variables at their state at a given time."""

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bioripple.arrays import Flags, Floats
from bioripple.dynamics.compiled import CompiledSystem
from bioripple.dynamics.exact import Derivatives, ExactDerivatives
from bioripple.dynamics.links import links
from bioripple.dynamics.spread import Spread
from bioripple.errors import Failed
from bioripple.network.listed import ListedMatrix
from bioripple.runtime.checks import check_kind, check_time, check_vector
from bioripple.symbolic.wide import draw_errors

if TYPE_CHECKING:
    from scipy.sparse import csr_array

DOUBLE = 1e-9  # relative error of an entry in which no terms cancel
DRAWS = 2  # of errors of the state and the constants, each with its opposite
# Guards the division of a rate by a state that is zero [model units]; see docs/methods.
STEADINESS_FLOOR = 1e-9


@dataclass(frozen=True, eq=False)
class NodeJacobian:
    """Variables of a model at one time.

    Matrices are lists of their entries; n × n arrays are made where they are asked for.

    Attributes
    ----------
    nodes : ndarray of str, shape (n,)
        Their ids.
    state, rate : ndarray, shape (n,)
        x and f = ẋ.
    links : ListedMatrix, n × n
        What `jacobian` and `sparse` are made of.
    derivatives : ListedMatrix, n × n
        The same places with all entries, whether they are links or not.
    errors : ListedMatrix, n × n
        By how much an entry may be off for errors of the state and of the constants.
    formulas : ListedMatrix, n × n
        What `slopes` is made of.
    t
        The time [model time units].
    n_negligible
        Entries, of all variables, that are not 0 and no links.
    """

    nodes: NDArray[np.str_]
    state: Floats
    rate: Floats
    links: ListedMatrix
    derivatives: ListedMatrix
    errors: ListedMatrix
    formulas: ListedMatrix
    t: float
    n_negligible: int = 0

    @cached_property
    def jacobian(self) -> Floats:
        """J, (n, n): `jacobian[i, j]` = ∂f_i/∂x_j; row = affected, column = affecting.

        An entry that is no link (see `dynamics.links.links`) is 0.
        """
        return self.links.dense()

    @cached_property
    def sparse(self) -> "csr_array":
        """J as a sparse matrix, (n, n), in which no 0 is stored."""
        return self.links.sparse()

    @cached_property
    def derivative(self) -> Floats:
        """J with all entries, (n, n), whether they are links or not."""
        return self.derivatives.dense()

    @cached_property
    def error(self) -> Floats:
        """By how much each entry of `derivative` may be off, (n, n)."""
        return self.errors.dense()

    @cached_property
    def slopes(self) -> Floats:
        """`slopes[i, j]` = ∂g_i/∂x_j where x_i is given by a formula g_i, else 0."""
        return self.formulas.dense()

    def without_satellites(self) -> "NodeJacobian":
        """Drop, in one pass, the variables whose whole row is zero."""
        return self.among(self.has_influence)

    @property
    def has_influence(self) -> NDArray[np.bool_]:
        """Whether a variable is influenced by any, itself included, shape (n,)."""
        return self.links.has_entry

    def among(self, kept: NDArray[np.bool_]) -> "NodeJacobian":
        """Keep some of the variables, those that are true in an array of shape (n,)."""
        return NodeJacobian(
            nodes=self.nodes[kept],
            state=self.state[kept],
            rate=self.rate[kept],
            links=self.links.among(kept),
            derivatives=self.derivatives.among(kept),
            errors=self.errors.among(kept),
            formulas=self.formulas.among(kept),
            t=self.t,
            n_negligible=self.n_negligible,
        )

    @property
    def relative_rates(self) -> Floats:
        """|f_i| / (|x_i| + 1e-9) of each node [per model time unit]."""
        with np.errstate(over="ignore"):
            return np.abs(self.rate) / (np.abs(self.state) + STEADINESS_FLOOR)


def node_jacobian(
    compiled: CompiledSystem, x: Floats, *, t: float, error: Floats | None = None
) -> NodeJacobian:
    """Compute rates and Jacobian of all variables of a model.

    Parameters
    ----------
    compiled
        The system.
    x
        Its states at time t, shape (number of states,).
    t
        The time [model time units].
    error
        By how much each state may be off [model units]; nothing by default.

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
        If an entry is not finite, or a rate or an assigned species hangs on a decision
        by what is no number.
    Refused
        If an assignment rule has no derivative (from `ExactDerivatives`).
    TypeError, ValueError
        If an argument is of another kind or shape, or `t` is not finite and ≥ 0.
    """
    check_kind(compiled, CompiledSystem, "compiled", "compile_system")
    x = check_vector(x, "x", size=len(compiled.system.states))
    t = check_time(t, "t")
    system = compiled.system
    # ASSUME: parameters under assignment rules are no nodes. DYNAMO's converter gives
    # them no rate either, and the paper counts seven nodes in BIOMD0000000168 so.
    ruled = [name for name in system.species if name in system.assigned]
    compiled.check_decisions(t, x.tolist(), ruled)
    derivatives = ExactDerivatives(compiled, ruled)
    found = derivatives.at(t, x)
    names = np.array(system.variables, dtype=np.str_)
    spread = Spread(system.variables, (*system.states, *ruled), system.states)
    fixed = [system.constants.get(name, np.nan) for name in system.variables]
    off, keeps = _trial(compiled, derivatives, found, t, x, error)
    entries = spread.matrix(derivatives.places, found.entries)
    result = NodeJacobian(
        nodes=names,
        state=spread.vector(found.value, np.array(fixed)),
        rate=spread.vector(found.rate, np.zeros(len(names))),
        links=entries,
        derivatives=entries,
        errors=spread.matrix(derivatives.places, off),
        formulas=spread.matrix(derivatives.slope_places, found.slopes),
        t=t,
    )
    _check_finite(result)
    certain = spread.matrix(derivatives.places, keeps.astype(np.float64)).values > 0.0
    kept = links(entries, state=result.state, certain=certain)
    return replace(
        result,
        links=entries.having(np.where(kept, entries.values, 0.0)),
        n_negligible=int(np.count_nonzero(entries.values[~kept])),
    )


def _trial(
    compiled: CompiledSystem,
    derivatives: ExactDerivatives,
    found: Derivatives,
    t: float,
    x: Floats,
    error: Floats | None,
) -> tuple[Floats, Flags]:
    """Move states and constants by their errors, in a few draws.

    Returns by how much each entry has moved, and whether it has kept its sign.
    """
    exact, n = found.entries, derivatives.n_of_states
    step = np.zeros_like(x) if error is None else error

    def rough(there: Floats) -> Floats:
        entries = np.zeros_like(exact)
        entries[:n] = compiled.jacobian.entries(t, there.tolist())
        return entries

    draws = list(product(range(DRAWS), (1.0, -1.0)))
    states = [
        _moved(x, sign * draw_errors(len(x), draw) * step) for draw, sign in draws
    ]
    found_there = [rough(there) for there in states]
    # where double precision tells the same, it tells as well, and faster, what changes
    careful = ~np.isclose(rough(x), exact, rtol=DOUBLE, atol=0.0)
    careful[n:] = True
    for other in found_there:
        careful |= ~np.isfinite(other) | ((other == 0.0) & (exact != 0.0))
    if careful.any():
        drawn = derivatives.drawn(careful)
        found_there = [
            np.where(careful, drawn(t, there, draw), other)
            for draw, there, other in zip(draws, states, found_there, strict=True)
        ]
    moved_by, keeps = np.zeros_like(exact), np.ones(exact.shape, dtype=np.bool_)
    for other in found_there:
        with np.errstate(invalid="ignore", over="ignore"):
            moved_by = np.fmax(moved_by, np.abs(other - exact))
            keeps &= np.isnan(other) | (np.sign(other) == np.sign(exact))
    return moved_by, keeps


def _moved(x: Floats, step: Floats) -> Floats:
    """Return the states after a step; a formula may have no value beyond 0."""
    there = x + step
    return np.where(x >= 0.0, np.maximum(there, 0.0), there)


def negative_values(values: Floats) -> tuple[int, float]:
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
    links = found.links
    bad = np.flatnonzero(~np.isfinite(links.values))
    if bad.size:
        i, j, value = (
            part[bad[0]] for part in (links.rows, links.columns, links.values)
        )
        raise Failed(
            f"the derivative of d{found.nodes[i]}/dt with respect to "
            f"{found.nodes[j]} is {value} at t = {found.t:g}"
        )
    if not np.isfinite(found.rate).all():
        name = str(found.nodes[~np.isfinite(found.rate)][0])
        raise Failed(f"the rate of change of {name!r} is not finite at t = {found.t:g}")
    # a satellite may lack a value: nothing depends on it
    strange = found.has_influence & ~np.isfinite(found.relative_rates)
    if strange.any():
        name = str(found.nodes[strange][0])
        value = found.state[strange][0]
        raise Failed(
            f"the rate of change of {name!r} relative to its value {value:g} is not "
            f"finite at t = {found.t:g}"
        )
