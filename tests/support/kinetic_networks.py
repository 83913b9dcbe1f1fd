"""Random reaction networks with mass action, and what every tier knows of them."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bioripple.arrays import Floats
from bioripple.network.influence import signs
from bioripple.network.moieties import conserved_moieties
from bioripple.network.processes import Processes
from bioripple.network.tiers import (
    TIERS,
    AbundanceBoth,
    Network,
    Structure,
    Tier,
    Wiring,
    restrict,
)
from bioripple.responses.sensitivity import sensitivity


def random_kinetics(n: int, *, seed: int) -> tuple[AbundanceBoth, Floats]:
    """Draw a network of n nodes, and return it with its Jacobian.

    Each node is made and decays; as many reactions again turn two nodes into a third,
    half of them helped by a modifier. J = N diag(v) Θ diag(1/x), all elasticities 1.
    """
    rng = np.random.default_rng(seed)
    stoichiometry = np.concatenate([np.eye(n), -np.eye(n), np.zeros((n, n))], axis=1)
    reads = np.concatenate(
        [np.zeros((n, n)), np.eye(n), np.zeros((n, n))], axis=1
    ).astype(bool)
    for reaction in range(2 * n, 3 * n):
        one, other, third, modifier = rng.choice(n, 4, replace=False)
        stoichiometry[[one, other, third], reaction] = [-1.0, -2.0, 1.0]
        reads[[one, other], reaction] = True
        reads[modifier, reaction] = rng.random() < 0.5
    state = 10.0 ** rng.normal(size=n)
    flux = np.prod(np.where(reads, state[:, None], 1.0), axis=0)
    jacobian = (stoichiometry * flux) @ (reads / state[:, None]).T
    inputs = AbundanceBoth(
        sign=signs(jacobian),
        stoichiometry=stoichiometry,
        reads=reads,
        is_rule=np.zeros(3 * n, dtype=bool),
        reversible=rng.random(3 * n) < 0.3,
        assigned_reads=np.zeros((n, n), dtype=bool),
        moieties=conserved_moieties(stoichiometry),
        initial=state * 10.0 ** (0.3 * rng.normal(size=n)),
        state=state,
    )
    return inputs, jacobian


def known_to(tier: Tier, inputs: AbundanceBoth) -> Network:
    """Return what a tier knows where no sign hangs on the state."""
    everything = Wiring(inputs.sign) if tier == "wiring" else inputs
    return restrict(everything, TIERS[tier])


def processes_of(known: Structure) -> Processes:
    """Return the processes of a network as those who read files have them."""
    return Processes(
        changes=csr_array(known.stoichiometry),
        reads=csr_array(known.reads),
        is_rule=known.is_rule,
        reversible=known.reversible,
    )


def response(jacobian: Floats) -> Floats:
    """Return the truth `dynamo` of a Jacobian."""
    return sensitivity(jacobian).matrix


def permuted(inputs: AbundanceBoth, order: NDArray[np.intp]) -> AbundanceBoth:
    """Return the same network with its nodes in another order."""
    square = np.ix_(order, order)
    return AbundanceBoth(
        sign=inputs.sign[square],
        stoichiometry=inputs.stoichiometry[order],
        reads=inputs.reads[order],
        is_rule=inputs.is_rule,
        reversible=inputs.reversible,
        assigned_reads=inputs.assigned_reads[square],
        moieties=inputs.moieties[:, order],
        initial=inputs.initial[order],
        state=inputs.state[order],
    )
