"""How the nodes of a kinetic model respond to some that are held at other values."""

from collections.abc import Sequence

import numpy as np

from bioripple.answers.kinetic_point import WorkingPoint
from bioripple.answers.simulated import hold
from bioripple.arrays import Floats
from bioripple.dynamics.jacobian import NodeJacobian
from bioripple.dynamics.sums import conserved_sums
from bioripple.odes.system import OdeSystem
from bioripple.responses.to_parameters import HeldResponse, lasting, push


def held_response(
    system: OdeSystem,
    point: WorkingPoint,
    nodes: NodeJacobian,
    names: Sequence[str],
    by: Sequence[float] | Floats,
) -> HeldResponse:
    """Return the lasting response at a steady state, else that to a push.

    Parameters
    ----------
    system
        The equations.
    point
        Where they are looked at.
    nodes
        Their Jacobian there, with columns of all that is held; see
        `kinetic_point.jacobian_at`.
    names
        Ids of k nodes that are held.
    by
        By how much each is changed, in its own unit, shape (k,).

    Returns
    -------
    HeldResponse
        Of `nodes.nodes`, in their order.
    """
    ids: list[str] = nodes.nodes.tolist()
    place = {name: k for k, name in enumerate(ids)}
    held = [place[name] for name in names]
    if not point.steady:
        return push(nodes.sparse, held, by)
    states = zip(system.states, point.state.tolist(), strict=True)
    stand = {name: value for name, value in states if name in names}
    sums = conserved_sums(hold(system, stand))
    others = [name for name in system.states if name not in names]
    places = np.array([place.get(name, -1) for name in others], dtype=np.intp)
    inside = places >= 0
    # a sum with what is no node of the network binds none of them
    whole = sums[~(sums[:, ~inside] != 0.0).any(axis=1)]
    conserved = np.zeros((len(whole), len(ids)))
    conserved[:, places[inside]] = whole[:, inside]
    return lasting(
        nodes.jacobian, nodes.slopes, conserved, held, by, size=np.abs(nodes.state)
    )
