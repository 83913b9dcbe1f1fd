"""How well the predictors would have done on a model whose answer is known."""

from collections.abc import Iterator
from importlib import import_module

import numpy as np
import pandas as pd

from bioripple.answers.kinetic_point import jacobian_at, working_point
from bioripple.arrays import Floats
from bioripple.dynamics.jacobian import NodeJacobian
from bioripple.errors import Failed, Refused
from bioripple.metrics.accuracy import accuracies, rank_defined
from bioripple.network.influence import signs
from bioripple.network.listed import to_file
from bioripple.network.signed import SignedNetwork, signed_network
from bioripple.network.tiers import TIER_ORDER, Topology
from bioripple.odes.arrays import to_arrays
from bioripple.odes.processes import processes
from bioripple.odes.system import OdeSystem
from bioripple.odes.wiring import wiring
from bioripple.predictors.propagating import passing
from bioripple.predictors.registry import BY_ID, PREDICTORS, Predictor
from bioripple.responses.sensitivity import sensitivity
from bioripple.responses.truths import Truth, truths
from bioripple.runtime.checks import check_kind, check_time
from bioripple.vocabulary import SHIPPED, Protocol, TruthName

TIER_INPUTS = "bioripple.collection.predictor_inputs"  # needs sympy
T_END = 10.0  # as in the shipped configuration [model time units]
# Columns of the table, and what each says.
EVALUATED: dict[str, str] = {
    "truth": "what is predicted: steady_state (lasting), dynamo (a push), relative (a "
    "push, in per cent)",
    "at": "the state at which the truth is computed",
    "predictor": "id of the predictor",
    "label": "its name for people",
    "tier": "what it may know of a model",
    "pairs": "how many pairs of different nodes have a true response",
    "accuracy": "Spearman correlation of the sizes of true and predicted responses, "
    "over these pairs",
    "signed_pairs": "how many of these responses are not 0",
    "sign_accuracy": "share of those whose direction is predicted; none predicted is "
    "wrong",
    "commoner_sign": "share of those that have the commoner direction: what guessing "
    "it always would give",
    "problem": "why there is no number",
}


def evaluate_model(
    system: OdeSystem,
    *,
    horizon: float | None = None,
    t_end: float = T_END,
    seed: int = 0,
) -> pd.DataFrame:
    """Hold predictors against a model's own kinetics.

    Parameters
    ----------
    system
        The equations, as `read_sbml` returns them.
    horizon
        Time of the state [model time units]; by default the steady state, and where
        there is none, `t_end`.
    t_end
        See `horizon` [model time units].
    seed
        Of what predictors draw.

    Returns
    -------
    DataFrame
        Columns `EVALUATED`; a row for each truth and predictor, the best first: all
        that need no training, and those that ship, which see signs of the equations
        only, or reactions, too, and were trained on the curated models: of these they
        may know the answer. The lasting response is a truth at a steady state only.

    Raises
    ------
    Failed, Refused
        If the model has no numbers to be held against.
    TypeError, ValueError
        If an argument is of another kind, or out of its range.
    """
    check_kind(system, OdeSystem, "system", "read_sbml")
    t_end = check_time(t_end, "t_end", positive=True)
    if horizon is not None:
        horizon = check_time(horizon, "horizon", positive=True)
    point = working_point(system, horizon=horizon, t_end=t_end, seed=seed)
    nodes = jacobian_at(system, point, [], [])
    if len(nodes.nodes) < 2:
        raise Failed(
            f"the network has {len(nodes.nodes)} nodes; expected two that can differ"
        )
    at = "steady state" if point.steady else f"t = {point.t:g}"
    found = truths(
        sensitivity(nodes.jacobian).matrix, nodes.jacobian, nodes.slopes, nodes.state
    )
    if not point.steady:
        del found["steady_state"]
    known, lacking = _inputs(system, nodes)
    rows = [
        {"truth": name, "at": at} | _score(each, name, truth, known, lacking, seed)
        for name, truth in found.items()
        for each in PREDICTORS
        if each.kind == "closed form"
    ]
    rows += [
        {"truth": name, "at": at} | told | _numbers(truth, predicted)
        for told, predicted in _of_shipped(system, nodes)
        for name, truth in found.items()
    ]
    table = pd.DataFrame(rows, columns=list(EVALUATED))
    counts = ["pairs", "signed_pairs"]
    table[counts] = table[counts].astype("Int64")  # there are rows without
    return table.sort_values(
        ["truth", "accuracy"], ascending=[False, False], kind="stable"
    ).reset_index(drop=True)


