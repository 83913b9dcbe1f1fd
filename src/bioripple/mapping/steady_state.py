"""From equations to the state where a model comes to rest, and the Jacobian there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.jacobian import node_jacobian
from bioripple.dynamics.newton import EMPTY
from bioripple.dynamics.steady_point import SteadyPoint, steady_point
from bioripple.errors import Failed, Refused
from bioripple.network.listed import to_file
from bioripple.odes.arrays import from_arrays

COLUMNS = (
    "model",
    "found",
    "reason",
    "detail",
    "standing",
    "residual",
    "slowest",
    "n_sums",
    "n_growing",
    "n_further_nodes",
)
NO_SLOPES = "no slopes"
# By how much a state at rest may be off, as a share of it: Newton's method has gone on
# until doubles tell no better.
ERROR = 1e-10


@dataclass(frozen=True, eq=False)
class AtRest:
    """What is known of a model at rest.

    Attributes
    ----------
    row
        `COLUMNS` without the model.
    arrays
        `nodes` and `state`, (n,); the entries of `jacobian` and `slopes`, (n, n), as
        `network.listed.to_file` names them. Empty where there is no such state.
    """

    row: dict[str, object]
    arrays: Mapping[str, ArrayLike] = field(default_factory=dict)


def at_rest(
    system: Mapping[str, NDArray[Any]], nodes: NDArray[np.str_], *, max_steps: int
) -> AtRest:
    """Look for the state in which a model comes to rest, and differentiate there.

    Parameters
    ----------
    system
        The equations, as `mapping.parse_sbml.parse_sbml` returns them.
    nodes
        Ids of the nodes of its influence network at the horizon.
    max_steps
        Of all integrations of the search together.

    Returns
    -------
    AtRest
        Of these nodes, and of further variables that are influenced at rest only. An
        amount below `EMPTY` of what it was is 0. Whether the state is the only one is
        not asked: it is the one that the model comes to.

    Raises
    ------
    Failed, Refused
        If the model cannot even be integrated to the first state that is looked at.
    """
    equations = from_arrays(system)
    point = steady_point(equations, starts=0, max_steps=max_steps, stubborn=False)
    if not point.found:
        return AtRest(_row(point, point.reason, point.detail))
    state = np.where(np.abs(point.state) <= EMPTY * point.size, 0.0, point.state)
    try:
        everything = node_jacobian(
            compile_system(equations, t_end=1.0),
            state,
            t=0.0,
            error=ERROR * np.abs(state),
        )
    except (Failed, Refused) as problem:
        return AtRest(_row(point, NO_SLOPES, str(problem)))
    known = np.isin(everything.nodes, nodes)
    network = everything.among(everything.has_influence | known)
    return AtRest(
        _row(point, "", "") | {"n_further_nodes": len(network.nodes) - len(nodes)},
        {
            "nodes": network.nodes,
            "state": network.state,
            **to_file("jacobian", network.links),
            **to_file("slopes", network.formulas),
        },
    )


def _row(point: SteadyPoint, reason: str, detail: str) -> dict[str, object]:
    return {
        "found": not reason,
        "reason": reason,
        "detail": detail,
        "standing": point.standing,
        "residual": point.residual,
        "slowest": point.slowest,
        "n_sums": point.n_sums,
        "n_growing": len(point.growing),
        "n_further_nodes": 0,
    }
