"""What responds if something is perturbed: the answer of a model's own kinetics."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bioripple.answers.kinetic_held import held_response
from bioripple.answers.kinetic_names import check_perturbed, roles, unknown
from bioripple.answers.kinetic_notes import LEAVES, facts_of, notes_of
from bioripple.answers.kinetic_point import (
    WorkingPoint,
    fall_back,
    jacobian_at,
    working_point,
)
from bioripple.answers.kinetic_table import ranked, relative_changes
from bioripple.answers.relation import relations
from bioripple.answers.result import COLUMNS, Condition, Responses
from bioripple.answers.simulated import LINEAR_OFF, simulated_change
from bioripple.arrays import Flags
from bioripple.dynamics.jacobian import NodeJacobian
from bioripple.errors import Failed, Refused
from bioripple.network.signed import SignedNetwork, signed_network
from bioripple.network.steps import AWAY, Walker
from bioripple.odes.system import OdeSystem
from bioripple.predictors.propagating import signed_distance
from bioripple.responses.truths import ZERO_ABUNDANCE
from bioripple.runtime.checks import check_kind, check_time
from bioripple.runtime.threads import one_thread

PREDICTOR = "kinetics"
T_END = 10.0  # as in the shipped configuration [model time units]
# Columns that `simulate` adds, and what each says.
SIMULATED: dict[str, str] = {
    "simulated": "the same change, of a real simulation with what is perturbed held",
    "linear_off": "whether response and simulated differ by more than 20 % of the "
    "larger one, and by more than a thousandth of the node's value; empty if unknown",
}
LEFT = "left"  # why a response is not defined; see `SteadyPoint.left`
SLIGHT = 1e-3  # share of a node's value that does not count


@dataclass(frozen=True, eq=False)
class _Asked:
    """A model where it is looked at, ready to be asked."""

    system: OdeSystem
    point: WorkingPoint
    nodes: NodeJacobian
    constant: Flags
    network: SignedNetwork


def respond_kinetic(
    system: OdeSystem,
    conditions: Sequence[Condition],
    *,
    labels: Mapping[str, str] | None = None,
    horizon: float | None = None,
    t_end: float = T_END,
    targets: Sequence[str] | None = None,
    top: int | None = None,
    simulate: bool = False,
    seed: int = 0,
) -> Responses:
    """Compute how the nodes of a kinetic model respond.

    Parameters
    ----------
    system
        The equations, as `read_sbml` returns them.
    conditions
        What is perturbed, by id: species, parameters, compartments. A species that
        moves is held at (1 + strength) of its value; what is constant gets (1 +
        strength) of its value.
    labels
        Names for people, by id.
    horizon
        Time at which the response to a push is wanted [model time units]. By default
        the lasting response at the steady state, and where there is none, that at
        `t_end`.
    t_end
        See `horizon` [model time units].
    targets
        Ids of nodes that are wanted; ranks are among these. All by default.
    top
        Rows of each condition that are wanted, by rank.
    simulate
        Whether to run each perturbation as well, and to add the columns `SIMULATED`.
    seed
        Of the states that are drawn to look for other steady states.

    Returns
    -------
    Responses
        Changes are linear: relative change of the node per relative change of what is
        perturbed, times the strength, summed over what the condition perturbs. NaN,
        without a rank, where that is not defined. The network is that of the signs of
        the Jacobian, with the constants that are perturbed as nodes.

    Raises
    ------
    Refused
        If something that is named is not in the model, or cannot be perturbed. One of
        several conditions that has no answer is left out, and a note says so.
    Failed
        If the model has no numbers to answer with.
    TypeError, ValueError
        If an argument is of another kind, or out of its range.
    """
    check_kind(system, OdeSystem, "system", "read_sbml")
    t_end = check_time(t_end, "t_end", positive=True)
    if horizon is not None:
        horizon = check_time(horizon, "horizon", positive=True)
    if top is not None and top < 1:
        raise ValueError(f"top: expected a number > 0, found {top}")
    called = dict(labels or {})
    check_perturbed(system, conditions, called)
    point = working_point(system, horizon=horizon, t_end=t_end, seed=seed)
    asked = _prepare(system, point, conditions, called, t_end)
    wanted = _wanted(asked, targets, called)
    missing: Counter[str] = Counter()
    problems: list[str] = []
    not_done: list[str] = []
    tables = []
    for condition in conditions:
        try:
            with one_thread():
                frame = _answer(asked, condition, missing, problems)
        except (Failed, Refused) as problem:
            if len(conditions) == 1:
                raise
            not_done.append(f'"{condition.name}" has no rows: {problem}')
            continue
        if simulate:
            _simulate(asked, condition, frame, not_done)
        tables.append(ranked(frame, condition, wanted, top))
    columns = [*COLUMNS, *(SIMULATED if simulate else ())]
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    return Responses(
        asked.network,
        PREDICTOR,
        tuple(conditions),
        table.reindex(columns=columns),
        notes_of(
            asked.point,
            conditions,
            roles(system),
            missing,
            [*problems, *not_done],
            simulate,
        ),
        {**facts_of(asked.point), "not_done": not_done},
    )


def _prepare(
    system: OdeSystem,
    point: WorkingPoint,
    conditions: Sequence[Condition],
    labels: Mapping[str, str],
    t_end: float,
) -> _Asked:
    perturbed = dict.fromkeys(name for each in conditions for name in each.nodes)
    constants = [name for name in perturbed if name in system.constants]
    try:
        nodes = jacobian_at(system, point, constants, perturbed)
    except Failed as problem:
        if not point.steady:
            raise
        point = fall_back(system, point, problem, t_end)
        nodes = jacobian_at(system, point, constants, perturbed)
    ids: list[str] = nodes.nodes.tolist()
    edges = nodes.links.without_zeros()
    network = signed_network(
        ids,
        edges.columns,
        edges.rows,
        edges.signs,
        labels=[labels.get(each, each) for each in ids],
    )
    return _Asked(system, point, nodes, np.isin(nodes.nodes, constants), network)


def _wanted(
    asked: _Asked, targets: Sequence[str] | None, labels: Mapping[str, str]
) -> Flags:
    if targets is None:
        return ~asked.constant
    place, known = asked.network.place, roles(asked.system)
    wanted = np.zeros(asked.network.size, dtype=np.bool_)
    for name in targets:
        if name not in place and name not in known:
            raise Refused(unknown(name, place, labels))
        if name not in place or asked.constant[place[name]]:
            raise Refused(f'"{name}" cannot be a target: nothing moves it')
        wanted[place[name]] = True
    return wanted


def _answer(
    asked: _Asked, condition: Condition, missing: Counter[str], problems: list[str]
) -> pd.DataFrame:
    """Return a row for each node of the network, in its order."""
    nodes, place = asked.nodes, asked.network.place
    held = [place[name] for name in condition.nodes]
    strengths = np.array(list(condition.nodes.values()))
    values = nodes.state[held]
    if np.any(values == 0.0):
        name = list(condition.nodes)[int(np.flatnonzero(values == 0.0)[0])]
        raise Refused(
            f'"{name}" cannot be perturbed by a share of itself: its value is 0'
            + ("" if asked.constant[place[name]] else " where the model is looked at")
        )
    found = held_response(
        asked.system, asked.point, nodes, list(condition.nodes), strengths * values
    )
    if not found.stays:
        problems.append(LEAVES.format(condition.name))
    response = relative_changes(found.change, nodes.state)
    rest = asked.point.rest
    left = rest.left if rest is not None and asked.point.steady else ()
    response[np.isin(nodes.nodes, left)] = np.nan
    missing.update(
        LEFT if name in left else why or ZERO_ABUNDANCE
        for name, why, value in zip(
            nodes.nodes.tolist(), found.why.tolist(), response.tolist(), strict=True
        )
        if np.isnan(value)
    )
    onwards = Walker(asked.network)
    starts = dict.fromkeys(held, 0)
    distance = onwards.steps(starts)
    upstream = Walker(asked.network, backwards=True).steps(starts) != AWAY
    by_place = dict(zip(held, strengths.tolist(), strict=True))
    away = distance == AWAY
    return pd.DataFrame(
        {
            "node": np.array(asked.network.nodes, dtype=object),
            "response": response,
            "spread": np.nan,
            "sign_agreement": np.nan,
            "distance": pd.Series(distance, dtype="Int64").mask(away),
            "relation": relations(~away, upstream),
            "baseline": signed_distance(onwards, by_place),
            "name": np.array(asked.network.labels, dtype=object),
        }
    )


def _simulate(
    asked: _Asked, condition: Condition, frame: pd.DataFrame, not_done: list[str]
) -> None:
    """Add what a simulation gives."""
    ids = asked.network.nodes
    try:
        change = simulated_change(asked.system, asked.point, condition.nodes, ids)
    except (Failed, Refused) as problem:
        change = np.full(len(ids), np.nan)
        not_done.append(f'"{condition.name}" could not be simulated: {problem}')
    frame["simulated"] = change
    linear = frame["response"].to_numpy()
    with np.errstate(invalid="ignore"):
        gap = np.abs(change - linear)
        larger = np.fmax(np.abs(change), np.abs(linear))
        off = (gap > LINEAR_OFF * larger) & (gap > SLIGHT)
    frame["linear_off"] = pd.Series(off, dtype="boolean").mask(np.isnan(gap))