def _inputs(system: OdeSystem, nodes: NodeJacobian) -> tuple[Topology, str]:
    """Return the inputs of the highest tier there is, and why it is not the highest."""
    try:
        # By its name: what is installed without extras reaches nothing that needs them.
        tier_inputs = import_module(TIER_INPUTS).tier_inputs
        arrays = {name: np.asarray(it) for name, it in to_arrays(system).items()}
        known = {
            "nodes": nodes.nodes,
            "state": nodes.state,
            **to_file("jacobian", nodes.links),
        }
        inputs: Topology = tier_inputs(arrays, known)
        return inputs, ""
    except ModuleNotFoundError as missing:
        problem = f"needs {missing.name} (pip install {missing.name})"
    except (Failed, Refused) as failure:
        problem = str(failure)
    return Topology(signs(nodes.jacobian)), problem


def _score(
    predictor: Predictor,
    name: TruthName,
    truth: Truth,
    known: Topology,
    lacking: str,
    seed: int,
) -> dict[str, object]:
    """Return a row of the table, without what all rows share."""
    row: dict[str, object] = {
        "predictor": predictor.id,
        "label": predictor.label,
        "tier": predictor.tier,
        "problem": "",
    }
    if lacking and predictor.tier != TIER_ORDER[0]:
        return row | {"problem": lacking}
    try:
        return row | _numbers(truth, predictor.predict(known, name, seed=seed))
    except (Failed, Refused, np.linalg.LinAlgError) as failure:
        return row | {"problem": str(failure)}


def _numbers(truth: Truth, predicted: Floats) -> dict[str, object]:
    """Return what a prediction is worth."""
    ranked = accuracies(rank_defined(truth.matrix), predicted, jitter=None)
    return {"accuracy": ranked[Protocol()]} | _directions(truth.matrix, predicted)


def _of_shipped(
    system: OdeSystem, nodes: NodeJacobian
) -> Iterator[tuple[dict[str, str], Floats]]:
    """Yield what those that ship are called, and what they make of the network, n × n.

    Each node is held at 1 in turn: a response is R_ij / R_jj with R = (I - W)⁻¹.
    """
    network = _network(system, nodes)
    for name, tier in SHIPPED.items():
        if tier == "structure" and network.processes is None:
            continue
        total = np.zeros((network.size, network.size))
        passed = passing(name, network)
        for member in passed.members:
            response = np.linalg.inv(np.eye(network.size) - member.toarray())
            total += response / np.diagonal(response)
        told = {"predictor": name, "label": BY_ID[name].label, "tier": tier}
        yield told | {"problem": ""}, total / len(passed.members)


def _network(system: OdeSystem, nodes: NodeJacobian) -> SignedNetwork:
    """Return who acts on whom by the equations, among the nodes of the Jacobian."""
    wires = wiring(system)
    ids: list[str] = nodes.nodes.tolist()
    place = {name: k for k, name in enumerate(ids)}
    edges = wires.sign.tocoo()
    ends = [
        (place[wires.nodes[source]], place[wires.nodes[target]], value)
        for target, source, value in zip(*edges.coords, edges.data, strict=True)
        if {wires.nodes[source], wires.nodes[target]} <= place.keys()
    ]
    source, target, sign = zip(*ends, strict=True) if ends else ((), (), ())
    known = processes(system, ids) if system.reactions else None
    return signed_network(ids, source, target, sign, processes=known)


def _directions(truth: Floats, predicted: Floats) -> dict[str, object]:
    """Return how often the direction is right, and how often the commoner one is."""
    pairs = np.isfinite(truth) & ~np.eye(len(truth), dtype=np.bool_)
    signed = pairs & (truth != 0.0)
    true, guess = np.sign(truth[signed]), np.sign(predicted[signed])
    number = int(true.size)
    up = int(np.count_nonzero(true > 0.0))
    return {
        "pairs": int(np.count_nonzero(pairs)),
        "signed_pairs": number,
        "sign_accuracy": float(np.mean(true == guess)) if number else np.nan,
        "commoner_sign": max(up, number - up) / number if number else np.nan,
    }
