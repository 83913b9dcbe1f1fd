"""How nodes respond by each member of a predictor, and with each altered network."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bioripple.answers.result import Condition
from bioripple.answers.robustness import altered
from bioripple.answers.solve import Held, Solved, System
from bioripple.arrays import Floats
from bioripple.network.signed import SignedNetwork
from bioripple.predictors.passing import Passing
from bioripple.predictors.propagating import passing


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Everything that answers: members of the predictor, on the network and altered.

    Attributes
    ----------
    plain
        What the predictor passes on the network as it is.
    systems
        Its members, ready to be solved.
    others
        The same on each altered network.
    """

    plain: Passing
    systems: tuple[System, ...]
    others: tuple[tuple[Passing, tuple[System, ...]], ...] = ()


@dataclass(frozen=True, eq=False)
class Answered:
    """Responses to k conditions, each array of shape (n, k).

    Attributes
    ----------
    response
        Mean over the members, on the network as it is.
    spread
        Standard deviation over members and altered networks; NaN if there is one only.
    agreement
        Share of these with the sign of `response`; NaN if there is one only.
    residual
        Largest of all solutions.
    steps
        Largest of all solutions.
    converged
        Whether all of them did.
    """

    response: Floats
    spread: Floats
    agreement: Floats
    residual: float
    steps: int
    converged: bool


def prepare(
    network: SignedNetwork,
    predictor: str,
    *,
    robustness: int,
    seed: int,
    abundances: Floats | None = None,
) -> Ensemble:
    """Prepare all members on a network and on altered copies of it.

    Parameters
    ----------
    network
        What is perturbed.
    predictor
        Id in `propagating.PASSINGS`.
    robustness
        Number of copies with lost and flipped edges.
    seed
        Of what is drawn for them.
    abundances
        As `propagating.passing` takes them.
    """
    plain = passing(predictor, network, abundances=abundances)
    copies = altered(network, robustness, seed=seed)
    passed = [passing(predictor, copy, abundances=abundances) for copy in copies]
    return Ensemble(
        plain, _systems(plain), tuple((each, _systems(each)) for each in passed)
    )


def answer_block(
    network: SignedNetwork, ensemble: Ensemble, conditions: Sequence[Condition]
) -> Answered:
    """Return the responses to some conditions.

    Parameters
    ----------
    network
        What is perturbed.
    ensemble
        What answers.
    conditions
        Columns of what is returned.
    """
    plain = list(_solutions(network, ensemble.plain, ensemble.systems, conditions))
    response = np.mean([each.changes for each in plain], axis=0)
    count = 0
    total, squares, agreeing = (np.zeros_like(response) for _ in range(3))
    residual, steps, converged = 0.0, 0, True
    for solved in _all(network, ensemble, conditions, plain):
        count += 1
        # Around the response: squares of what is nearly equal would cancel.
        off = solved.changes - response
        total += off
        squares += off**2
        agreeing += np.sign(solved.changes) == np.sign(response)
        residual, steps = max(residual, solved.residual), max(steps, solved.steps)
        converged &= solved.converged
    if count == 1:
        nothing = np.full_like(response, np.nan)
        return Answered(response, nothing, nothing, residual, steps, converged)
    variance = squares / count - (total / count) ** 2
    spread = np.sqrt(np.maximum(variance, 0.0))
    return Answered(response, spread, agreeing / count, residual, steps, converged)


def load(
    network: SignedNetwork,
    passed: Passing,
    member: System,
    conditions: Sequence[Condition],
) -> tuple[Floats, Held]:
    """Return what conditions add to the nodes, and what they hold.

    Parameters
    ----------
    network
        Gives nodes their places.
    passed
        Whether strengths of nodes are held or added, and their scale.
    member
        W.
    conditions
        Columns of what is returned.

    Notes
    -----
    A link j -> i of strength s pushes i by scale · W_ij · s: what i would feel through
    this link alone if j changed by s, so that -1 is the link gone, to first order. Who
    perturbs all links of a node that nothing acts on perturbs the node. The link itself
    stays in W.
    """
    added = np.zeros((network.size, len(conditions)))
    rows, columns, values = [], [], []
    for column, condition in enumerate(conditions):
        for (source, target), strength in condition.links.items():
            i, j = network.place[target], network.place[source]
            added[i, column] += passed.scale * member.matrix[i, j] * strength
        for node, strength in condition.nodes.items():
            rows.append(network.place[node])
            columns.append(column)
            values.append(strength)
    places, which = np.array(rows, dtype=np.intp), np.array(columns, dtype=np.intp)
    strengths = np.array(values, dtype=np.float64)
    if passed.held:
        return added, Held(places, which, strengths)
    np.add.at(added, (places, which), passed.scale * strengths)
    nothing = np.zeros(0, dtype=np.intp)
    return added, Held(nothing, nothing, np.zeros(0))


def _systems(passed: Passing) -> tuple[System, ...]:
    return tuple(System(member) for member in passed.members)


def _solutions(
    network: SignedNetwork,
    passed: Passing,
    systems: Sequence[System],
    conditions: Sequence[Condition],
) -> Iterator[Solved]:
    for system in systems:
        yield system.solve(*load(network, passed, system, conditions))


def _all(
    network: SignedNetwork,
    ensemble: Ensemble,
    conditions: Sequence[Condition],
    plain: Sequence[Solved],
) -> Iterator[Solved]:
    yield from plain
    for passed, systems in ensemble.others:
        yield from _solutions(network, passed, systems, conditions)
